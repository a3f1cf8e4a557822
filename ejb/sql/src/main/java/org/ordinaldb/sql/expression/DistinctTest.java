package org.ordinaldb.sql.expression;

import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// IS [NOT] DISTINCT FROM: equality in which NULL equals NULL.
final class DistinctTest extends Call {
  private final Expression equality;
  private final boolean distinct;

  DistinctTest(Expression left, Expression right, boolean distinct) {
    super(SqlType.BOOLEAN, left, right);
    this.distinct = distinct;
    this.equality =
        Comparison.of(
            ComparisonOperator.EQUAL,
            new InputReference(0, left.type()),
            new InputReference(1, right.type()));
  }

  static DistinctTest of(Expression left, Expression right, boolean distinct) {
    SqlType domain = Comparison.domain(left.type(), right.type());
    return new DistinctTest(Casts.known(left, domain), Casts.known(right, domain), distinct);
  }

  @Override
  protected Vector compute(ColumnBatch batch, EvaluationContext context) {
    int rowCount = batch.rowCount();
    Vector left = operand(0).evaluate(batch, context);
    Vector right = operand(1).evaluate(batch, context);
    LongVector equal = (LongVector) equality.evaluate(batch.withColumns(left, right), context);
    long[] equalValues = equal.values();
    long whenEqual = distinct ? 0 : 1;
    long[] truth = new long[rowCount];
    for (int row = 0; row < rowCount; row++) {
      boolean leftNull = left.isNull(row);
      boolean same = leftNull == right.isNull(row) && (leftNull || equalValues[row] == 1);
      truth[row] = same ? whenEqual : 1 - whenEqual;
    }
    return new LongVector(truth, rowCount, null);
  }
}
