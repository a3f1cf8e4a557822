package org.ordinaldb.format;

/// The proleptic Gregorian calendar over days since 2000-01-01, in plain arithmetic. Years are
/// astronomical: 0 is 1 BC.
public final class CivilDate {
  /// Days from 1970-01-01 to 2000-01-01.
  public static final int EPOCH_DAYS = 10957;

  public static final long MICROS_PER_DAY = 86_400_000_000L;

  /// 4714-11-24 BC, the first day of a date and a timestamp.
  static final int DAYS_MIN = -2_451_545;

  /// The last day of a date, 5874897-12-31.
  static final int DATE_DAYS_MAX = 2_145_031_948;

  /// One past the last day of a timestamp, 294277-01-01.
  static final int TIMESTAMP_DAYS_END = 106_751_983;

  private static final int DAYS_PER_ERA = 146_097;
  private static final int[] MONTH_DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private CivilDate() {}

  /// Days since 2000-01-01 of a date that exists.
  public static int days(int year, int month, int day) {
    int y = month <= 2 ? year - 1 : year;
    int era = Math.floorDiv(y, 400);
    int yearOfEra = y - era * 400;
    int monthFromMarch = month + (month > 2 ? -3 : 9);
    int dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1;
    int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * DAYS_PER_ERA + dayOfEra - 719_468 - EPOCH_DAYS;
  }

  /// Year, month and day packed: [#year(long)], [#month(long)] and [#day(long)] unpack them.
  public static long ofDays(int days) {
    long z = (long) days + EPOCH_DAYS + 719_468;
    long era = Math.floorDiv(z, DAYS_PER_ERA);
    int dayOfEra = (int) (z - era * DAYS_PER_ERA);
    int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int mp = (5 * dayOfYear + 2) / 153;
    int day = dayOfYear - (153 * mp + 2) / 5 + 1;
    int month = mp < 10 ? mp + 3 : mp - 9;
    long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    return (year << 16) | (month << 8) | day;
  }

  public static int year(long civil) {
    return (int) (civil >> 16);
  }

  public static int month(long civil) {
    return (int) (civil >> 8) & 0xff;
  }

  public static int day(long civil) {
    return (int) civil & 0xff;
  }

  public static boolean isLeapYear(int year) {
    return (year & 3) == 0 && (Math.floorMod(year, 100) != 0 || Math.floorMod(year, 400) == 0);
  }

  public static int daysInMonth(int year, int month) {
    return month == 2 && isLeapYear(year) ? 29 : MONTH_DAYS[month - 1];
  }
}
