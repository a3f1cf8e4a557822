package org.ordinaldb.sql.expression;

import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// Whether a long lies in one of several disjoint ranges: IN lists and ORs of comparisons.
final class LongSetTest extends Call {
  private final long[] lows;
  private final long[] highs;
  private final boolean single;

  /// @param lows ascending, the least values of the ranges
  /// @param highs the greatest values of the same ranges
  LongSetTest(Expression operand, long[] lows, long[] highs) {
    super(SqlType.BOOLEAN, operand);
    this.lows = lows;
    this.highs = highs;
    this.single = lows.length == 1;
  }

  @Override
  protected Vector compute(ColumnBatch batch, EvaluationContext context) {
    LongVector vector = (LongVector) operand(0).evaluate(batch, context);
    int rowCount = batch.rowCount();
    if (single) {
      return new LongRange(lows[0], highs[0], false).test(vector, rowCount);
    }
    long[] values = vector.values();
    long[] truth = new long[rowCount];
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      truth[row] = contains(values[row]) ? 1 : 0;
    }
    return new LongVector(truth, rowCount, vector.nulls());
  }

  @Override
  public int select(ColumnBatch batch, int[] out, EvaluationContext context) {
    if (single) {
      LongVector vector = (LongVector) operand(0).evaluate(batch, context);
      return new LongRange(lows[0], highs[0], false).select(vector, batch, out);
    }
    return super.select(batch, out, context);
  }

  /// Halves the ranges without branching on the data: a loop of fixed length for each value.
  private boolean contains(long value) {
    int base = 0;
    int length = lows.length;
    while (length > 1) {
      int half = length >>> 1;
      base += lows[base + half] <= value ? half : 0;
      length -= half;
    }
    return lows.length > 0 && lows[base] <= value && value <= highs[base];
  }
}
