package org.ordinaldb.sql.function;

import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/// All functions and operators of the dialect.
public final class FunctionLibrary {
  private FunctionLibrary() {}

  /// What the validator resolves names against: case-insensitive, PostgreSQL's semantics first.
  public static SqlOperatorTable operatorTable() {
    return SqlStdOperatorTable.instance();
  }
}
