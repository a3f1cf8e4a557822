package org.ordinaldb.format;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Time zones by the names that PostgreSQL knows, and their offsets at a moment.
public final class TimeZones {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long EPOCH_SECONDS = CivilDate.EPOCH_DAYS * 86_400L;
  private static final int OFFSET_SECONDS_END = 16 * 3600;
  private static final Pattern NUMBER = Pattern.compile("([+-]?)(\\d{1,2})(?::?(\\d{2}))?");
  private static final Pattern POSIX =
      Pattern.compile("(?:[A-Za-z]{3,}|<[^>]+>)([+-]?)(\\d{1,2})(?::(\\d{2}))?");
  private static final Map<String, ZoneId> NAMES = names();

  /// What a zone is called within a timestamp: `CET` there is always one hour, while the zone of that
  /// name has summers.
  private static final Map<String, ZoneId> ABBREVIATIONS = abbreviations();

  private TimeZones() {}

  /// The zone of a `TimeZone` setting: a name or abbreviation in any case, hours east of Greenwich,
  /// or POSIX's `UTC+3`, which is west. Null when there is none.
  public static @Nullable ZoneId parse(String text) {
    String name = text.strip();
    String lower = name.toLowerCase(Locale.ROOT);
    ZoneId zone = NAMES.getOrDefault(lower, ABBREVIATIONS.get(lower));
    if (zone != null) {
      return zone;
    }
    Matcher number = NUMBER.matcher(name);
    if (number.matches()) {
      return offset(number, 1);
    }
    Matcher posix = POSIX.matcher(name);
    return posix.matches() ? offset(posix, -1) : null;
  }

  /// The zone of an abbreviation or name within a timestamp, in any case, or null.
  static @Nullable ZoneId inTimestamp(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return ABBREVIATIONS.getOrDefault(lower, NAMES.get(lower));
  }

  private static @Nullable ZoneId offset(Matcher matcher, int direction) {
    String minutes = matcher.group(3);
    int seconds =
        Integer.parseInt(matcher.group(2)) * 3600
            + (minutes == null ? 0 : Integer.parseInt(minutes) * 60);
    int sign = "-".equals(matcher.group(1)) ? -direction : direction;
    return seconds < OFFSET_SECONDS_END ? ZoneOffset.ofTotalSeconds(sign * seconds) : null;
  }

  /// Seconds east of UTC at a moment.
  ///
  /// @param micros microseconds since 2000-01-01 UTC
  public static int offsetSeconds(ZoneId zone, long micros) {
    ZoneRules rules = zone.getRules();
    if (rules.isFixedOffset()) {
      return rules.getOffset(Instant.EPOCH).getTotalSeconds();
    }
    long seconds = Math.floorDiv(micros, MICROS_PER_SECOND) + EPOCH_SECONDS;
    return rules.getOffset(Instant.ofEpochSecond(seconds)).getTotalSeconds();
  }

  /// Seconds east of UTC where clocks show a local time. In the gap of a change the offset before it
  /// holds, in the overlap the offset after it, as PostgreSQL decides.
  ///
  /// @param localMicros microseconds since 2000-01-01 on those clocks
  public static int offsetSecondsOfLocal(ZoneId zone, long localMicros) {
    ZoneRules rules = zone.getRules();
    if (rules.isFixedOffset()) {
      return rules.getOffset(Instant.EPOCH).getTotalSeconds();
    }
    long seconds = Math.floorDiv(localMicros, MICROS_PER_SECOND) + EPOCH_SECONDS;
    LocalDateTime local = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
    ZoneOffsetTransition transition = rules.getTransition(local);
    if (transition == null) {
      return rules.getOffset(local).getTotalSeconds();
    }
    ZoneOffset offset =
        transition.isGap() ? transition.getOffsetBefore() : transition.getOffsetAfter();
    return offset.getTotalSeconds();
  }

  private static Map<String, ZoneId> names() {
    Map<String, ZoneId> map = new HashMap<>();
    for (String id : ZoneId.getAvailableZoneIds()) {
      map.put(id.toLowerCase(Locale.ROOT), ZoneId.of(id));
    }
    return Map.copyOf(map);
  }

  private static Map<String, ZoneId> abbreviations() {
    Map<String, ZoneId> map = new HashMap<>();
    String[] abbreviations = {
      "utc 0",
      "gmt 0",
      "z 0",
      "zulu 0",
      "ut 0",
      "wet 0",
      "west 60",
      "bst 60",
      "cet 60",
      "cest 120",
      "met 60",
      "mest 120",
      "eet 120",
      "eest 180",
      "msk 180",
      "ist 120",
      "idt 180",
      "est -300",
      "edt -240",
      "cst -360",
      "cdt -300",
      "mst -420",
      "mdt -360",
      "pst -480",
      "pdt -420",
      "akst -540",
      "akdt -480",
      "hst -600",
      "ast -240",
      "adt -180",
      "nst -210",
      "ndt -150",
      "jst 540",
      "kst 540",
      "sgt 480",
      "hkt 480",
      "awst 480",
      "acst 570",
      "acdt 630",
      "aest 600",
      "aedt 660",
      "nzst 720",
      "nzdt 780",
      "brt -180",
      "art -180",
      "sast 120"
    };
    for (String entry : abbreviations) {
      int space = entry.indexOf(' ');
      int minutes = Integer.parseInt(entry.substring(space + 1));
      map.put(entry.substring(0, space), ZoneOffset.ofTotalSeconds(minutes * 60));
    }
    return Map.copyOf(map);
  }
}
