package org.ordinaldb.sql.function;

import static org.ordinaldb.sql.function.Overload.row;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.format.CivilDate;
import org.ordinaldb.format.TimeZones;
import org.ordinaldb.sql.expression.Interval;
import org.ordinaldb.sql.expression.Moments;
import org.ordinaldb.sql.expression.RowArguments;
import org.ordinaldb.sql.expression.RowCall;
import org.ordinaldb.sql.expression.RowKernel;
import org.ordinaldb.sql.expression.RowWriter;
import org.ordinaldb.sql.function.DateTimeFields.Field;
import org.ordinaldb.type.SqlType;

/// Functions of dates, times, timestamps and intervals.
final class DateTimeFunctions {
  private static final SqlType DATE = SqlType.DATE;
  private static final SqlType TIME = SqlType.TIME;
  private static final SqlType TIMESTAMP = SqlType.TIMESTAMP;
  private static final SqlType INSTANT = SqlType.TIMESTAMPTZ;
  private static final SqlType INTERVAL = SqlType.INTERVAL;
  private static final SqlType TEXT = SqlType.TEXT;
  private static final SqlType INT4 = SqlType.INT4;
  private static final SqlType FLOAT8 = SqlType.FLOAT8;
  private static final long EPOCH_MICROS = CivilDate.EPOCH_DAYS * CivilDate.MICROS_PER_DAY;

  private DateTimeFunctions() {}

  static List<SqlOperator> all() {
    List<SqlOperator> operators = new ArrayList<>();
    operators.addAll(clocks());
    operators.addAll(parts());
    operators.addAll(makers());
    operators.add(LibraryOperator.of("AT TIME ZONE", SqlKind.OTHER, 76, zoned(0, 1)));
    operators.add(LibraryFunction.of("timezone", zoned(1, 0)));
    operators.add(justify("justify_hours", Intervals::justifyHours));
    operators.add(justify("justify_days", Intervals::justifyDays));
    operators.add(justify("justify_interval", Intervals::justify));
    return operators;
  }

  private static List<SqlOperator> clocks() {
    RowKernel transaction = (in, out) -> out.putLong(in.session().transactionTimestamp());
    RowKernel local = (in, out) -> out.putLong(localNow(in));
    return List.of(
        clock("now", transaction),
        clock("transaction_timestamp", transaction),
        clock("statement_timestamp", (in, out) -> out.putLong(in.session().statementTimestamp())),
        LibraryFunction.of(
            "clock_timestamp",
            LibraryFunction.Volatility.VOLATILE,
            row(INSTANT, RowCall.Mode.VOLATILE, (in, out) -> out.putLong(clockNow()))),
        LibraryFunction.keyword(
            "CURRENT_TIMESTAMP",
            row(INSTANT, transaction),
            row(
                INSTANT,
                (in, out) -> putRounded(in, out, in.session().transactionTimestamp()),
                INT4)),
        LibraryFunction.keyword(
            "LOCALTIMESTAMP",
            row(TIMESTAMP, local),
            row(TIMESTAMP, (in, out) -> putRounded(in, out, localNow(in)), INT4)),
        LibraryFunction.keyword(
            "CURRENT_DATE",
            row(DATE, (in, out) -> out.putLong(Moments.dateOfTimestamp(localNow(in))))),
        LibraryFunction.keyword(
            "LOCALTIME",
            row(
                TIME,
                (in, out) -> out.putLong(Math.floorMod(localNow(in), Moments.MICROS_PER_DAY)))));
  }

  private static LibraryFunction clock(String name, RowKernel kernel) {
    return LibraryFunction.of(name, LibraryFunction.Volatility.STABLE, row(INSTANT, kernel));
  }

  private static long clockNow() {
    Instant now = Instant.now();
    return now.getEpochSecond() * Moments.MICROS_PER_SECOND + now.getNano() / 1000 - EPOCH_MICROS;
  }

  private static long localNow(RowArguments in) {
    return Moments.localOfInstant(in.session().transactionTimestamp(), in.format().timeZone());
  }

  /// Rounds to so many digits of a second.
  private static void putRounded(RowArguments in, RowWriter out, long timestamp) {
    int digits = Math.max(0, Math.min(6, in.intAt(0)));
    out.putLong(
        BigDecimal.valueOf(timestamp, 6)
            .setScale(digits, RoundingMode.HALF_UP)
            .setScale(6)
            .unscaledValue()
            .longValue());
  }

  private static List<SqlOperator> parts() {
    return List.of(
        LibraryFunction.of("extract", extracts(SqlType.NUMERIC)),
        LibraryFunction.of("date_part", extracts(FLOAT8)),
        LibraryFunction.of(
            "date_trunc",
            row(TIMESTAMP, DateTimeFunctions::truncateTimestamp, TEXT, TIMESTAMP),
            row(
                INSTANT,
                (in, out) -> truncateInstant(in, out, in.format().timeZone()),
                TEXT,
                INSTANT),
            row(
                INSTANT,
                (in, out) -> truncateInstant(in, out, zone(in.textAt(2))),
                TEXT,
                INSTANT,
                TEXT),
            row(INTERVAL, DateTimeFunctions::truncateInterval, TEXT, INTERVAL)),
        LibraryFunction.of(
            "age",
            row(
                INTERVAL,
                (in, out) -> out.putInterval(age(in.longAt(0), in.longAt(1))),
                TIMESTAMP,
                TIMESTAMP),
            row(
                INTERVAL,
                (in, out) -> out.putInterval(localAge(in, in.longAt(1))),
                INSTANT,
                INSTANT),
            row(INTERVAL, (in, out) -> out.putInterval(age(midnight(in), in.longAt(0))), TIMESTAMP),
            row(
                INTERVAL,
                (in, out) ->
                    out.putInterval(
                        age(
                            midnight(in),
                            Moments.localOfInstant(in.longAt(0), in.format().timeZone()))),
                INSTANT)),
        LibraryFunction.of(
            "isfinite",
            row(
                SqlType.BOOLEAN,
                (in, out) -> out.putBoolean(!Moments.isInfiniteDate(in.longAt(0))),
                DATE),
            row(
                SqlType.BOOLEAN,
                (in, out) -> out.putBoolean(!Moments.isInfinite(in.longAt(0))),
                TIMESTAMP),
            row(
                SqlType.BOOLEAN,
                (in, out) -> out.putBoolean(!Moments.isInfinite(in.longAt(0))),
                INSTANT)));
  }

  private static Overload[] extracts(SqlType result) {
    SqlType[] sources = {TIMESTAMP, INSTANT, DATE, TIME, INTERVAL};
    Overload[] overloads = new Overload[sources.length];
    for (int i = 0; i < sources.length; i++) {
      overloads[i] =
          row(result, (in, out) -> putField(in, out), TEXT, sources[i])
              .nullable(Overload.Nullability.ALWAYS);
    }
    return overloads;
  }

  private static void putField(RowArguments in, RowWriter out) {
    BigDecimal value = DateTimeFields.extract(in);
    if (value == null) {
      out.putNull();
    } else if (out.type().equals(FLOAT8)) {
      out.putDouble(value.doubleValue());
    } else {
      out.putDecimal(value);
    }
  }

  private static void truncateTimestamp(RowArguments in, RowWriter out) {
    Field field = DateTimeFields.require(in.textAt(0), TIMESTAMP);
    long timestamp = in.longAt(1);
    out.putLong(
        Moments.isInfinite(timestamp)
            ? timestamp
            : DateTimeFields.truncate(field, in.textAt(0), timestamp, TIMESTAMP));
  }

  private static void truncateInstant(RowArguments in, RowWriter out, ZoneId zone) {
    Field field = DateTimeFields.require(in.textAt(0), INSTANT);
    long instant = in.longAt(1);
    if (Moments.isInfinite(instant)) {
      out.putLong(instant);
      return;
    }
    long local = Moments.localOfInstant(instant, zone);
    long truncated = DateTimeFields.truncate(field, in.textAt(0), local, INSTANT);
    // Within the hour the offset does not change, though an hour may come twice in autumn.
    boolean withinHour = field.compareTo(Field.HOUR) <= 0;
    out.putLong(
        withinHour ? instant - (local - truncated) : Moments.instantOfLocal(truncated, zone));
  }

  private static void truncateInterval(RowArguments in, RowWriter out) {
    Field field = DateTimeFields.require(in.textAt(0), INTERVAL);
    out.putInterval(DateTimeFields.truncate(field, in.textAt(0), in.intervalAt(1)));
  }

  private static long midnight(RowArguments in) {
    long now = localNow(in);
    return now - Math.floorMod(now, Moments.MICROS_PER_DAY);
  }

  private static Interval localAge(RowArguments in, long start) {
    ZoneId zone = in.format().timeZone();
    return age(Moments.localOfInstant(in.longAt(0), zone), Moments.localOfInstant(start, zone));
  }

  /// Years, months and days as the calendar counts them, borrowing days of the earlier month.
  private static Interval age(long end, long start) {
    if (Moments.isInfinite(end) || Moments.isInfinite(start)) {
      throw Intervals.outOfRange();
    }
    if (end < start) {
      return Intervals.negate(age(start, end));
    }
    long endDays = Math.floorDiv(end, Moments.MICROS_PER_DAY);
    long startDays = Math.floorDiv(start, Moments.MICROS_PER_DAY);
    long micros =
        Math.floorMod(end, Moments.MICROS_PER_DAY) - Math.floorMod(start, Moments.MICROS_PER_DAY);
    long a = CivilDate.ofDays((int) endDays);
    long b = CivilDate.ofDays((int) startDays);
    int months =
        (CivilDate.year(a) - CivilDate.year(b)) * 12 + CivilDate.month(a) - CivilDate.month(b);
    int days = CivilDate.day(a) - CivilDate.day(b);
    if (micros < 0) {
      micros += Moments.MICROS_PER_DAY;
      days--;
    }
    if (days < 0) {
      days += CivilDate.daysInMonth(CivilDate.year(b), CivilDate.month(b));
      months--;
    }
    return new Interval(months, days, micros);
  }

  private static List<SqlOperator> makers() {
    return List.of(
        LibraryFunction.of(
            "make_date", row(DATE, (in, out) -> out.putLong(makeDate(in)), INT4, INT4, INT4)),
        LibraryFunction.of(
            "make_time", row(TIME, (in, out) -> out.putLong(makeTime(in, 0)), INT4, INT4, FLOAT8)),
        LibraryFunction.of(
            "make_timestamp",
            row(
                TIMESTAMP,
                (in, out) ->
                    out.putLong(
                        Moments.checked(makeDate(in) * Moments.MICROS_PER_DAY + makeTime(in, 3))),
                INT4,
                INT4,
                INT4,
                INT4,
                INT4,
                FLOAT8)),
        LibraryFunction.of(
            "to_timestamp",
            row(INSTANT, (in, out) -> out.putLong(ofUnixSeconds(in.doubleAt(0))), FLOAT8)),
        LibraryFunction.of(
            "to_char",
            row(
                TEXT,
                (in, out) -> DateTimeTemplate.write(in, in.longAt(0), 0, "", out),
                TIMESTAMP,
                TEXT),
            row(TEXT, DateTimeFunctions::instantToChar, INSTANT, TEXT),
            row(
                TEXT,
                (in, out) ->
                    DateTimeTemplate.write(in, Moments.timestampOfDate(in.longAt(0)), 0, "", out),
                DATE,
                TEXT),
            row(
                TEXT,
                (in, out) -> out.putText(NumberTemplate.format(in.decimalAt(0), in.textAt(1))),
                SqlType.NUMERIC,
                TEXT),
            row(
                TEXT,
                (in, out) ->
                    out.putText(
                        NumberTemplate.format(new BigDecimal(in.doubleAt(0)), in.textAt(1))),
                FLOAT8,
                TEXT)));
  }

  private static void instantToChar(RowArguments in, RowWriter out) {
    ZoneId zone = in.format().timeZone();
    long instant = in.longAt(0);
    int offset = Moments.isInfinite(instant) ? 0 : TimeZones.offsetSeconds(zone, instant);
    DateTimeTemplate.write(
        in, Moments.localOfInstant(instant, zone), offset, zoneName(zone, instant), out);
  }

  private static String zoneName(ZoneId zone, long instant) {
    long seconds = Math.floorDiv(instant + EPOCH_MICROS, Moments.MICROS_PER_SECOND);
    return DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH)
        .format(Instant.ofEpochSecond(seconds).atZone(zone));
  }

  private static long makeDate(RowArguments in) {
    int year = in.intAt(0);
    int month = in.intAt(1);
    int day = in.intAt(2);
    // A negative year is BC; the year before 1 is 1 BC.
    int astronomical = year < 0 ? year + 1 : year;
    boolean exists =
        year != 0
            && Math.abs((long) year) < 6_000_000
            && month >= 1
            && month <= 12
            && day >= 1
            && day <= CivilDate.daysInMonth(astronomical, month);
    if (!exists) {
      throw new StatementException(
          SqlState.DATETIME_FIELD_OVERFLOW,
          String.format("date field value out of range: %d-%02d-%02d", year, month, day));
    }
    return CivilDate.days(astronomical, month, day);
  }

  private static long makeTime(RowArguments in, int first) {
    int hour = in.intAt(first);
    int minute = in.intAt(first + 1);
    double second = in.doubleAt(first + 2);
    boolean valid =
        hour >= 0
            && minute >= 0
            && minute <= 59
            && second >= 0
            && second <= 60
            && hour <= 24
            && (hour < 24 || (minute == 0 && second == 0));
    if (!valid) {
      throw new StatementException(
          SqlState.DATETIME_FIELD_OVERFLOW,
          String.format("time field value out of range: %d:%02d:%02.0f", hour, minute, second));
    }
    return hour * DateTimeFields.MICROS_PER_HOUR
        + minute * DateTimeFields.MICROS_PER_MINUTE
        + Math.round(second * 1e6);
  }

  private static long ofUnixSeconds(double seconds) {
    if (Double.isInfinite(seconds)) {
      return seconds > 0 ? Moments.INFINITY : Moments.MINUS_INFINITY;
    }
    if (Double.isNaN(seconds)) {
      throw new StatementException(SqlState.DATETIME_FIELD_OVERFLOW, "timestamp cannot be NaN");
    }
    if (Math.abs(seconds) > 1e13) {
      throw new StatementException(
          SqlState.DATETIME_FIELD_OVERFLOW, "timestamp out of range: \"" + seconds + "\"");
    }
    double sinceEpoch = seconds - CivilDate.EPOCH_DAYS * 86_400.0;
    return Moments.checked((long) Math.rint(sinceEpoch * 1e6));
  }

  /// AT TIME ZONE: a timestamp becomes the moment at which the zone's clocks show it, and a moment
  /// what they show.
  private static Overload[] zoned(int moment, int zone) {
    RowKernel toInstant =
        (in, out) -> out.putLong(Moments.instantOfLocal(in.longAt(moment), zone(in.textAt(zone))));
    RowKernel toLocal =
        (in, out) -> out.putLong(Moments.localOfInstant(in.longAt(moment), zone(in.textAt(zone))));
    return new Overload[] {
      moment == 0
          ? row(INSTANT, toInstant, TIMESTAMP, TEXT)
          : row(INSTANT, toInstant, TEXT, TIMESTAMP),
      moment == 0 ? row(TIMESTAMP, toLocal, INSTANT, TEXT) : row(TIMESTAMP, toLocal, TEXT, INSTANT)
    };
  }

  private static ZoneId zone(String name) {
    ZoneId zone = TimeZones.parse(name);
    if (zone == null) {
      throw new StatementException(
          SqlState.INVALID_PARAMETER_VALUE, "time zone \"" + name + "\" not recognized");
    }
    return zone;
  }

  private static LibraryFunction justify(String name, UnaryOperator<Interval> function) {
    return LibraryFunction.of(
        name,
        row(INTERVAL, (in, out) -> out.putInterval(function.apply(in.intervalAt(0))), INTERVAL));
  }
}
