package org.ordinaldb.sql.system;

/// Sizes for people, as `pg_size_pretty` writes them.
final class ByteSizes {
  private static final String[] UNITS = {"bytes", "kB", "MB", "GB", "TB", "PB"};

  /// A unit is used until its value would reach this.
  private static final long UNIT_VALUE_MAX = 10 * 1024;

  private ByteSizes() {}

  static String pretty(long bytes) {
    if (Math.abs(bytes) < UNIT_VALUE_MAX) {
      return bytes + " bytes";
    }
    long halves = bytes / 512;
    int unit = 1;
    while (Math.abs(halves) >= 2 * UNIT_VALUE_MAX - 1 && unit < UNITS.length - 1) {
      halves /= 1024;
      unit++;
    }
    long rounded = (halves + Long.signum(halves)) / 2;
    return rounded + " " + UNITS[unit];
  }
}
