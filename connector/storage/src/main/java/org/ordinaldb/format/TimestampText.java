package org.ordinaldb.format;

import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// `2024-02-29 13:05:00.25`, with `+01` behind it when it has a zone, then shown in the session's.
final class TimestampText extends TextCodec {
  static final TimestampText WITHOUT_ZONE = new TimestampText(false);
  static final TimestampText WITH_ZONE = new TimestampText(true);

  private static final long MICROS_PER_SECOND = 1_000_000;

  private final boolean zoned;

  private TimestampText(boolean zoned) {
    this.zoned = zoned;
  }

  @Override
  public void write(Vector vector, int row, ByteSink out, FormatSettings settings) {
    long micros = ((LongVector) vector).values()[row];
    if (micros == Long.MAX_VALUE) {
      Numerics.writeAscii("infinity", out);
      return;
    }
    if (micros == Long.MIN_VALUE) {
      Numerics.writeAscii("-infinity", out);
      return;
    }
    int offset = zoned ? TimeZones.offsetSeconds(settings.timeZone(), micros) : 0;
    long local = micros + offset * MICROS_PER_SECOND;
    long days = Math.floorDiv(local, CivilDate.MICROS_PER_DAY);
    long civil = CivilDate.ofDays((int) days);
    DateText.writeDate(civil, out);
    out.putByte((byte) ' ');
    TimeText.writeTime(local - days * CivilDate.MICROS_PER_DAY, out);
    if (zoned) {
      writeOffset(offset, out);
    }
    DateText.writeEra(civil, out);
  }

  private static void writeOffset(int offset, ByteSink out) {
    out.putByte((byte) (offset < 0 ? '-' : '+'));
    int seconds = Math.abs(offset);
    Digits.writeTwo(seconds / 3600, out);
    if (seconds % 3600 != 0) {
      out.putByte((byte) ':');
      Digits.writeTwo(seconds / 60 % 60, out);
    }
    if (seconds % 60 != 0) {
      out.putByte((byte) ':');
      Digits.writeTwo(seconds % 60, out);
    }
  }

  @Override
  public void parse(byte[] src, int from, int to, VectorBuilder out, FormatSettings settings) {
    if (!parseIso(src, from, to, out, settings)) {
      String typeName = zoned ? "timestamp with time zone" : "timestamp";
      out.appendLong(
          new MomentReader(typeName, InvalidInput.string(src, from, to), settings)
              .timestamp(zoned));
    }
  }

  private boolean parseIso(
      byte[] src, int from, int to, VectorBuilder out, FormatSettings settings) {
    if (to - from < 19 || (src[from + 10] != ' ' && src[from + 10] != 'T')) {
      return false;
    }
    int timeEnd = from + 11;
    while (timeEnd < to && src[timeEnd] != '+' && src[timeEnd] != '-' && src[timeEnd] != 'Z') {
      timeEnd++;
    }
    int days = IsoScan.date(src, from);
    long time = IsoScan.time(src, from + 11, timeEnd);
    if (days == IsoScan.NO_DATE || time == IsoScan.NO_TIME) {
      return false;
    }
    long local = days * CivilDate.MICROS_PER_DAY + time;
    int offset;
    if (timeEnd < to) {
      offset = offset(src, timeEnd, to);
      if (offset == Integer.MIN_VALUE) {
        return false;
      }
    } else {
      offset = zoned ? TimeZones.offsetSecondsOfLocal(settings.timeZone(), local) : 0;
    }
    out.appendLong(zoned ? local - offset * MICROS_PER_SECOND : local);
    return true;
  }

  /// Seconds of `Z`, `+hh` or `+hh:mm`, or `Integer.MIN_VALUE`.
  private static int offset(byte[] src, int from, int to) {
    if (src[from] == 'Z') {
      return to - from == 1 ? 0 : Integer.MIN_VALUE;
    }
    int length = to - from;
    boolean hoursOnly = length == 3;
    if (!hoursOnly && (length != 6 || src[from + 3] != ':')) {
      return Integer.MIN_VALUE;
    }
    int seconds = 0;
    for (int i = 1; i < length; i++) {
      if (i != 3 && !Digits.isDigit(src[from + i])) {
        return Integer.MIN_VALUE;
      }
    }
    seconds += ((src[from + 1] - '0') * 10 + src[from + 2] - '0') * 3600;
    if (!hoursOnly) {
      int minutes = (src[from + 4] - '0') * 10 + src[from + 5] - '0';
      if (minutes > 59) {
        return Integer.MIN_VALUE;
      }
      seconds += minutes * 60;
    }
    if (seconds >= 16 * 3600) {
      return Integer.MIN_VALUE;
    }
    return src[from] == '-' ? -seconds : seconds;
  }
}
