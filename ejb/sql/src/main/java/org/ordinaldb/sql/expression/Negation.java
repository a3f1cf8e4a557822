package org.ordinaldb.sql.expression;

import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// NOT.
final class Negation extends Call {
  Negation(Expression operand) {
    super(SqlType.BOOLEAN, operand);
  }

  @Override
  protected Vector compute(ColumnBatch batch, EvaluationContext context) {
    LongVector vector = (LongVector) operand(0).evaluate(batch, context);
    int rowCount = batch.rowCount();
    long[] values = vector.values();
    long[] truth = new long[rowCount];
    for (int row = 0; row < rowCount; row++) {
      truth[row] = values[row] ^ 1;
    }
    return new LongVector(truth, rowCount, vector.nulls());
  }

  @Override
  public int select(ColumnBatch batch, int[] out, EvaluationContext context) {
    LongVector vector = (LongVector) operand(0).evaluate(batch, context);
    return Selections.whereEqual(batch, vector, 0, out);
  }
}
