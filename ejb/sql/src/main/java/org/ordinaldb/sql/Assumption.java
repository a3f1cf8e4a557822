package org.ordinaldb.sql;

import org.ordinaldb.error.SqlException;
import org.ordinaldb.sql.expression.EvaluationContext;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;

/// What a plan takes for granted of a statement's parameters: it is good for those only of which each
/// condition holds, or does not, as it did for those that it was made with.
///
/// @param condition reads parameters only
record Assumption(Expression condition, boolean holds) {
  boolean fits(EvaluationContext context) {
    return holds(condition, context) == holds;
  }

  /// Whether a condition is true; one that cannot be computed is not.
  static boolean holds(Expression condition, EvaluationContext context) {
    try {
      Vector truth = condition.evaluateScalar(context);
      return !truth.isNull(0) && ((LongVector) truth).get(0) != 0;
    } catch (SqlException e) {
      return false;
    }
  }
}
