package org.ordinaldb.sql.execution;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;
import org.ordinaldb.type.VectorKind;

/// Sums and averages of floats. Sums of `real` are rounded to single precision at every step, as
/// PostgreSQL's are.
final class DoubleSumAccumulator implements Accumulator {
  private final boolean average;
  private final boolean single;
  private final boolean zeroWhenEmpty;
  private double[] sums = new double[1];
  private long[] counts = new long[1];

  DoubleSumAccumulator(boolean average, boolean single, boolean zeroWhenEmpty) {
    this.average = average;
    this.single = single;
    this.zeroWhenEmpty = zeroWhenEmpty;
  }

  @Override
  public void ensureGroups(int groups) {
    if (groups > counts.length) {
      int capacity = Math.max(groups, 2 * counts.length);
      sums = Arrays.copyOf(sums, capacity);
      counts = Arrays.copyOf(counts, capacity);
    }
  }

  @Override
  public void add(Vector[] arguments, int @Nullable [] rows, int @Nullable [] groups, int count) {
    DoubleVector vector = (DoubleVector) arguments[0];
    if (groups == null && !vector.hasNulls() && !single) {
      addAll(vector.values(), rows, count);
      return;
    }
    double[] values = vector.values();
    for (int i = 0; i < count; i++) {
      int row = rows == null ? i : rows[i];
      if (!vector.isNull(row)) {
        int group = groups == null ? 0 : groups[i];
        sums[group] = plus(sums[group], values[row]);
        counts[group]++;
      }
    }
  }

  private void addAll(double[] values, int @Nullable [] rows, int count) {
    double before = sums[0];
    double sum = before;
    boolean infinite = Double.isInfinite(before);
    for (int i = 0; i < count; i++) {
      double value = values[rows == null ? i : rows[i]];
      infinite |= Double.isInfinite(value);
      sum += value;
    }
    if (Double.isInfinite(sum) && !infinite) {
      throw overflow();
    }
    sums[0] = sum;
    counts[0] += count;
  }

  private double plus(double sum, double value) {
    double result = single ? (float) (sum + value) : sum + value;
    if (Double.isInfinite(result) && !Double.isInfinite(sum) && !Double.isInfinite(value)) {
      throw overflow();
    }
    return result;
  }

  private static StatementException overflow() {
    return new StatementException(
        SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value out of range: overflow");
  }

  @Override
  public Vector result(int from, int to) {
    VectorBuilder builder = VectorBuilder.of(VectorKind.DOUBLE, to - from);
    for (int group = from; group < to; group++) {
      if (counts[group] == 0 && !zeroWhenEmpty) {
        builder.appendNull();
      } else {
        builder.appendDouble(average ? sums[group] / counts[group] : sums[group]);
      }
    }
    return builder.build();
  }

  @Override
  public long heapBytes() {
    return 16L * counts.length;
  }
}
