package org.ordinaldb.format;

/// Reads the exact ISO layouts without making objects; whatever else there is, and every mistake,
/// goes to [MomentReader].
final class IsoScan {
  static final int NO_DATE = Integer.MIN_VALUE;
  static final long NO_TIME = Long.MIN_VALUE;

  private IsoScan() {}

  /// Days since 2000-01-01 of the ten bytes `yyyy-mm-dd`, or [#NO_DATE].
  static int date(byte[] src, int at) {
    if (src[at + 4] != '-' || src[at + 7] != '-') {
      return NO_DATE;
    }
    int century = two(src, at);
    int yearOfCentury = two(src, at + 2);
    int month = two(src, at + 5);
    int day = two(src, at + 8);
    int year = century * 100 + yearOfCentury;
    if ((century | yearOfCentury | month | day) < 0
        || year == 0
        || month < 1
        || month > 12
        || day < 1
        || day > CivilDate.daysInMonth(year, month)) {
      return NO_DATE;
    }
    return CivilDate.days(year, month, day);
  }

  /// Microseconds of `hh:mm:ss`, with up to six digits of fraction, that fill the range; or
  /// [#NO_TIME].
  static long time(byte[] src, int from, int to) {
    if (to - from < 8 || src[from + 2] != ':' || src[from + 5] != ':') {
      return NO_TIME;
    }
    int hour = two(src, from);
    int minute = two(src, from + 3);
    int second = two(src, from + 6);
    if ((hour | minute | second) < 0 || hour > 23 || minute > 59 || second > 59) {
      return NO_TIME;
    }
    int micros = 0;
    if (to - from > 8) {
      micros = fraction(src, from + 8, to);
      if (micros < 0) {
        return NO_TIME;
      }
    }
    return ((hour * 60L + minute) * 60 + second) * 1_000_000 + micros;
  }

  private static int fraction(byte[] src, int from, int to) {
    int digits = to - from - 1;
    if (src[from] != '.' || digits < 1 || digits > 6) {
      return -1;
    }
    int micros = 0;
    for (int at = from + 1; at < to; at++) {
      if (!Digits.isDigit(src[at])) {
        return -1;
      }
      micros = micros * 10 + src[at] - '0';
    }
    return micros * (int) Numerics.power(6 - digits);
  }

  /// Two digits, or a negative number.
  private static int two(byte[] src, int at) {
    int tens = src[at] - '0';
    int ones = src[at + 1] - '0';
    return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
  }
}
