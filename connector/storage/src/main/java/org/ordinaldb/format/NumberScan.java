package org.ordinaldb.format;

/// Splits a decimal number into its parts without making objects. Owned by one thread; reused.
final class NumberScan {
  /// Index of the first byte of the number, its sign included, and past its last byte.
  int start;

  int end;
  boolean negative;

  /// The digits as a number, when there are at most 18 of them from the first that is not zero.
  long mantissa;

  int significantDigits;

  /// Digits after the point.
  int fractionDigits;

  /// The written exponent, held within ±1,000,000.
  int exponent;

  /// Reads `[+-]digits[.digits][e[+-]digits]` with white space around it.
  ///
  /// @return whether `src[from .. to)` is a number
  boolean read(byte[] src, int from, int to) {
    int at = Digits.skipSpace(src, from, to);
    int stop = Digits.trimSpace(src, at, to);
    start = at;
    end = stop;
    negative = at < stop && src[at] == '-';
    if (negative || (at < stop && src[at] == '+')) {
      at++;
    }
    mantissa = 0;
    significantDigits = 0;
    fractionDigits = 0;
    exponent = 0;
    int first = at;
    at = digits(src, at, stop);
    int written = at - first;
    if (at < stop && src[at] == '.') {
      int fraction = at + 1;
      at = digits(src, fraction, stop);
      fractionDigits = at - fraction;
      written += fractionDigits;
    }
    if (written == 0) {
      return false;
    }
    if (at < stop && (src[at] | 0x20) == 'e') {
      return readExponent(src, at + 1, stop);
    }
    return at == stop;
  }

  private int digits(byte[] src, int from, int to) {
    int at = from;
    while (at < to && Digits.isDigit(src[at])) {
      if (significantDigits > 0 || src[at] != '0') {
        significantDigits++;
        if (significantDigits <= 18) {
          mantissa = mantissa * 10 + src[at] - '0';
        }
      }
      at++;
    }
    return at;
  }

  private boolean readExponent(byte[] src, int from, int to) {
    int at = from;
    boolean minus = at < to && src[at] == '-';
    if (minus || (at < to && src[at] == '+')) {
      at++;
    }
    int first = at;
    int value = 0;
    while (at < to && Digits.isDigit(src[at])) {
      value = Math.min(1_000_000, value * 10 + src[at] - '0');
      at++;
    }
    exponent = minus ? -value : value;
    return at > first && at == to;
  }
}
