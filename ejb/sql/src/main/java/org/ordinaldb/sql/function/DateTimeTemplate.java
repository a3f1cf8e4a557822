package org.ordinaldb.sql.function;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.format.CivilDate;
import org.ordinaldb.sql.expression.Moments;
import org.ordinaldb.sql.expression.RowArguments;
import org.ordinaldb.sql.expression.RowWriter;

/// to_char of a timestamp: the common template patterns of PostgreSQL, with `FM`, `TH` and quoted
/// text.
final class DateTimeTemplate {
  private static final List<String> MONTHS =
      List.of(
          "January",
          "February",
          "March",
          "April",
          "May",
          "June",
          "July",
          "August",
          "September",
          "October",
          "November",
          "December");
  private static final List<String> DAYS =
      List.of("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday");

  /// Longest first, so that the first that fits is the right one.
  private static final List<String> PATTERNS =
      List.of(
          "Month", "MONTH", "month", "Y,YYY", "SSSSS", "IYYY", "YYYY", "HH24", "HH12", "SSSS",
          "A.M.", "P.M.", "a.m.", "p.m.", "B.C.", "A.D.", "b.c.", "a.d.", "IDDD", "YYY", "IYY",
          "Day", "DAY", "day", "DDD", "Mon", "MON", "mon", "TZH", "TZM", "FF1", "FF2", "FF3", "FF4",
          "FF5", "FF6", "YY", "IY", "MM", "DD", "Dy", "DY", "dy", "ID", "HH", "MI", "SS", "MS",
          "US", "AM", "PM", "am", "pm", "BC", "AD", "bc", "ad", "WW", "IW", "CC", "RM", "rm", "TZ",
          "tz", "OF", "Y", "I", "D", "W", "Q", "J");

  private static final List<String> ROMAN =
      List.of("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII");

  private final int days;
  private final long time;
  private final long civil;
  private final int offsetSeconds;
  private final String zoneName;

  private DateTimeTemplate(long timestamp, int offsetSeconds, String zoneName) {
    this.days = (int) Math.floorDiv(timestamp, Moments.MICROS_PER_DAY);
    this.time = Math.floorMod(timestamp, Moments.MICROS_PER_DAY);
    this.civil = CivilDate.ofDays(days);
    this.offsetSeconds = offsetSeconds;
    this.zoneName = zoneName;
  }

  /// Writes a local timestamp by the template in argument 1.
  static void write(
      RowArguments in, long timestamp, int offsetSeconds, String zoneName, RowWriter out) {
    if (Moments.isInfinite(timestamp)) {
      out.putNull();
    } else {
      out.putText(new DateTimeTemplate(timestamp, offsetSeconds, zoneName).format(in.textAt(1)));
    }
  }

  private String format(String template) {
    StringBuilder result = new StringBuilder();
    int at = 0;
    while (at < template.length()) {
      char c = template.charAt(at);
      if (c == '"') {
        int end = template.indexOf('"', at + 1);
        int stop = end < 0 ? template.length() : end;
        result.append(template, at + 1, stop);
        at = stop + 1;
        continue;
      }
      boolean fill = template.startsWith("FM", at);
      int start = fill ? at + 2 : at;
      String pattern = patternAt(template, start);
      if (pattern == null) {
        if (!fill) {
          result.append(c);
        }
        at = Math.max(start, at + 1);
        if (fill) {
          at = start;
        }
        continue;
      }
      String value = value(pattern, fill);
      result.append(value);
      at = start + pattern.length();
      if (isNumber(value) && template.startsWith("TH", at)) {
        result.append(ordinal(value).toUpperCase(Locale.ROOT));
        at += 2;
      } else if (isNumber(value) && template.startsWith("th", at)) {
        result.append(ordinal(value));
        at += 2;
      }
    }
    return result.toString();
  }

  private static @Nullable String patternAt(String template, int at) {
    for (String pattern : PATTERNS) {
      if (template.startsWith(pattern, at)) {
        return pattern;
      }
    }
    // Numeric patterns are known in lower case too.
    for (String pattern : PATTERNS) {
      if (template.regionMatches(true, at, pattern, 0, pattern.length())) {
        return template.substring(at, at + pattern.length());
      }
    }
    return null;
  }

  private static boolean isNumber(String value) {
    return !value.isEmpty() && Character.isDigit(value.charAt(value.length() - 1));
  }

  private static String ordinal(String number) {
    char last = number.charAt(number.length() - 1);
    boolean teen = number.length() > 1 && number.charAt(number.length() - 2) == '1';
    if (teen) {
      return "th";
    }
    return switch (last) {
      case '1' -> "st";
      case '2' -> "nd";
      case '3' -> "rd";
      default -> "th";
    };
  }

  private String value(String pattern, boolean fill) {
    String name = name(pattern, fill);
    return name != null ? name : number(pattern.toUpperCase(Locale.ROOT), fill);
  }

  private @Nullable String name(String pattern, boolean fill) {
    String month = MONTHS.get(CivilDate.month(civil) - 1);
    String day = DAYS.get(DateTimeFields.dayOfWeek(days));
    String half = time < Moments.MICROS_PER_DAY / 2 ? "AM" : "PM";
    String era = CivilDate.year(civil) > 0 ? "AD" : "BC";
    return switch (pattern) {
      case "Month" -> padded(month, fill);
      case "MONTH" -> padded(month.toUpperCase(Locale.ROOT), fill);
      case "month" -> padded(month.toLowerCase(Locale.ROOT), fill);
      case "Mon" -> month.substring(0, 3);
      case "MON" -> month.substring(0, 3).toUpperCase(Locale.ROOT);
      case "mon" -> month.substring(0, 3).toLowerCase(Locale.ROOT);
      case "Day" -> padded(day, fill);
      case "DAY" -> padded(day.toUpperCase(Locale.ROOT), fill);
      case "day" -> padded(day.toLowerCase(Locale.ROOT), fill);
      case "Dy" -> day.substring(0, 3);
      case "DY" -> day.substring(0, 3).toUpperCase(Locale.ROOT);
      case "dy" -> day.substring(0, 3).toLowerCase(Locale.ROOT);
      case "AM", "PM" -> half;
      case "am", "pm" -> half.toLowerCase(Locale.ROOT);
      case "A.M.", "P.M." -> half.charAt(0) + ".M.";
      case "a.m.", "p.m." -> half.toLowerCase(Locale.ROOT).charAt(0) + ".m.";
      case "AD", "BC" -> era;
      case "ad", "bc" -> era.toLowerCase(Locale.ROOT);
      case "A.D.", "B.C." -> era.charAt(0) + "." + era.charAt(1) + ".";
      case "a.d.", "b.c." -> (era.charAt(0) + "." + era.charAt(1) + ".").toLowerCase(Locale.ROOT);
      case "RM", "rm" -> {
        String roman = ROMAN.get(CivilDate.month(civil) - 1);
        String cased = pattern.equals("RM") ? roman : roman.toLowerCase(Locale.ROOT);
        yield fill ? cased : String.format("%-4s", cased);
      }
      case "TZ" -> zoneName.toUpperCase(Locale.ROOT);
      case "tz" -> zoneName.toLowerCase(Locale.ROOT);
      case "OF" -> offset();
      case "TZH" ->
          (offsetSeconds < 0 ? "-" : "+") + digits(Math.abs(offsetSeconds) / 3600, 2, false);
      case "TZM" -> digits(Math.abs(offsetSeconds) / 60 % 60, 2, false);
      default -> null;
    };
  }

  private String offset() {
    int minutes = Math.abs(offsetSeconds) / 60;
    String hours = (offsetSeconds < 0 ? "-" : "+") + digits(minutes / 60, 2, false);
    return minutes % 60 == 0 ? hours : hours + ":" + digits(minutes % 60, 2, false);
  }

  private String number(String pattern, boolean fill) {
    int year = CivilDate.year(civil);
    int shownYear = year > 0 ? year : 1 - year;
    int isoYear = DateTimeFields.isoYear(days);
    long second = time / Moments.MICROS_PER_SECOND;
    long hour = second / 3600;
    long micros = time % Moments.MICROS_PER_SECOND;
    int dayOfYear = days - CivilDate.days(year, 1, 1) + 1;
    return switch (pattern) {
      case "YYYY" -> digits(shownYear, 4, fill);
      case "YYY" -> digits(shownYear % 1000, 3, fill);
      case "YY" -> digits(shownYear % 100, 2, fill);
      case "Y" -> digits(shownYear % 10, 1, fill);
      case "Y,YYY" -> shownYear / 1000 + "," + digits(shownYear % 1000, 3, false);
      case "IYYY" -> digits(isoYear, 4, fill);
      case "IYY" -> digits(isoYear % 1000, 3, fill);
      case "IY" -> digits(isoYear % 100, 2, fill);
      case "I" -> digits(isoYear % 10, 1, fill);
      case "MM" -> digits(CivilDate.month(civil), 2, fill);
      case "DDD" -> digits(dayOfYear, 3, fill);
      case "DD" -> digits(CivilDate.day(civil), 2, fill);
      case "D" -> digits(DateTimeFields.dayOfWeek(days) + 1L, 1, fill);
      case "ID" -> digits(DateTimeFields.isoDayOfWeek(days), 1, fill);
      case "IDDD" ->
          digits(
              (DateTimeFields.isoWeek(days) - 1) * 7L + DateTimeFields.isoDayOfWeek(days), 3, fill);
      case "WW" -> digits((dayOfYear - 1) / 7 + 1L, 2, fill);
      case "IW" -> digits(DateTimeFields.isoWeek(days), 2, fill);
      case "W" -> digits((CivilDate.day(civil) - 1) / 7 + 1L, 1, fill);
      case "Q" -> digits((CivilDate.month(civil) - 1) / 3 + 1L, 1, fill);
      case "CC" -> digits((shownYear + 99) / 100, 2, fill);
      case "J" -> digits(days + 2_451_545L, 1, fill);
      case "HH24" -> digits(hour, 2, fill);
      case "HH", "HH12" -> digits(hour % 12 == 0 ? 12 : hour % 12, 2, fill);
      case "MI" -> digits(second / 60 % 60, 2, fill);
      case "SS" -> digits(second % 60, 2, fill);
      case "SSSS", "SSSSS" -> digits(second, 1, fill);
      case "MS" -> digits(micros / 1000, 3, false);
      case "US" -> digits(micros, 6, false);
      default -> {
        int kept = pattern.charAt(2) - '0';
        yield digits(micros, 6, false).substring(0, kept);
      }
    };
  }

  private static String padded(String text, boolean fill) {
    return fill ? text : String.format("%-9s", text);
  }

  private static String digits(long value, int width, boolean fill) {
    return fill ? Long.toString(value) : String.format("%0" + width + "d", value);
  }
}
