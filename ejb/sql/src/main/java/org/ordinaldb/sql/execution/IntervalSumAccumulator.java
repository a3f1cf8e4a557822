package org.ordinaldb.sql.execution;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;
import org.ordinaldb.type.VectorKind;

/// sum and avg of intervals. An average carries a part of a month into days (of 30) and a part of a
/// day into time, as PostgreSQL's `interval / n` does.
final class IntervalSumAccumulator implements Accumulator {
  private static final double DAYS_PER_MONTH = 30;
  private static final double MICROS_PER_DAY = 86_400_000_000.0;

  private final boolean average;
  private long[] micros = new long[1];
  private long[] days = new long[1];
  private long[] months = new long[1];
  private long[] counts = new long[1];

  IntervalSumAccumulator(boolean average) {
    this.average = average;
  }

  @Override
  public void ensureGroups(int groups) {
    if (groups > counts.length) {
      int capacity = Math.max(groups, 2 * counts.length);
      micros = Arrays.copyOf(micros, capacity);
      days = Arrays.copyOf(days, capacity);
      months = Arrays.copyOf(months, capacity);
      counts = Arrays.copyOf(counts, capacity);
    }
  }

  @Override
  public void add(Vector[] arguments, int @Nullable [] rows, int @Nullable [] groups, int count) {
    BytesVector vector = (BytesVector) arguments[0];
    for (int i = 0; i < count; i++) {
      int row = rows == null ? i : rows[i];
      if (!vector.isNull(row)) {
        int group = groups == null ? 0 : groups[i];
        int start = vector.start(row);
        micros[group] += (long) ByteSink.LONG.get(vector.data(), start);
        days[group] += (int) ByteSink.INT.get(vector.data(), start + 8);
        months[group] += (int) ByteSink.INT.get(vector.data(), start + 12);
        counts[group]++;
      }
    }
  }

  @Override
  public Vector result(int from, int to) {
    VectorBuilder builder = VectorBuilder.of(VectorKind.BYTES, to - from);
    for (int group = from; group < to; group++) {
      if (counts[group] == 0) {
        builder.appendNull();
      } else if (average) {
        appendAverage(builder, group);
      } else {
        append(builder, micros[group], days[group], months[group]);
      }
    }
    return builder.build();
  }

  private void appendAverage(VectorBuilder builder, int group) {
    double n = counts[group];
    long wholeMonths = (long) (months[group] / n);
    double dayRest = (months[group] / n - wholeMonths) * DAYS_PER_MONTH;
    long wholeDays = (long) (days[group] / n);
    dayRest = Math.rint(dayRest * 1e6) / 1e6;
    double dayFraction = days[group] / n - wholeDays + dayRest - (long) dayRest;
    wholeDays += (long) dayRest;
    dayFraction = Math.rint(dayFraction * 1e6) / 1e6;
    long time = (long) Math.rint(micros[group] / n + dayFraction * MICROS_PER_DAY);
    append(builder, time, wholeDays, wholeMonths);
  }

  private static void append(VectorBuilder builder, long time, long dayCount, long monthCount) {
    ByteSink sink = new ByteSink(16);
    sink.putLong(time);
    sink.putInt(Math.toIntExact(dayCount));
    sink.putInt(Math.toIntExact(monthCount));
    builder.appendBytes(sink.toByteArray());
  }

  @Override
  public long heapBytes() {
    return 32L * counts.length;
  }
}
