package org.ordinaldb.format;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;

/// Reads an interval: `1 year 2 mons 3 days 04:05:06`, `1-2 3 4:05:06`, `P1Y2M3DT4H5M6S` and mixtures
/// of units with fractions. Owned by one thread, for one value.
///
/// A fraction of a month becomes days of 1/30 month, a fraction of a day becomes time, as in
/// PostgreSQL.
final class IntervalReader {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(?<time>[+-]?\\d+:\\d{1,2}(?::\\d{1,2}(?:\\.\\d*)?)?)"
              + "|(?<yearmonth>[+-]?\\d+-\\d{1,2})(?![\\d-])"
              + "|(?<number>[+-]?(?:\\d+\\.?\\d*|\\.\\d+))"
              + "|(?<word>[a-z]+)|(?<at>@))\\s*");
  private static final Pattern ISO_PART =
      Pattern.compile("([+-]?(?:\\d+\\.?\\d*|\\.\\d+))([ymwdhs])|(t)");
  private static final Pattern ISO_ALTERNATIVE =
      Pattern.compile("p(\\d{1,4})-(\\d{2})-(\\d{2})(?:t(\\d{2}:\\d{2}:\\d{2}(?:\\.\\d*)?))?");

  private static final BigDecimal MICROS_PER_DAY = BigDecimal.valueOf(CivilDate.MICROS_PER_DAY);

  private final String text;
  private BigDecimal months = BigDecimal.ZERO;
  private BigDecimal days = BigDecimal.ZERO;
  private BigDecimal micros = BigDecimal.ZERO;
  private int monthsRead;
  private int daysRead;
  private long microsRead;

  IntervalReader(String text) {
    this.text = text;
  }

  int months() {
    return monthsRead;
  }

  int days() {
    return daysRead;
  }

  long micros() {
    return microsRead;
  }

  void read() {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    if (lower.startsWith("p") && lower.length() > 1) {
      readIso(lower);
    } else {
      readTokens(lower);
    }
    try {
      monthsRead = months.intValueExact();
      daysRead = days.intValueExact();
      microsRead = micros.setScale(0, RoundingMode.HALF_EVEN).longValueExact();
    } catch (ArithmeticException e) {
      throw outOfRange();
    }
  }

  private void readTokens(String lower) {
    Matcher matcher = TOKEN.matcher(lower);
    @Nullable BigDecimal pending = null;
    boolean some = false;
    boolean ago = false;
    int at = 0;
    while (at < lower.length()) {
      if (!matcher.find(at) || matcher.start() != at || ago) {
        throw syntax();
      }
      at = matcher.end();
      String time = matcher.group("time");
      String yearMonth = matcher.group("yearmonth");
      String number = matcher.group("number");
      String word = matcher.group("word");
      if (word != null && word.equals("ago") && some) {
        ago = true;
      } else if (word != null) {
        if (pending == null) {
          throw syntax();
        }
        add(pending, word);
        pending = null;
      } else if (time != null || yearMonth != null || number != null) {
        // A number without a unit counts days before a time, and seconds at the end.
        if (pending != null) {
          addDays(pending);
        }
        pending = number == null ? null : parse(number);
        if (time != null) {
          addTime(time);
        } else if (yearMonth != null) {
          addYearMonth(yearMonth);
        }
        some = true;
      }
    }
    if (pending != null) {
      addSeconds(pending);
    }
    if (!some) {
      throw syntax();
    }
    if (ago) {
      months = months.negate();
      days = days.negate();
      micros = micros.negate();
    }
  }

  private void readIso(String lower) {
    Matcher alternative = ISO_ALTERNATIVE.matcher(lower);
    if (alternative.matches()) {
      addMonths(parse(alternative.group(1)).multiply(BigDecimal.valueOf(12)));
      addMonths(parse(alternative.group(2)));
      addDays(parse(alternative.group(3)));
      if (alternative.group(4) != null) {
        addTime(alternative.group(4));
      }
      return;
    }
    Matcher part = ISO_PART.matcher(lower);
    boolean inTime = false;
    int at = 1;
    while (at < lower.length()) {
      if (!part.find(at) || part.start() != at) {
        throw syntax();
      }
      at = part.end();
      if (part.group(3) != null) {
        inTime = true;
      } else {
        String unit = part.group(2);
        add(parse(part.group(1)), inTime && unit.equals("m") ? "min" : isoUnit(unit));
      }
    }
  }

  private static String isoUnit(String unit) {
    return unit.equals("m") ? "mon" : unit;
  }

  private void add(BigDecimal value, String unit) {
    switch (unit) {
      case "microsecond", "microseconds", "us", "usec", "usecs", "usecond", "useconds" ->
          micros = micros.add(value);
      case "millisecond", "milliseconds", "ms", "msec", "msecs", "msecond", "mseconds" ->
          micros = micros.add(value.multiply(BigDecimal.valueOf(1000)));
      case "second", "seconds", "s", "sec", "secs" -> addSeconds(value);
      case "minute", "minutes", "m", "min", "mins" ->
          addSeconds(value.multiply(BigDecimal.valueOf(60)));
      case "hour", "hours", "h", "hr", "hrs" ->
          addSeconds(value.multiply(BigDecimal.valueOf(3600)));
      case "day", "days", "d" -> addDays(value);
      case "week", "weeks", "w" -> addDays(value.multiply(BigDecimal.valueOf(7)));
      case "month", "months", "mon", "mons" -> addMonths(value);
      case "year", "years", "y", "yr", "yrs" -> addYears(value, 1);
      case "decade", "decades", "dec", "decs" -> addYears(value, 10);
      case "century", "centuries", "c", "cent" -> addYears(value, 100);
      case "millennium", "millennia", "millenniums", "mil", "mils" -> addYears(value, 1000);
      default -> throw syntax();
    }
  }

  private void addYears(BigDecimal value, int years) {
    addWholeMonths(
        value.multiply(BigDecimal.valueOf(12L * years)).setScale(0, RoundingMode.HALF_EVEN));
  }

  private void addMonths(BigDecimal value) {
    BigDecimal whole = value.setScale(0, RoundingMode.DOWN);
    addWholeMonths(whole);
    addDays(value.subtract(whole).multiply(BigDecimal.valueOf(30)));
  }

  private void addWholeMonths(BigDecimal whole) {
    months = months.add(whole);
  }

  private void addDays(BigDecimal value) {
    BigDecimal whole = value.setScale(0, RoundingMode.DOWN);
    days = days.add(whole);
    micros = micros.add(value.subtract(whole).multiply(MICROS_PER_DAY));
  }

  private void addSeconds(BigDecimal value) {
    micros = micros.add(value.movePointRight(6));
  }

  private void addTime(String time) {
    boolean minus = time.startsWith("-");
    String[] parts = (minus || time.startsWith("+") ? time.substring(1) : time).split(":");
    boolean minutesAndFraction = parts.length == 2;
    BigDecimal seconds =
        parse(parts[0])
            .multiply(BigDecimal.valueOf(3600))
            .add(parse(parts[1]).multiply(BigDecimal.valueOf(60)))
            .add(minutesAndFraction ? BigDecimal.ZERO : parse(parts[2]));
    if (parse(parts[1]).intValue() > 59
        || (!minutesAndFraction && parse(parts[2]).intValue() > 60)) {
      throw outOfRange();
    }
    addSeconds(minus ? seconds.negate() : seconds);
  }

  private void addYearMonth(String token) {
    int dash = token.indexOf('-', 1);
    BigDecimal years = parse(token.substring(0, dash));
    BigDecimal rest = parse(token.substring(dash + 1));
    if (rest.intValue() > 11) {
      throw outOfRange();
    }
    addWholeMonths(years.multiply(BigDecimal.valueOf(12)));
    addWholeMonths(token.startsWith("-") ? rest.negate() : rest);
  }

  private BigDecimal parse(String number) {
    return new BigDecimal(number.startsWith("+") ? number.substring(1) : number);
  }

  private SqlException syntax() {
    return InvalidInput.syntax(SqlState.INVALID_DATETIME_FORMAT, "interval", text);
  }

  private SqlException outOfRange() {
    return new StatementException(
        SqlState.INTERVAL_FIELD_OVERFLOW, "interval field value out of range: \"" + text + "\"");
  }
}
