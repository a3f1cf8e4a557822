package org.ordinaldb.sql.function;

import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.format.CivilDate;
import org.ordinaldb.sql.expression.Interval;
import org.ordinaldb.sql.expression.Moments;

/// Arithmetic of intervals, and of timestamps with them.
final class Intervals {
  private static final int MONTHS_PER_YEAR = 12;

  private Intervals() {}

  static StatementException outOfRange() {
    return new StatementException(SqlState.DATETIME_FIELD_OVERFLOW, "interval out of range");
  }

  static Interval add(Interval a, Interval b) {
    try {
      return new Interval(
          Math.addExact(a.months(), b.months()),
          Math.addExact(a.days(), b.days()),
          Math.addExact(a.micros(), b.micros()));
    } catch (ArithmeticException e) {
      throw outOfRange();
    }
  }

  static Interval negate(Interval a) {
    try {
      return new Interval(
          Math.negateExact(a.months()), Math.negateExact(a.days()), Math.negateExact(a.micros()));
    } catch (ArithmeticException e) {
      throw outOfRange();
    }
  }

  /// Fractions of months go to days (30 to a month), fractions of days to the time of day.
  static Interval multiply(Interval a, double factor) {
    double months = a.months() * factor;
    double days = a.days() * factor;
    double monthRemainderDays = roundMicros((months - truncate(months)) * Interval.DAYS_PER_MONTH);
    double seconds =
        roundMicros(
            (days - truncate(days) + monthRemainderDays - truncate(monthRemainderDays)) * 86_400.0);
    double wholeDays = truncate(days) + truncate(monthRemainderDays);
    if (Math.abs(seconds) >= 86_400) {
      wholeDays += truncate(seconds / 86_400);
      seconds -= truncate(seconds / 86_400) * 86_400;
    }
    double micros = Math.rint(a.micros() * factor + seconds * 1e6);
    if (!(Math.abs(months) <= Integer.MAX_VALUE)
        || !(Math.abs(wholeDays) <= Integer.MAX_VALUE)
        || !(Math.abs(micros) < 0x1p63)) {
      throw outOfRange();
    }
    return new Interval((int) months, (int) wholeDays, (long) micros);
  }

  private static double truncate(double value) {
    return value < 0 ? Math.ceil(value) : Math.floor(value);
  }

  private static double roundMicros(double value) {
    return Math.rint(value * 1e6) / 1e6;
  }

  /// Months first, the day kept inside of the month that comes out; then days; then time.
  static long add(long timestamp, Interval interval) {
    if (Moments.isInfinite(timestamp)) {
      return timestamp;
    }
    long days = Math.floorDiv(timestamp, Moments.MICROS_PER_DAY);
    long time = timestamp - days * Moments.MICROS_PER_DAY;
    days = addMonths(days, interval.months()) + interval.days();
    if (Math.abs(days) > 200_000_000L) {
      throw Moments.timestampOutOfRange();
    }
    try {
      return Moments.checked(
          Math.addExact(days * Moments.MICROS_PER_DAY + time, interval.micros()));
    } catch (ArithmeticException e) {
      throw Moments.timestampOutOfRange();
    }
  }

  private static long addMonths(long days, int months) {
    if (months == 0) {
      return days;
    }
    long civil = CivilDate.ofDays((int) days);
    long month = CivilDate.year(civil) * 12L + CivilDate.month(civil) - 1 + months;
    long year = Math.floorDiv(month, MONTHS_PER_YEAR);
    if (Math.abs(year) > 6_000_000) {
      throw Moments.timestampOutOfRange();
    }
    int monthOfYear = (int) Math.floorMod(month, (long) MONTHS_PER_YEAR) + 1;
    int day = Math.min(CivilDate.day(civil), CivilDate.daysInMonth((int) year, monthOfYear));
    return CivilDate.days((int) year, monthOfYear, day);
  }

  /// Hours of 24 or more become days, the two of one sign.
  static Interval justifyHours(Interval a) {
    long carried = a.micros() / Moments.MICROS_PER_DAY;
    long days = a.days() + carried;
    long micros = a.micros() - carried * Moments.MICROS_PER_DAY;
    return alike(a.months(), days, micros);
  }

  /// Days of 30 or more become months, the two of one sign.
  static Interval justifyDays(Interval a) {
    long months = a.months() + a.days() / Interval.DAYS_PER_MONTH;
    long days = a.days() % Interval.DAYS_PER_MONTH;
    if (months > 0 && days < 0) {
      months--;
      days += Interval.DAYS_PER_MONTH;
    } else if (months < 0 && days > 0) {
      months++;
      days -= Interval.DAYS_PER_MONTH;
    }
    return new Interval((int) months, (int) days, a.micros());
  }

  /// Both, all three parts of one sign.
  static Interval justify(Interval a) {
    long carried = a.micros() / Moments.MICROS_PER_DAY;
    long micros = a.micros() - carried * Moments.MICROS_PER_DAY;
    long days = a.days() + carried;
    long months = a.months() + days / Interval.DAYS_PER_MONTH;
    days %= Interval.DAYS_PER_MONTH;
    if (months > 0 && (days < 0 || (days == 0 && micros < 0))) {
      months--;
      days += Interval.DAYS_PER_MONTH;
    } else if (months < 0 && (days > 0 || (days == 0 && micros > 0))) {
      months++;
      days -= Interval.DAYS_PER_MONTH;
    }
    return alike(months, days, micros);
  }

  private static Interval alike(long months, long days, long micros) {
    if (days > 0 && micros < 0) {
      return new Interval((int) months, (int) days - 1, micros + Moments.MICROS_PER_DAY);
    }
    if (days < 0 && micros > 0) {
      return new Interval((int) months, (int) days + 1, micros - Moments.MICROS_PER_DAY);
    }
    return new Interval((int) months, (int) days, micros);
  }
}
