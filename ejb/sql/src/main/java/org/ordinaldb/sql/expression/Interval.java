package org.ordinaldb.sql.expression;

import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.BytesVector;

/// A value of type interval: three parts that do not convert into each other by themselves. Ordered
/// by length, a month counting 30 days and a day 24 hours, as PostgreSQL orders them.
public record Interval(int months, int days, long micros) implements Comparable<Interval> {
  public static final long MICROS_PER_DAY = 86_400_000_000L;
  public static final int DAYS_PER_MONTH = 30;

  public static Interval at(BytesVector vector, int row) {
    return decode(vector.data(), vector.start(row));
  }

  public static Interval decode(byte[] data, int start) {
    return new Interval(
        (int) ByteSink.INT.get(data, start + 12),
        (int) ByteSink.INT.get(data, start + 8),
        (long) ByteSink.LONG.get(data, start));
  }

  public byte[] encode() {
    byte[] data = new byte[16];
    ByteSink.LONG.set(data, 0, micros);
    ByteSink.INT.set(data, 8, days);
    ByteSink.INT.set(data, 12, months);
    return data;
  }

  @Override
  public int compareTo(Interval other) {
    int byDays = Long.compare(wholeDays(), other.wholeDays());
    return byDays != 0 ? byDays : Long.compare(microsOfDay(), other.microsOfDay());
  }

  private long wholeDays() {
    return (long) months * DAYS_PER_MONTH + days + Math.floorDiv(micros, MICROS_PER_DAY);
  }

  private long microsOfDay() {
    return Math.floorMod(micros, MICROS_PER_DAY);
  }
}
