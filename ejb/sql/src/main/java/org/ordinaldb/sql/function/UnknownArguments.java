package org.ordinaldb.sql.function;

import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlNode;
import org.ordinaldb.type.SqlType;

/// What the validator's type coercion offers to operators for arguments whose type is still open:
/// quoted strings and parameters that nothing is known about.
public interface UnknownArguments {
  boolean isUnknown(SqlNode argument);

  /// Makes an unknown argument one of the type that the operator takes there.
  void convertUnknown(SqlCallBinding binding, int index, SqlType type);
}
