package org.ordinaldb.sql.setting;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.format.TimeZones;

/// What values a run-time parameter takes: checks one and gives the form that SHOW prints.
///
/// @param isFixed whether it cannot be changed at all
public record SettingKind(boolean isFixed, Reader reader) {
  /// Returns null for a value that is none.
  @FunctionalInterface
  interface Reader {
    @Nullable String read(String name, String value);
  }

  static final SettingKind STRING = of((name, value) -> value);
  static final SettingKind FIXED = new SettingKind(true, (name, value) -> value);
  static final SettingKind BOOLEAN = of(SettingKind::readBoolean);
  static final SettingKind ALWAYS_ON = of((name, value) -> onlyOn(name, value));
  static final SettingKind MILLISECONDS = of(SettingKind::readMillis);
  static final SettingKind TIME_ZONE = of((name, value) -> readTimeZone(value));
  static final SettingKind DATE_STYLE = of((name, value) -> readDateStyle(value));
  static final SettingKind ENCODING = of((name, value) -> readEncoding(value));
  static final SettingKind NAMES = STRING;
  static final SettingKind ISOLATION =
      of((name, value) ->
          switch (value.toLowerCase(Locale.ROOT)) {
            case "serializable", "repeatable read", "read committed" ->
                value.toLowerCase(Locale.ROOT);
            case "read uncommitted" -> "read uncommitted";
            default -> null;
          });

  private static final Set<String> TRUE = Set.of("on", "true", "yes", "t", "y", "1");
  private static final Set<String> FALSE = Set.of("off", "false", "no", "f", "n", "0");

  private static SettingKind of(Reader reader) {
    return new SettingKind(false, reader);
  }

  static SettingKind oneOf(String... values) {
    List<String> allowed = List.of(values);
    return of((name, value) -> {
      String lower = value.toLowerCase(Locale.ROOT);
      return allowed.contains(lower) ? lower : null;
    });
  }

  /// Whether commits wait for the disk: every grade but off is on, for there is one server.
  static final SettingKind SYNCHRONOUS_COMMIT =
      of((name, value) ->
          switch (value.toLowerCase(Locale.ROOT)) {
            case "local", "remote_write", "remote_apply" -> value.toLowerCase(Locale.ROOT);
            default -> readBoolean(name, value);
          });

  static SettingKind integer(int min, int max) {
    return of((name, value) -> readInteger(name, value, min, max));
  }

  /// The value's canonical form; throws 22023 for a wrong one.
  String read(String name, String value) {
    String canonical = reader.read(name, value);
    if (canonical == null) {
      throw new StatementException(
          SqlState.INVALID_PARAMETER_VALUE,
          "invalid value for parameter \"" + name + "\": \"" + value + "\"");
    }
    return canonical;
  }

  private static String readBoolean(String name, String value) {
    String lower = value.toLowerCase(Locale.ROOT);
    if (TRUE.contains(lower)) {
      return "on";
    }
    if (FALSE.contains(lower)) {
      return "off";
    }
    throw new StatementException(
        SqlState.INVALID_PARAMETER_VALUE, "parameter \"" + name + "\" requires a Boolean value");
  }

  private static String onlyOn(String name, String value) {
    if (readBoolean(name, value).equals("off")) {
      throw new StatementException(
          SqlState.FEATURE_NOT_SUPPORTED, "setting " + name + " to off is not supported");
    }
    return "on";
  }

  private static @Nullable String readInteger(String name, String value, int min, int max) {
    long number;
    try {
      number = Long.parseLong(value.strip());
    } catch (NumberFormatException e) {
      return null;
    }
    checkRange(name, number, min, max, "");
    return Long.toString(number);
  }

  private static void checkRange(String name, long number, int min, int max, String unit) {
    if (number < min || number > max) {
      throw new StatementException(
          SqlState.INVALID_PARAMETER_VALUE,
          number
              + unit
              + " is outside the valid range for parameter \""
              + name
              + "\" ("
              + min
              + " .. "
              + max
              + ")");
    }
  }

  /// A time with an optional unit, milliseconds without; printed in the largest unit without loss.
  private static @Nullable String readMillis(String name, String value) {
    Long millis = parseMillis(value);
    if (millis == null) {
      return null;
    }
    checkRange(name, millis, 0, Integer.MAX_VALUE, " ms");
    return printMillis(millis);
  }

  static @Nullable Long parseMillis(String value) {
    String text = value.strip();
    int end = 0;
    while (end < text.length() && "0123456789.-+".indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    long factor =
        switch (text.substring(end).strip()) {
          case "", "ms" -> 1;
          case "us" -> 0;
          case "s" -> 1_000;
          case "min" -> 60_000;
          case "h" -> 3_600_000;
          case "d" -> 86_400_000;
          default -> -1;
        };
    if (factor < 0 || end == 0) {
      return null;
    }
    try {
      BigDecimal number = new BigDecimal(text.substring(0, end));
      return (factor == 0 ? number.movePointLeft(3) : number.multiply(BigDecimal.valueOf(factor)))
          .setScale(0, RoundingMode.HALF_EVEN)
          .longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      return null;
    }
  }

  private static String printMillis(long millis) {
    if (millis == 0) {
      return "0";
    }
    if (millis % 86_400_000 == 0) {
      return millis / 86_400_000 + "d";
    }
    if (millis % 3_600_000 == 0) {
      return millis / 3_600_000 + "h";
    }
    if (millis % 60_000 == 0) {
      return millis / 60_000 + "min";
    }
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }

  private static @Nullable String readTimeZone(String value) {
    String zone = value.strip();
    if (zone.equalsIgnoreCase("default") || zone.equalsIgnoreCase("local")) {
      return "UTC";
    }
    return TimeZones.parse(zone) == null ? null : zone;
  }

  private static @Nullable String readDateStyle(String value) {
    String order = "MDY";
    for (String word : value.toUpperCase(Locale.ROOT).split(",")) {
      switch (word.strip()) {
        case "ISO", "DEFAULT" -> {}
        case "POSTGRES", "SQL", "GERMAN" -> {
          throw new StatementException(
              SqlState.FEATURE_NOT_SUPPORTED,
              "DateStyle " + word.strip() + " is not supported: dates print as ISO");
        }
        case "YMD" -> order = "YMD";
        case "DMY", "EURO", "EUROPEAN" -> order = "DMY";
        case "MDY", "US", "NONEURO", "NONEUROPEAN" -> order = "MDY";
        default -> {
          return null;
        }
      }
    }
    return "ISO, " + order;
  }

  private static @Nullable String readEncoding(String value) {
    String name = value.toUpperCase(Locale.ROOT).replace("-", "").replace("_", "");
    return switch (name) {
      case "UTF8", "UNICODE" -> "UTF8";
      case "SQLASCII" -> "SQL_ASCII";
      default -> null;
    };
  }
}
