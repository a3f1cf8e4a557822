package org.ordinaldb.format;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;

/// Reads dates and times in the many ways people write them (PostgreSQL manual, 8.5.1 and appendix
/// B). Owned by one thread, for one value.
///
/// [MomentTokens] cuts the text; here every token finds its field.
final class MomentReader {
  private static final long MICROS_PER_SECOND = 1_000_000;

  private enum Special {
    NONE,
    INFINITY,
    MINUS_INFINITY,
    EPOCH,
    NOW,
    TODAY,
    TOMORROW,
    YESTERDAY
  }

  private final String typeName;
  private final String text;
  private final FormatSettings settings;

  private Special special = Special.NONE;
  private final List<String> dateNumbers = new ArrayList<>();
  private int month;
  private boolean monthNamed;
  private boolean hasDate;
  private int days;
  private boolean hasTime;
  private long timeMicros;
  private boolean beforeChrist;
  private @Nullable Boolean afternoon;
  private @Nullable ZoneId zone;

  MomentReader(String typeName, String text, FormatSettings settings) {
    this.typeName = typeName;
    this.text = text;
    this.settings = settings;
    for (MomentTokens.Token token : MomentTokens.cut(text, this::syntax)) {
      accept(token);
    }
    finish();
  }

  /// Days since 2000-01-01, or the infinities of [org.ordinaldb.type.SqlType].
  int date() {
    return switch (special) {
      case INFINITY -> Integer.MAX_VALUE;
      case MINUS_INFINITY -> Integer.MIN_VALUE;
      case NOW, TODAY, TOMORROW, YESTERDAY, EPOCH -> specialDay();
      case NONE -> {
        requireDate();
        if (days < CivilDate.DAYS_MIN || days > CivilDate.DATE_DAYS_MAX) {
          throw InvalidInput.momentOutOfRange("date", text);
        }
        yield days;
      }
    };
  }

  /// Microseconds since midnight.
  long time() {
    return switch (special) {
      case NOW -> Math.floorMod(nowLocal(), CivilDate.MICROS_PER_DAY);
      case NONE -> {
        if (!hasTime) {
          throw syntax();
        }
        yield timeMicros;
      }
      default -> throw syntax();
    };
  }

  /// Microseconds since 2000-01-01, UTC when it is of a zone.
  long timestamp(boolean zoned) {
    long local =
        switch (special) {
          case INFINITY -> Long.MAX_VALUE;
          case MINUS_INFINITY -> Long.MIN_VALUE;
          case NOW -> nowLocal();
          case EPOCH, TODAY, TOMORROW, YESTERDAY ->
              specialDay() * CivilDate.MICROS_PER_DAY + timeMicros;
          case NONE -> {
            requireDate();
            if (days < CivilDate.DAYS_MIN || days > CivilDate.TIMESTAMP_DAYS_END) {
              throw InvalidInput.momentOutOfRange("timestamp", text);
            }
            yield days * CivilDate.MICROS_PER_DAY + timeMicros;
          }
        };
    boolean infinite = special == Special.INFINITY || special == Special.MINUS_INFINITY;
    if (infinite || !zoned) {
      return inRange(local, infinite);
    }
    if (special == Special.EPOCH) {
      return local;
    }
    ZoneId of = zone == null ? settings.timeZone() : zone;
    return inRange(local - TimeZones.offsetSecondsOfLocal(of, local) * MICROS_PER_SECOND, false);
  }

  private long inRange(long micros, boolean infinite) {
    long day = Math.floorDiv(micros, CivilDate.MICROS_PER_DAY);
    if (!infinite && (day < CivilDate.DAYS_MIN || day >= CivilDate.TIMESTAMP_DAYS_END)) {
      throw InvalidInput.momentOutOfRange("timestamp", text);
    }
    return micros;
  }

  private void requireDate() {
    if (!hasDate) {
      throw syntax();
    }
  }

  private long nowLocal() {
    Instant now = settings.clock().instant();
    long micros =
        (now.getEpochSecond() - CivilDate.EPOCH_DAYS * 86_400L) * MICROS_PER_SECOND
            + now.getNano() / 1000;
    return micros + TimeZones.offsetSeconds(settings.timeZone(), micros) * MICROS_PER_SECOND;
  }

  private int specialDay() {
    int today = (int) Math.floorDiv(nowLocal(), CivilDate.MICROS_PER_DAY);
    return switch (special) {
      case EPOCH -> -CivilDate.EPOCH_DAYS;
      case TOMORROW -> today + 1;
      case YESTERDAY -> today - 1;
      default -> today;
    };
  }

  private void accept(MomentTokens.Token token) {
    switch (token.kind()) {
      case NUMBER -> number(token.text());
      case TIME -> time(token.text());
      case DATE -> separatedDate(token.text());
      case OFFSET -> zone = offset(token.text());
      case WORD -> word(token.text());
    }
  }

  private void word(String word) {
    switch (word) {
      case "infinity", "+infinity" -> special(Special.INFINITY);
      case "-infinity" -> special(Special.MINUS_INFINITY);
      case "epoch" -> special(Special.EPOCH);
      case "now" -> special(Special.NOW);
      case "today" -> special(Special.TODAY);
      case "tomorrow" -> special(Special.TOMORROW);
      case "yesterday" -> special(Special.YESTERDAY);
      case "allballs" -> {
        setTime(0);
        zone = ZoneOffset.UTC;
      }
      case "am" -> afternoon = false;
      case "pm" -> afternoon = true;
      case "bc" -> beforeChrist = true;
      case "ad", "t", "at", "on", "dst" -> {}
      default -> namedField(word);
    }
  }

  private void special(Special value) {
    if (special != Special.NONE || hasDate || !dateNumbers.isEmpty()) {
      throw syntax();
    }
    special = value;
  }

  private void namedField(String word) {
    int named = MomentTokens.month(word);
    if (named > 0 && !monthNamed && !hasDate) {
      month = named;
      monthNamed = true;
      return;
    }
    if (MomentTokens.isWeekday(word)) {
      return;
    }
    ZoneId known = TimeZones.inTimestamp(word);
    if (known == null && word.indexOf('/') > 0) {
      throw new StatementException(
          SqlState.INVALID_PARAMETER_VALUE, "time zone \"" + word + "\" not recognized");
    }
    if (known == null || (!hasDate && !hasTime)) {
      throw syntax();
    }
    zone = known;
  }

  private void number(String digits) {
    boolean timeExpected = hasDate || typeName.equals("time");
    if (digits.startsWith("j")) {
      setDays(Math.toIntExact(parse(digits.substring(1)) + CivilDate.DAYS_MIN));
    } else if (!hasDate && !monthNamed && dateNumbers.isEmpty() && digits.length() == 8) {
      date(parse(digits.substring(0, 4)), digits.substring(4, 6), digits.substring(6));
    } else if (timeExpected && !hasTime && (digits.length() == 6 || digits.length() == 4)) {
      time(digits.replaceAll("(..)(?!$)", "$1:"));
    } else if (!hasDate && !monthNamed && dateNumbers.isEmpty() && digits.length() == 6) {
      date(shortYear(digits.substring(0, 2)), digits.substring(2, 4), digits.substring(4));
    } else if (!hasDate && dateNumbers.size() < 3) {
      dateNumbers.add(digits);
    } else {
      throw syntax();
    }
  }

  /// Three parts, one of them perhaps a month's name; or a year and a day of the year.
  private void separatedDate(String token) {
    if (hasDate || special != Special.NONE) {
      throw syntax();
    }
    String[] parts = token.split("[-/.]");
    if (parts.length == 2 && parts[0].length() >= 3 && parts[1].length() == 3) {
      int year = parse(parts[0]);
      int dayOfYear = parse(parts[1]);
      setDays(CivilDate.days(year, 1, 1) + dayOfYear - 1);
      return;
    }
    for (String part : parts) {
      int named = MomentTokens.month(part);
      if (named > 0 && !monthNamed) {
        month = named;
        monthNamed = true;
      } else if (part.isEmpty() || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
        throw syntax();
      } else {
        dateNumbers.add(part);
      }
    }
  }

  private void finish() {
    if (afternoon != null) {
      applyMeridiem(afternoon);
    }
    if (!hasDate && (monthNamed || !dateNumbers.isEmpty())) {
      dateFromNumbers();
    }
    if (special == Special.NONE && !hasDate && !hasTime) {
      throw syntax();
    }
    if (hasTime && timeMicros == CivilDate.MICROS_PER_DAY && !typeName.equals("time")) {
      days++;
      timeMicros = 0;
    }
  }

  private void dateFromNumbers() {
    List<String> n = dateNumbers;
    if (monthNamed) {
      if (n.size() != 2) {
        throw syntax();
      }
      boolean yearFirst =
          n.get(0).length() > 2 || settings.dateOrder() == FormatSettings.DateOrder.YMD;
      String year = n.get(yearFirst ? 0 : 1);
      date(shortYear(year), Integer.toString(month), n.get(yearFirst ? 1 : 0));
      return;
    }
    if (n.size() != 3) {
      throw syntax();
    }
    FormatSettings.DateOrder order =
        n.get(0).length() > 2 ? FormatSettings.DateOrder.YMD : settings.dateOrder();
    switch (order) {
      case YMD -> date(shortYear(n.get(0)), n.get(1), n.get(2));
      case DMY -> date(shortYear(n.get(2)), n.get(1), n.get(0));
      case MDY -> date(shortYear(n.get(2)), n.get(0), n.get(1));
    }
  }

  private void date(int writtenYear, String monthText, String dayText) {
    int monthOfYear = parse(monthText);
    int day = parse(dayText);
    if (writtenYear <= 0) {
      throw InvalidInput.fieldOutOfRange(text);
    }
    if (monthOfYear < 1 || monthOfYear > 12 || day < 1 || day > 31) {
      throw InvalidInput.monthOutOfRange(text);
    }
    int year = beforeChrist ? 1 - writtenYear : writtenYear;
    if (day > CivilDate.daysInMonth(year, monthOfYear)) {
      throw InvalidInput.fieldOutOfRange(text);
    }
    if (year > 5_874_897) {
      throw InvalidInput.momentOutOfRange(typeName.equals("date") ? "date" : "timestamp", text);
    }
    setDays(CivilDate.days(year, monthOfYear, day));
  }

  private void setDays(int value) {
    if (hasDate) {
      throw syntax();
    }
    days = value;
    hasDate = true;
  }

  private int shortYear(String digits) {
    int year = parse(digits);
    if (digits.length() > 2 || beforeChrist) {
      return year;
    }
    return year < 70 ? 2000 + year : 1900 + year;
  }

  private void time(String token) {
    String[] parts = token.split(":", -1);
    if (parts.length < 2 || parts.length > 3) {
      throw syntax();
    }
    String[] seconds = parts.length == 3 ? parts[2].split("\\.", 2) : new String[] {"0"};
    int hour = parse(parts[0]);
    int minute = parse(parts[1]);
    int second = parse(seconds[0]);
    long micros = seconds.length == 2 ? fraction(seconds[1]) : 0;
    long total = ((hour * 60L + minute) * 60 + second) * MICROS_PER_SECOND + micros;
    if (minute > 59 || second > 60 || hour > 24 || total > CivilDate.MICROS_PER_DAY) {
      throw InvalidInput.fieldOutOfRange(text);
    }
    setTime(total);
  }

  private long fraction(String digits) {
    if (digits.isEmpty()) {
      return 0;
    }
    parse(digits.substring(0, Math.min(9, digits.length())));
    return Math.round(Double.parseDouble("0." + digits) * MICROS_PER_SECOND);
  }

  private void setTime(long micros) {
    if (hasTime) {
      throw syntax();
    }
    timeMicros = micros;
    hasTime = true;
  }

  private void applyMeridiem(boolean isAfternoon) {
    if (!hasTime && dateNumbers.size() == 1 && !monthNamed) {
      setTime(parse(dateNumbers.removeFirst()) * 3600L * MICROS_PER_SECOND);
    }
    if (!hasTime) {
      throw syntax();
    }
    long halfDay = CivilDate.MICROS_PER_DAY / 2;
    if (timeMicros >= halfDay + 3600 * MICROS_PER_SECOND) {
      throw InvalidInput.fieldOutOfRange(text);
    }
    if (isAfternoon != timeMicros >= halfDay) {
      timeMicros += isAfternoon ? halfDay : -halfDay;
    }
  }

  private ZoneId offset(String token) {
    String[] parts = token.substring(1).split(":", -1);
    int hours;
    int minutes = 0;
    if (parts.length == 1 && parts[0].length() > 2) {
      hours = parse(parts[0].substring(0, parts[0].length() - 2));
      minutes = parse(parts[0].substring(parts[0].length() - 2));
    } else {
      hours = parse(parts[0]);
      minutes = parts.length > 1 ? parse(parts[1]) : 0;
    }
    int seconds = hours * 3600 + minutes * 60 + (parts.length > 2 ? parse(parts[2]) : 0);
    if (minutes > 59 || seconds >= 16 * 3600) {
      throw new StatementException(
          SqlState.INVALID_TIME_ZONE_DISPLACEMENT_VALUE,
          "time zone displacement out of range: \"" + text + "\"");
    }
    return ZoneOffset.ofTotalSeconds(token.charAt(0) == '-' ? -seconds : seconds);
  }

  private int parse(String digits) {
    if (digits.isEmpty() || digits.length() > 9) {
      throw digits.isEmpty() ? syntax() : InvalidInput.fieldOutOfRange(text);
    }
    int value = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw syntax();
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private SqlException syntax() {
    return InvalidInput.syntax(SqlState.INVALID_DATETIME_FORMAT, typeName, text);
  }
}
