package org.ordinaldb.sql.expression;

import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// IS [NOT] TRUE and IS [NOT] FALSE: never null.
final class TruthTest extends Call {
  private final long wanted;
  private final boolean negated;

  TruthTest(Expression operand, boolean wanted, boolean negated) {
    super(SqlType.BOOLEAN, operand);
    this.wanted = wanted ? 1 : 0;
    this.negated = negated;
  }

  @Override
  protected Vector compute(ColumnBatch batch, EvaluationContext context) {
    LongVector vector = (LongVector) operand(0).evaluate(batch, context);
    int rowCount = batch.rowCount();
    long[] truth = new long[rowCount];
    long[] values = vector.values();
    for (int row = 0; row < rowCount; row++) {
      boolean matches = values[row] == wanted && !vector.isNull(row);
      truth[row] = matches != negated ? 1 : 0;
    }
    return new LongVector(truth, rowCount, null);
  }

  @Override
  public int select(ColumnBatch batch, int[] out, EvaluationContext context) {
    return wanted == 1 && !negated
        ? operand(0).select(batch, out, context)
        : super.select(batch, out, context);
  }
}
