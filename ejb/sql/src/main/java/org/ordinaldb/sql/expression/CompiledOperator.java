package org.ordinaldb.sql.expression;

import java.util.List;
import org.ordinaldb.type.SqlType;

/// A Calcite operator that brings its own kernel. The operators of the function library implement
/// it, and so may operators of other packages.
public interface CompiledOperator {
  /// A call of this operator.
  ///
  /// @param operands in the types they have, which may still need casts to what the operator takes
  /// @param type what the validator found
  Expression compile(List<Expression> operands, SqlType type);
}
