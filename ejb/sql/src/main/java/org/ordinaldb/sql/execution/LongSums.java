package org.ordinaldb.sql.execution;

import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;

/// 128-bit sums of longs and counts of what was summed, a pair for every group.
final class LongSums {
  private static final long LOW_HALF = 0xffffffffL;

  private long[] low = new long[1];
  private long[] high = new long[1];
  private long[] counts = new long[1];

  void ensureGroups(int groups) {
    if (groups > low.length) {
      int capacity = Math.max(groups, 2 * low.length);
      low = Arrays.copyOf(low, capacity);
      high = Arrays.copyOf(high, capacity);
      counts = Arrays.copyOf(counts, capacity);
    }
  }

  void add(Vector argument, int @Nullable [] rows, int @Nullable [] groups, int count) {
    LongVector vector = (LongVector) argument;
    if (vector.hasNulls()) {
      addNullable(vector, rows, groups, count);
    } else if (groups != null) {
      addGrouped(vector.values(), rows, groups, count);
    } else {
      addAll(vector.values(), rows, count);
    }
  }

  /// Sums upper and lower halves apart: neither can overflow within a batch, and the loop stays free
  /// of branches.
  private void addAll(long[] values, int @Nullable [] rows, int count) {
    long lowSum = 0;
    long highSum = 0;
    if (rows == null) {
      for (int i = 0; i < count; i++) {
        long value = values[i];
        lowSum += value & LOW_HALF;
        highSum += value >> 32;
      }
    } else {
      for (int i = 0; i < count; i++) {
        long value = values[rows[i]];
        lowSum += value & LOW_HALF;
        highSum += value >> 32;
      }
    }
    add(0, highSum << 32, highSum >> 32);
    add(0, lowSum, 0);
    counts[0] += count;
  }

  private void addGrouped(long[] values, int @Nullable [] rows, int[] groups, int count) {
    for (int i = 0; i < count; i++) {
      long value = values[rows == null ? i : rows[i]];
      int group = groups[i];
      long sum = low[group] + value;
      high[group] += (value >> 63) + (Long.compareUnsigned(sum, value) < 0 ? 1 : 0);
      low[group] = sum;
      counts[group]++;
    }
  }

  private void addNullable(
      LongVector vector, int @Nullable [] rows, int @Nullable [] groups, int count) {
    long[] values = vector.values();
    for (int i = 0; i < count; i++) {
      int row = rows == null ? i : rows[i];
      if (!vector.isNull(row)) {
        int group = groups == null ? 0 : groups[i];
        add(group, values[row], values[row] >> 63);
        counts[group]++;
      }
    }
  }

  private void add(int group, long addLow, long addHigh) {
    long sum = low[group] + addLow;
    high[group] += addHigh + (Long.compareUnsigned(sum, addLow) < 0 ? 1 : 0);
    low[group] = sum;
  }

  long count(int group) {
    return counts[group];
  }

  /// The sum's lower 64 bits: all of it when [#fitsLong].
  long longSum(int group) {
    return low[group];
  }

  boolean fitsLong(int group) {
    return high[group] == low[group] >> 63;
  }

  BigInteger sum(int group) {
    if (fitsLong(group)) {
      return BigInteger.valueOf(low[group]);
    }
    return BigInteger.valueOf(high[group])
        .shiftLeft(64)
        .add(new BigInteger(Long.toUnsignedString(low[group])));
  }

  long heapBytes() {
    return 24L * low.length;
  }
}
