package org.ordinaldb.format;

import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// The session's settings that decide how values read and print. Immutable.
///
/// @param timeZone `TimeZone`
/// @param dateOrder the input part of `DateStyle`; output is always ISO
/// @param hexBytea whether `bytea_output` is `hex`, else `escape`
/// @param clock what `now`, `today` and the like read; a transaction gives one that stands still
public record FormatSettings(
    ZoneId timeZone, DateOrder dateOrder, boolean hexBytea, InstantSource clock) {
  /// UTC, `ISO, MDY`, hex, the machine's clock.
  public static final FormatSettings DEFAULT =
      new FormatSettings(ZoneOffset.UTC, DateOrder.MDY, true, InstantSource.system());

  /// How `01/02/03` reads.
  public enum DateOrder {
    YMD,
    DMY,
    MDY;

    /// The order that a `DateStyle` such as `ISO, DMY` asks for.
    public static DateOrder ofDateStyle(String dateStyle) {
      String upper = dateStyle.toUpperCase(java.util.Locale.ROOT);
      if (upper.contains("YMD")) {
        return YMD;
      }
      return upper.contains("DMY") || upper.contains("EURO") || upper.contains("GERMAN")
          ? DMY
          : MDY;
    }
  }

  public FormatSettings withTimeZone(ZoneId zone) {
    return new FormatSettings(zone, dateOrder, hexBytea, clock);
  }

  public FormatSettings withDateOrder(DateOrder order) {
    return new FormatSettings(timeZone, order, hexBytea, clock);
  }

  public FormatSettings withHexBytea(boolean hex) {
    return new FormatSettings(timeZone, dateOrder, hex, clock);
  }

  public FormatSettings withClock(InstantSource source) {
    return new FormatSettings(timeZone, dateOrder, hexBytea, source);
  }
}
