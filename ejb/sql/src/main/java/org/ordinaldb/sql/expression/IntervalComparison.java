package org.ordinaldb.sql.expression;

import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// Compares intervals by their length, a month counting 30 days and a day 24 hours.
final class IntervalComparison extends Call {
  private final ComparisonOperator operator;

  IntervalComparison(ComparisonOperator operator, Expression left, Expression right) {
    super(SqlType.BOOLEAN, left, right);
    this.operator = operator;
  }

  @Override
  protected Vector compute(ColumnBatch batch, EvaluationContext context) {
    BytesVector left = (BytesVector) operand(0).evaluate(batch, context);
    BytesVector right = (BytesVector) operand(1).evaluate(batch, context);
    int rowCount = batch.rowCount();
    long[] nulls = Nulls.union(left, right, rowCount);
    long[] truth = new long[rowCount];
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      if (!Nulls.at(nulls, row)) {
        int comparison = Interval.at(left, row).compareTo(Interval.at(right, row));
        truth[row] = operator.holds(comparison) ? 1 : 0;
      }
    }
    return new LongVector(truth, rowCount, nulls);
  }
}
