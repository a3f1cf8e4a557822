package org.ordinaldb.sql.execution;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.expression.EvaluationContext;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;

/// Values of expressions that do not depend on input rows.
public final class Scalars {
  private Scalars() {}

  /// The value of `LIMIT`, or -1 when there is none (no clause, or NULL).
  static long limit(@Nullable Expression expression, EvaluationContext context) {
    long rows = rowCount(expression, -1, context);
    if (rows < -1) {
      throw new StatementException(
          SqlState.INVALID_ROW_COUNT_IN_LIMIT_CLAUSE, "LIMIT must not be negative");
    }
    return rows;
  }

  /// The value of `OFFSET`, or 0 when there is none.
  static long offset(@Nullable Expression expression, EvaluationContext context) {
    long rows = rowCount(expression, 0, context);
    if (rows < 0) {
      throw new StatementException(
          SqlState.INVALID_ROW_COUNT_IN_RESULT_OFFSET_CLAUSE, "OFFSET must not be negative");
    }
    return rows;
  }

  /// Whether two values are the same, to the bit; NULL is the same as NULL.
  public static boolean isSame(Vector a, int rowA, Vector b, int rowB) {
    if (a.isNull(rowA) || b.isNull(rowB)) {
      return a.isNull(rowA) && b.isNull(rowB);
    }
    return switch (a) {
      case LongVector longs -> longs.get(rowA) == ((LongVector) b).get(rowB);
      case DoubleVector doubles ->
          Double.doubleToRawLongBits(doubles.values()[rowA])
              == Double.doubleToRawLongBits(((DoubleVector) b).values()[rowB]);
      case BytesVector bytes -> BytesVector.compare(bytes, rowA, (BytesVector) b, rowB) == 0;
    };
  }

  private static long rowCount(
      @Nullable Expression expression, long absent, EvaluationContext context) {
    if (expression == null) {
      return absent;
    }
    LongVector value = (LongVector) expression.evaluateScalar(context);
    if (value.isNull(0)) {
      return absent;
    }
    return value.get(0) < 0 ? Long.MIN_VALUE : value.get(0);
  }
}
