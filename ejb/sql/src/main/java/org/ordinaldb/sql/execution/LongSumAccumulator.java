package org.ordinaldb.sql.execution;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.type.Decimals;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;
import org.ordinaldb.type.VectorKind;

/// Sums and averages of integers and of numerics that are scaled longs, exact in 128 bits.
final class LongSumAccumulator implements Accumulator {
  /// What comes out.
  enum Result {
    BIGINT,
    NUMERIC,
    AVERAGE
  }

  private final LongSums sums = new LongSums();
  private final Result result;
  private final int scale;
  private final boolean zeroWhenEmpty;

  /// @param scale of the longs that are summed
  LongSumAccumulator(Result result, SqlType argument, boolean zeroWhenEmpty) {
    this.result = result;
    this.scale = argument.scale();
    this.zeroWhenEmpty = zeroWhenEmpty;
  }

  @Override
  public void ensureGroups(int groups) {
    sums.ensureGroups(groups);
  }

  @Override
  public void add(Vector[] arguments, int @Nullable [] rows, int @Nullable [] groups, int count) {
    sums.add(arguments[0], rows, groups, count);
  }

  @Override
  public Vector result(int from, int to) {
    VectorBuilder builder =
        VectorBuilder.of(result == Result.BIGINT ? VectorKind.LONG : VectorKind.BYTES, to - from);
    for (int group = from; group < to; group++) {
      if (sums.count(group) == 0 && !zeroWhenEmpty) {
        builder.appendNull();
      } else {
        append(builder, group);
      }
    }
    return builder.build();
  }

  private void append(VectorBuilder builder, int group) {
    switch (result) {
      case BIGINT -> {
        if (!sums.fitsLong(group)) {
          throw new StatementException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "bigint out of range");
        }
        builder.appendLong(sums.longSum(group));
      }
      case NUMERIC -> builder.appendBytes(Decimals.encode(sum(group)));
      case AVERAGE ->
          builder.appendBytes(
              Decimals.encode(Quotients.divide(sum(group), BigDecimal.valueOf(sums.count(group)))));
    }
  }

  private BigDecimal sum(int group) {
    return new BigDecimal(sums.sum(group), scale);
  }

  @Override
  public long heapBytes() {
    return sums.heapBytes();
  }
}
