package org.ordinaldb.sql.expression;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// IS NULL and IS NOT NULL.
final class NullTest extends Call {
  private final boolean whenNull;

  NullTest(Expression operand, boolean whenNull) {
    super(SqlType.BOOLEAN, operand);
    this.whenNull = whenNull;
  }

  @Override
  protected Vector compute(ColumnBatch batch, EvaluationContext context) {
    int rowCount = batch.rowCount();
    return new LongVector(
        bits(operand(0).evaluate(batch, context).nulls(), whenNull, rowCount), rowCount, null);
  }

  @Override
  public int select(ColumnBatch batch, int[] out, EvaluationContext context) {
    Vector vector = operand(0).evaluate(batch, context);
    if (!vector.hasNulls()) {
      return whenNull ? 0 : Selections.all(batch, out);
    }
    return super.select(batch, out, context);
  }

  /// 1 where the bitmap is set, or where it is not.
  static long[] bits(long @Nullable [] nulls, boolean set, int rowCount) {
    long[] truth = new long[rowCount];
    long flip = set ? 0 : 1;
    for (int row = 0; row < rowCount; row++) {
      truth[row] = (nulls == null ? 0 : nulls[row >> 6] >>> row & 1) ^ flip;
    }
    return truth;
  }
}
