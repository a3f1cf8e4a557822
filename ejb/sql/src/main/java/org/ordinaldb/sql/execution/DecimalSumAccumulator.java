package org.ordinaldb.sql.execution;

import java.math.BigDecimal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.Decimals;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;
import org.ordinaldb.type.VectorKind;

/// Sums and averages of wide or unconstrained numerics. A sum has the largest scale of its inputs.
final class DecimalSumAccumulator implements Accumulator {
  private static final long BYTES_PER_SUM = 100;

  private final boolean average;
  private final boolean zeroWhenEmpty;
  private @Nullable BigDecimal[] sums = new BigDecimal[1];
  private long[] counts = new long[1];

  DecimalSumAccumulator(boolean average, boolean zeroWhenEmpty) {
    this.average = average;
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
    BytesVector values = (BytesVector) arguments[0];
    for (int i = 0; i < count; i++) {
      int row = rows == null ? i : rows[i];
      if (!values.isNull(row)) {
        int group = groups == null ? 0 : groups[i];
        BigDecimal value = Decimals.decode(values, row);
        BigDecimal sum = sums[group];
        sums[group] = sum == null ? value : sum.add(value);
        counts[group]++;
      }
    }
  }

  @Override
  public Vector result(int from, int to) {
    VectorBuilder builder = VectorBuilder.of(VectorKind.BYTES, to - from);
    for (int group = from; group < to; group++) {
      BigDecimal sum = sums[group];
      if (sum == null) {
        if (zeroWhenEmpty) {
          builder.appendBytes(Decimals.encode(BigDecimal.ZERO));
        } else {
          builder.appendNull();
        }
      } else {
        builder.appendBytes(
            Decimals.encode(
                average ? Quotients.divide(sum, BigDecimal.valueOf(counts[group])) : sum));
      }
    }
    return builder.build();
  }

  @Override
  public long heapBytes() {
    return BYTES_PER_SUM * counts.length;
  }
}
