package org.ordinaldb.sql.expression;

import java.time.ZoneId;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.format.CivilDate;
import org.ordinaldb.format.TimeZones;

/// Arithmetic between dates, timestamps and zones, infinities included.
public final class Moments {
  public static final long MICROS_PER_SECOND = 1_000_000;
  public static final long MICROS_PER_DAY = CivilDate.MICROS_PER_DAY;
  public static final long INFINITY = Long.MAX_VALUE;
  public static final long MINUS_INFINITY = Long.MIN_VALUE;
  public static final long DATE_INFINITY = Integer.MAX_VALUE;
  public static final long DATE_MINUS_INFINITY = Integer.MIN_VALUE;

  /// 4714-11-24 BC.
  public static final long DATE_MIN = -2_451_545;

  /// 5874897-12-31.
  public static final long DATE_MAX = 2_145_031_948;

  /// The first microsecond of a timestamp, 4714-11-24 BC.
  private static final long TIMESTAMP_MIN = DATE_MIN * MICROS_PER_DAY;

  /// One past the last microsecond of a timestamp: 294277-01-01.
  private static final long TIMESTAMP_END = 106_751_983 * MICROS_PER_DAY;

  private Moments() {}

  public static boolean isInfinite(long timestamp) {
    return timestamp == INFINITY || timestamp == MINUS_INFINITY;
  }

  public static boolean isInfiniteDate(long date) {
    return date == DATE_INFINITY || date == DATE_MINUS_INFINITY;
  }

  /// A timestamp that a computation gave; 22008 when it is out of range.
  public static long checked(long timestamp) {
    if (timestamp < TIMESTAMP_MIN || timestamp >= TIMESTAMP_END) {
      throw timestampOutOfRange();
    }
    return timestamp;
  }

  public static long checkedDate(long date) {
    if (date < DATE_MIN || date > DATE_MAX) {
      throw new StatementException(SqlState.DATETIME_FIELD_OVERFLOW, "date out of range");
    }
    return date;
  }

  public static StatementException timestampOutOfRange() {
    return new StatementException(SqlState.DATETIME_FIELD_OVERFLOW, "timestamp out of range");
  }

  public static long timestampOfDate(long date) {
    if (isInfiniteDate(date)) {
      return date == DATE_INFINITY ? INFINITY : MINUS_INFINITY;
    }
    if (date * MICROS_PER_DAY >= TIMESTAMP_END || date > 106_751_983L) {
      throw new StatementException(
          SqlState.DATETIME_FIELD_OVERFLOW, "date out of range for timestamp");
    }
    return date * MICROS_PER_DAY;
  }

  public static long dateOfTimestamp(long timestamp) {
    if (isInfinite(timestamp)) {
      return timestamp == INFINITY ? DATE_INFINITY : DATE_MINUS_INFINITY;
    }
    return Math.floorDiv(timestamp, MICROS_PER_DAY);
  }

  /// What clocks in the zone show at a moment.
  public static long localOfInstant(long instant, ZoneId zone) {
    return isInfinite(instant)
        ? instant
        : instant + TimeZones.offsetSeconds(zone, instant) * MICROS_PER_SECOND;
  }

  /// The moment at which clocks in the zone show a time.
  public static long instantOfLocal(long local, ZoneId zone) {
    return isInfinite(local)
        ? local
        : checked(local - TimeZones.offsetSecondsOfLocal(zone, local) * MICROS_PER_SECOND);
  }
}
