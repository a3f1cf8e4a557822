package org.ordinaldb.sql.expression;

import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// Compares values that are longs in one unit: integers, booleans, dates, times, decimals of one
/// scale. A scalar stands on the right.
final class LongComparison extends Call {
  private final ComparisonOperator operator;

  LongComparison(ComparisonOperator operator, Expression left, Expression right) {
    super(SqlType.BOOLEAN, left, right);
    this.operator = operator;
  }

  @Override
  protected Vector compute(ColumnBatch batch, EvaluationContext context) {
    LongVector left = (LongVector) operand(0).evaluate(batch, context);
    if (operand(1).isScalar()) {
      LongVector right = (LongVector) operand(1).evaluateScalar(context);
      return right.isNull(0)
          ? Vectors.nulls(left.kind(), batch.rowCount())
          : LongRange.of(operator, right.values()[0]).test(left, batch.rowCount());
    }
    LongVector right = (LongVector) operand(1).evaluate(batch, context);
    return compare(left, right, batch.rowCount());
  }

  @Override
  public int select(ColumnBatch batch, int[] out, EvaluationContext context) {
    if (!operand(1).isScalar()) {
      return super.select(batch, out, context);
    }
    LongVector right = (LongVector) operand(1).evaluateScalar(context);
    if (right.isNull(0)) {
      return 0;
    }
    LongVector left = (LongVector) operand(0).evaluate(batch, context);
    return LongRange.of(operator, right.values()[0]).select(left, batch, out);
  }

  private Vector compare(LongVector left, LongVector right, int rowCount) {
    long[] a = operator.isSwapped() ? right.values() : left.values();
    long[] b = operator.isSwapped() ? left.values() : right.values();
    long whenTrue = operator.isNegated() ? 0 : 1;
    long whenFalse = 1 - whenTrue;
    long[] truth = new long[rowCount];
    if (operator.isEquality()) {
      for (int row = 0; row < rowCount; row++) {
        truth[row] = a[row] == b[row] ? whenTrue : whenFalse;
      }
    } else {
      for (int row = 0; row < rowCount; row++) {
        truth[row] = a[row] < b[row] ? whenTrue : whenFalse;
      }
    }
    return new LongVector(truth, rowCount, Nulls.union(left, right, rowCount));
  }
}
