package org.ordinaldb.sql.function;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.format.CivilDate;
import org.ordinaldb.format.TimeZones;
import org.ordinaldb.sql.expression.Interval;
import org.ordinaldb.sql.expression.Moments;
import org.ordinaldb.sql.expression.RowArguments;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// The fields of EXTRACT, date_part and date_trunc.
final class DateTimeFields {
  static final long MICROS_PER_SECOND = Moments.MICROS_PER_SECOND;
  static final long MICROS_PER_MINUTE = 60 * MICROS_PER_SECOND;
  static final long MICROS_PER_HOUR = 60 * MICROS_PER_MINUTE;
  private static final int JULIAN_OF_2000 = 2_451_545;
  private static final long EPOCH_SECONDS = CivilDate.EPOCH_DAYS * 86_400L;

  enum Field {
    MICROSECONDS,
    MILLISECONDS,
    SECOND,
    MINUTE,
    HOUR,
    DAY,
    WEEK,
    MONTH,
    QUARTER,
    YEAR,
    DECADE,
    CENTURY,
    MILLENNIUM,
    DOW,
    ISODOW,
    DOY,
    ISOYEAR,
    EPOCH,
    JULIAN,
    TIMEZONE,
    TIMEZONE_HOUR,
    TIMEZONE_MINUTE
  }

  private DateTimeFields() {}

  /// The field of a name in any case, with PostgreSQL's abbreviations and plurals, or null.
  static @Nullable Field field(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "microseconds", "microsecond", "us", "usec", "usecond", "useconds" -> Field.MICROSECONDS;
      case "milliseconds", "millisecond", "ms", "msec", "msecond", "mseconds" -> Field.MILLISECONDS;
      case "second", "seconds", "s", "sec", "secs" -> Field.SECOND;
      case "minute", "minutes", "m", "min", "mins" -> Field.MINUTE;
      case "hour", "hours", "h", "hr", "hrs" -> Field.HOUR;
      case "day", "days", "d" -> Field.DAY;
      case "week", "weeks", "w" -> Field.WEEK;
      case "month", "months", "mon", "mons" -> Field.MONTH;
      case "quarter", "qtr" -> Field.QUARTER;
      case "year", "years", "y", "yr", "yrs" -> Field.YEAR;
      case "decade", "decades", "dec", "decs" -> Field.DECADE;
      case "century", "centuries", "c", "cent" -> Field.CENTURY;
      case "millennium", "millennia", "mil", "mils" -> Field.MILLENNIUM;
      case "dow" -> Field.DOW;
      case "isodow" -> Field.ISODOW;
      case "doy" -> Field.DOY;
      case "isoyear" -> Field.ISOYEAR;
      case "epoch" -> Field.EPOCH;
      case "julian", "j", "jd" -> Field.JULIAN;
      case "timezone" -> Field.TIMEZONE;
      case "timezone_hour", "timezone_h" -> Field.TIMEZONE_HOUR;
      case "timezone_minute", "timezone_m" -> Field.TIMEZONE_MINUTE;
      default -> null;
    };
  }

  static Field require(String name, SqlType type) {
    Field field = field(name);
    if (field == null) {
      throw notRecognized(name, type);
    }
    return field;
  }

  private static StatementException notRecognized(String name, SqlType type) {
    return new StatementException(
        SqlState.INVALID_PARAMETER_VALUE,
        "unit \""
            + name.toLowerCase(Locale.ROOT)
            + "\" not recognized for type "
            + type.kind().sqlName());
  }

  static StatementException unsupported(String name, SqlType type) {
    return new StatementException(
        SqlState.FEATURE_NOT_SUPPORTED,
        "unit \""
            + name.toLowerCase(Locale.ROOT)
            + "\" not supported for type "
            + type.kind().sqlName());
  }

  /// The field of argument 1, named by argument 0; null for one that infinity has no value of.
  static @Nullable BigDecimal extract(RowArguments in) {
    SqlType type = in.type(1);
    String name = in.textAt(0);
    Field field = require(name, type);
    BigDecimal value =
        switch (type.kind()) {
          case DATE -> ofDate(field, in.longAt(1));
          case TIMESTAMP -> ofTimestamp(field, in.longAt(1));
          case TIMESTAMPTZ -> ofInstant(field, in);
          case TIME -> ofTime(field, in.longAt(1));
          case INTERVAL -> ofInterval(field, in.intervalAt(1));
          default -> throw new AssertionError(type);
        };
    if (value == null && !isInfinite(in)) {
      throw unsupported(name, type);
    }
    return value;
  }

  private static boolean isInfinite(RowArguments in) {
    return switch (in.type(1).kind()) {
      case DATE -> Moments.isInfiniteDate(in.longAt(1));
      case TIMESTAMP, TIMESTAMPTZ -> Moments.isInfinite(in.longAt(1));
      default -> false;
    };
  }

  private static @Nullable BigDecimal ofDate(Field field, long date) {
    if (Moments.isInfiniteDate(date)) {
      return null;
    }
    return switch (field) {
      case EPOCH -> BigDecimal.valueOf(date * 86_400 + EPOCH_SECONDS);
      case JULIAN -> BigDecimal.valueOf(date + JULIAN_OF_2000);
      case MICROSECONDS, MILLISECONDS, SECOND, MINUTE, HOUR -> null;
      default -> ofDays(field, (int) date);
    };
  }

  private static @Nullable BigDecimal ofTimestamp(Field field, long timestamp) {
    if (Moments.isInfinite(timestamp)) {
      return null;
    }
    return switch (field) {
      case EPOCH -> BigDecimal.valueOf(timestamp + EPOCH_SECONDS * MICROS_PER_SECOND, 6);
      default -> ofLocal(field, timestamp);
    };
  }

  private static @Nullable BigDecimal ofInstant(Field field, RowArguments in) {
    long instant = in.longAt(1);
    if (Moments.isInfinite(instant)) {
      return null;
    }
    int offset = TimeZones.offsetSeconds(in.format().timeZone(), instant);
    return switch (field) {
      case EPOCH -> ofTimestamp(field, instant);
      case TIMEZONE -> BigDecimal.valueOf(offset);
      case TIMEZONE_HOUR -> BigDecimal.valueOf(offset / 3600);
      case TIMEZONE_MINUTE -> BigDecimal.valueOf(offset / 60 % 60);
      default -> ofLocal(field, instant + offset * MICROS_PER_SECOND);
    };
  }

  private static @Nullable BigDecimal ofLocal(Field field, long timestamp) {
    long days = Math.floorDiv(timestamp, Moments.MICROS_PER_DAY);
    long time = timestamp - days * Moments.MICROS_PER_DAY;
    if (field == Field.JULIAN) {
      BigDecimal fraction =
          BigDecimal.valueOf(time)
              .divide(BigDecimal.valueOf(Moments.MICROS_PER_DAY), 20, RoundingMode.HALF_UP);
      return BigDecimal.valueOf(days + JULIAN_OF_2000).add(fraction);
    }
    BigDecimal ofTime = ofTimeOfDay(field, time);
    return ofTime != null ? ofTime : ofDays(field, (int) days);
  }

  private static @Nullable BigDecimal ofTime(Field field, long time) {
    return field == Field.EPOCH ? BigDecimal.valueOf(time, 6) : ofTimeOfDay(field, time);
  }

  private static @Nullable BigDecimal ofTimeOfDay(Field field, long time) {
    return switch (field) {
      case MICROSECONDS -> BigDecimal.valueOf(time % MICROS_PER_MINUTE);
      case MILLISECONDS -> BigDecimal.valueOf(time % MICROS_PER_MINUTE, 3);
      case SECOND -> BigDecimal.valueOf(time % MICROS_PER_MINUTE, 6);
      case MINUTE -> BigDecimal.valueOf(time / MICROS_PER_MINUTE % 60);
      case HOUR -> BigDecimal.valueOf(time / MICROS_PER_HOUR);
      default -> null;
    };
  }

  private static @Nullable BigDecimal ofDays(Field field, int days) {
    long civil = CivilDate.ofDays(days);
    int year = CivilDate.year(civil);
    return switch (field) {
      case DAY -> BigDecimal.valueOf(CivilDate.day(civil));
      case MONTH -> BigDecimal.valueOf(CivilDate.month(civil));
      case QUARTER -> BigDecimal.valueOf((CivilDate.month(civil) - 1) / 3 + 1);
      // There is no year 0: the astronomical 0 is 1 BC.
      case YEAR -> BigDecimal.valueOf(year > 0 ? year : year - 1);
      case DECADE -> BigDecimal.valueOf(Math.floorDiv(year, 10));
      case CENTURY -> BigDecimal.valueOf(year > 0 ? (year + 99) / 100 : -((99 - (year - 1)) / 100));
      case MILLENNIUM ->
          BigDecimal.valueOf(year > 0 ? (year + 999) / 1000 : -((999 - (year - 1)) / 1000));
      case DOW -> BigDecimal.valueOf(dayOfWeek(days));
      case ISODOW -> BigDecimal.valueOf(isoDayOfWeek(days));
      case DOY -> BigDecimal.valueOf(days - CivilDate.days(year, 1, 1) + 1);
      case WEEK -> BigDecimal.valueOf(isoWeek(days));
      case ISOYEAR -> {
        int isoYear = isoYear(days);
        yield BigDecimal.valueOf(isoYear > 0 ? isoYear : isoYear - 1);
      }
      default -> null;
    };
  }

  private static @Nullable BigDecimal ofInterval(Field field, Interval interval) {
    long time = interval.micros();
    int year = interval.months() / 12;
    return switch (field) {
      case MICROSECONDS -> BigDecimal.valueOf(time % MICROS_PER_MINUTE);
      case MILLISECONDS -> BigDecimal.valueOf(time % MICROS_PER_MINUTE, 3);
      case SECOND -> BigDecimal.valueOf(time % MICROS_PER_MINUTE, 6);
      case MINUTE -> BigDecimal.valueOf(time / MICROS_PER_MINUTE % 60);
      case HOUR -> BigDecimal.valueOf(time / MICROS_PER_HOUR);
      case DAY -> BigDecimal.valueOf(interval.days());
      case MONTH -> BigDecimal.valueOf(interval.months() % 12);
      case QUARTER -> BigDecimal.valueOf(interval.months() % 12 / 3 + 1);
      case YEAR -> BigDecimal.valueOf(year);
      case DECADE -> BigDecimal.valueOf(year / 10);
      case CENTURY -> BigDecimal.valueOf(year / 100);
      case MILLENNIUM -> BigDecimal.valueOf(year / 1000);
      case EPOCH -> {
        // A year counts 365.25 days, a month 30.
        BigDecimal days =
            BigDecimal.valueOf(year * 36_525L, 2)
                .add(BigDecimal.valueOf(interval.months() % 12 * 30L + interval.days()));
        yield days.multiply(BigDecimal.valueOf(86_400))
            .add(BigDecimal.valueOf(time, 6))
            .setScale(6);
      }
      default -> null;
    };
  }

  /// 0 for Sunday to 6.
  static int dayOfWeek(int days) {
    return Math.floorMod(days + 6, 7);
  }

  /// 1 for Monday to 7.
  static int isoDayOfWeek(int days) {
    return Math.floorMod(days + 5, 7) + 1;
  }

  static int isoYear(int days) {
    return CivilDate.year(CivilDate.ofDays(days - isoDayOfWeek(days) + 4));
  }

  static int isoWeek(int days) {
    int thursday = days - isoDayOfWeek(days) + 4;
    int year = CivilDate.year(CivilDate.ofDays(thursday));
    return (thursday - CivilDate.days(year, 1, 1)) / 7 + 1;
  }

  /// The timestamp cut to a field.
  static long truncate(Field field, String name, long timestamp, SqlType type) {
    long days = Math.floorDiv(timestamp, Moments.MICROS_PER_DAY);
    long time = timestamp - days * Moments.MICROS_PER_DAY;
    long unit =
        switch (field) {
          case MICROSECONDS -> 1;
          case MILLISECONDS -> 1000;
          case SECOND -> MICROS_PER_SECOND;
          case MINUTE -> MICROS_PER_MINUTE;
          case HOUR -> MICROS_PER_HOUR;
          default -> Moments.MICROS_PER_DAY;
        };
    if (unit < Moments.MICROS_PER_DAY) {
      return timestamp - time % unit;
    }
    return truncateDays(field, name, (int) days, type) * Moments.MICROS_PER_DAY;
  }

  private static long truncateDays(Field field, String name, int days, SqlType type) {
    long civil = CivilDate.ofDays(days);
    int year = CivilDate.year(civil);
    int month = CivilDate.month(civil);
    return switch (field) {
      case DAY -> days;
      case WEEK -> days - isoDayOfWeek(days) + 1;
      case MONTH -> CivilDate.days(year, month, 1);
      case QUARTER -> CivilDate.days(year, (month - 1) / 3 * 3 + 1, 1);
      case YEAR -> CivilDate.days(year, 1, 1);
      case DECADE -> CivilDate.days(Math.floorDiv(year, 10) * 10, 1, 1);
      case CENTURY -> CivilDate.days(Math.floorDiv(year - 1, 100) * 100 + 1, 1, 1);
      case MILLENNIUM -> CivilDate.days(Math.floorDiv(year - 1, 1000) * 1000 + 1, 1, 1);
      case DOW, ISODOW, DOY, ISOYEAR, EPOCH, JULIAN -> throw notRecognized(name, type);
      default -> throw unsupported(name, type);
    };
  }

  static Interval truncate(Field field, String name, Interval interval) {
    int months = interval.months();
    return switch (field) {
      case MILLENNIUM -> new Interval(months / 12_000 * 12_000, 0, 0);
      case CENTURY -> new Interval(months / 1200 * 1200, 0, 0);
      case DECADE -> new Interval(months / 120 * 120, 0, 0);
      case YEAR -> new Interval(months / 12 * 12, 0, 0);
      case QUARTER -> new Interval(months / 3 * 3, 0, 0);
      case MONTH -> new Interval(months, 0, 0);
      case DAY -> new Interval(months, interval.days(), 0);
      case HOUR -> cut(interval, MICROS_PER_HOUR);
      case MINUTE -> cut(interval, MICROS_PER_MINUTE);
      case SECOND -> cut(interval, MICROS_PER_SECOND);
      case MILLISECONDS -> cut(interval, 1000);
      case MICROSECONDS -> interval;
      default -> throw unsupported(name, SqlType.of(TypeKind.INTERVAL));
    };
  }

  private static Interval cut(Interval interval, long unit) {
    return new Interval(interval.months(), interval.days(), interval.micros() / unit * unit);
  }
}
