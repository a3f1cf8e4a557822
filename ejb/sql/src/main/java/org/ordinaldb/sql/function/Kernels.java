package org.ordinaldb.sql.function;

import org.ordinaldb.sql.expression.RowCall;
import org.ordinaldb.sql.expression.RowKernel;

/// Makes the factories of overloads whose result type depends on their arguments.
final class Kernels {
  private Kernels() {}

  static Overload.Factory rows(RowKernel kernel) {
    return rows(RowCall.Mode.STRICT, kernel);
  }

  static Overload.Factory rows(RowCall.Mode mode, RowKernel kernel) {
    return (type, arguments) -> new RowCall(type, arguments, mode, kernel);
  }
}
