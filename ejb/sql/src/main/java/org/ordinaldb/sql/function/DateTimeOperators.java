package org.ordinaldb.sql.function;

import java.time.ZoneId;
import java.util.List;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.expression.Interval;
import org.ordinaldb.sql.expression.Moments;
import org.ordinaldb.sql.expression.Numbers;
import org.ordinaldb.sql.expression.RowArguments;
import org.ordinaldb.sql.expression.RowWriter;
import org.ordinaldb.type.SqlType;

/// The arithmetic of dates, times, timestamps and intervals.
final class DateTimeOperators {
  private static final SqlType DATE = SqlType.DATE;
  private static final SqlType TIME = SqlType.TIME;
  private static final SqlType TIMESTAMP = SqlType.TIMESTAMP;
  private static final SqlType INSTANT = SqlType.TIMESTAMPTZ;
  private static final SqlType INTERVAL = SqlType.INTERVAL;

  private DateTimeOperators() {}

  static List<Overload> plus() {
    return List.of(
        Overload.row(
            DATE, (in, out) -> addDays(in, out, in.longAt(0), in.longAt(1)), DATE, SqlType.INT4),
        Overload.row(
            DATE, (in, out) -> addDays(in, out, in.longAt(1), in.longAt(0)), SqlType.INT4, DATE),
        Overload.row(TIMESTAMP, (in, out) -> out.putLong(addTime(in, 0, 1)), DATE, TIME),
        Overload.row(TIMESTAMP, (in, out) -> out.putLong(addTime(in, 1, 0)), TIME, DATE),
        Overload.row(
            TIMESTAMP, (in, out) -> out.putLong(dateAnd(in, 0, in.intervalAt(1))), DATE, INTERVAL),
        Overload.row(
            TIMESTAMP, (in, out) -> out.putLong(dateAnd(in, 1, in.intervalAt(0))), INTERVAL, DATE),
        Overload.row(
            TIMESTAMP,
            (in, out) -> out.putLong(Intervals.add(in.longAt(0), in.intervalAt(1))),
            TIMESTAMP,
            INTERVAL),
        Overload.row(
            TIMESTAMP,
            (in, out) -> out.putLong(Intervals.add(in.longAt(1), in.intervalAt(0))),
            INTERVAL,
            TIMESTAMP),
        Overload.row(
            INSTANT,
            (in, out) -> out.putLong(instantAnd(in, 0, in.intervalAt(1))),
            INSTANT,
            INTERVAL),
        Overload.row(
            INSTANT,
            (in, out) -> out.putLong(instantAnd(in, 1, in.intervalAt(0))),
            INTERVAL,
            INSTANT),
        Overload.row(
            TIME,
            (in, out) -> out.putLong(timeAnd(in.longAt(0), in.intervalAt(1).micros())),
            TIME,
            INTERVAL),
        Overload.row(
            TIME,
            (in, out) -> out.putLong(timeAnd(in.longAt(1), in.intervalAt(0).micros())),
            INTERVAL,
            TIME),
        Overload.row(
            INTERVAL,
            (in, out) -> out.putInterval(Intervals.add(in.intervalAt(0), in.intervalAt(1))),
            INTERVAL,
            INTERVAL));
  }

  static List<Overload> minus() {
    return List.of(
        Overload.row(
            DATE, (in, out) -> addDays(in, out, in.longAt(0), -in.longAt(1)), DATE, SqlType.INT4),
        Overload.row(SqlType.INT4, (in, out) -> out.putLong(daysBetween(in)), DATE, DATE),
        Overload.row(
            TIMESTAMP,
            (in, out) -> out.putLong(dateAnd(in, 0, Intervals.negate(in.intervalAt(1)))),
            DATE,
            INTERVAL),
        Overload.row(
            TIMESTAMP,
            (in, out) ->
                out.putLong(Intervals.add(in.longAt(0), Intervals.negate(in.intervalAt(1)))),
            TIMESTAMP,
            INTERVAL),
        Overload.row(
            INSTANT,
            (in, out) -> out.putLong(instantAnd(in, 0, Intervals.negate(in.intervalAt(1)))),
            INSTANT,
            INTERVAL),
        Overload.row(
            INTERVAL,
            (in, out) -> out.putInterval(between(in.longAt(0), in.longAt(1))),
            TIMESTAMP,
            TIMESTAMP),
        Overload.row(
            INTERVAL,
            (in, out) -> out.putInterval(between(in.longAt(0), in.longAt(1))),
            INSTANT,
            INSTANT),
        Overload.row(
            INTERVAL,
            (in, out) -> out.putInterval(new Interval(0, 0, in.longAt(0) - in.longAt(1))),
            TIME,
            TIME),
        Overload.row(
            TIME,
            (in, out) -> out.putLong(timeAnd(in.longAt(0), -in.intervalAt(1).micros())),
            TIME,
            INTERVAL),
        Overload.row(
            INTERVAL,
            (in, out) ->
                out.putInterval(
                    Intervals.add(in.intervalAt(0), Intervals.negate(in.intervalAt(1)))),
            INTERVAL,
            INTERVAL));
  }

  static List<Overload> times() {
    return List.of(
        Overload.row(
            INTERVAL,
            (in, out) -> out.putInterval(Intervals.multiply(in.intervalAt(0), in.doubleAt(1))),
            INTERVAL,
            SqlType.FLOAT8),
        Overload.row(
            INTERVAL,
            (in, out) -> out.putInterval(Intervals.multiply(in.intervalAt(1), in.doubleAt(0))),
            SqlType.FLOAT8,
            INTERVAL));
  }

  static List<Overload> dividedBy() {
    return List.of(
        Overload.row(
            INTERVAL,
            (in, out) -> out.putInterval(divide(in.intervalAt(0), in.doubleAt(1))),
            INTERVAL,
            SqlType.FLOAT8));
  }

  static Overload negation() {
    return Overload.row(
        INTERVAL, (in, out) -> out.putInterval(Intervals.negate(in.intervalAt(0))), INTERVAL);
  }

  private static Interval divide(Interval interval, double divisor) {
    if (divisor == 0) {
      throw Numbers.divisionByZero();
    }
    return Intervals.multiply(interval, 1 / divisor);
  }

  private static void addDays(RowArguments in, RowWriter out, long date, long days) {
    out.putLong(Moments.isInfiniteDate(date) ? date : Moments.checkedDate(date + days));
  }

  private static long daysBetween(RowArguments in) {
    if (Moments.isInfiniteDate(in.longAt(0)) || Moments.isInfiniteDate(in.longAt(1))) {
      throw new StatementException(
          SqlState.DATETIME_FIELD_OVERFLOW, "cannot subtract infinite dates");
    }
    return in.longAt(0) - in.longAt(1);
  }

  private static long addTime(RowArguments in, int date, int time) {
    long midnight = Moments.timestampOfDate(in.longAt(date));
    return Moments.isInfinite(midnight) ? midnight : Moments.checked(midnight + in.longAt(time));
  }

  private static long dateAnd(RowArguments in, int date, Interval interval) {
    return Intervals.add(Moments.timestampOfDate(in.longAt(date)), interval);
  }

  private static long instantAnd(RowArguments in, int argument, Interval interval) {
    return later(in.longAt(argument), interval, in.format().timeZone());
  }

  /// Months and days move along the clocks of the zone, time along the moments.
  static long later(long instant, Interval interval, ZoneId zone) {
    if (Moments.isInfinite(instant)) {
      return instant;
    }
    long moved = instant;
    if (interval.months() != 0 || interval.days() != 0) {
      long local = Moments.localOfInstant(instant, zone);
      Interval calendar = new Interval(interval.months(), interval.days(), 0);
      moved = Moments.instantOfLocal(Intervals.add(local, calendar), zone);
    }
    return Intervals.add(moved, new Interval(0, 0, interval.micros()));
  }

  private static long timeAnd(long time, long micros) {
    return Math.floorMod(time + micros, Moments.MICROS_PER_DAY);
  }

  /// Days of 24 hours and the rest.
  private static Interval between(long end, long start) {
    if (Moments.isInfinite(end) || Moments.isInfinite(start)) {
      throw new StatementException(
          SqlState.DATETIME_FIELD_OVERFLOW, "cannot subtract infinite timestamps");
    }
    return Intervals.justifyHours(new Interval(0, 0, end - start));
  }
}
