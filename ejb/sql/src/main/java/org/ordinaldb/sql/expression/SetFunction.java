package org.ordinaldb.sql.expression;

import java.util.List;

/// A Calcite operator whose value is a set.
public interface SetFunction {
  /// A call of this operator.
  ///
  /// @param operands in the types they have, which may still need casts to what the operator takes
  SetCall compile(List<Expression> operands);
}
