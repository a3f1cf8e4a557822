package org.ordinaldb.format;

import java.nio.charset.StandardCharsets;
import org.ordinaldb.type.ByteSink;

/// Decimal digits to and from ASCII bytes.
final class Digits {
  private static final byte[] LONG_MIN =
      Long.toString(Long.MIN_VALUE).getBytes(StandardCharsets.US_ASCII);

  private Digits() {}

  static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /// What C's isspace() takes for white space.
  static boolean isSpace(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }

  static int skipSpace(byte[] src, int from, int to) {
    int at = from;
    while (at < to && isSpace(src[at])) {
      at++;
    }
    return at;
  }

  static int trimSpace(byte[] src, int from, int to) {
    int end = to;
    while (end > from && isSpace(src[end - 1])) {
      end--;
    }
    return end;
  }

  static void writeLong(long value, ByteSink out) {
    if (value == Long.MIN_VALUE) {
      out.putBytes(LONG_MIN);
      return;
    }
    out.ensure(20);
    byte[] data = out.data();
    int at = out.size();
    long rest = value;
    int width = 0;
    if (rest < 0) {
      data[at++] = '-';
      rest = -rest;
      width = 1;
    }
    int digits = count(rest);
    writeFixed(rest, digits, data, at);
    out.advance(width + digits);
  }

  /// Exactly `width` digits, with zeros in front.
  static void writePadded(long value, int width, ByteSink out) {
    int digits = Math.max(width, count(value));
    out.ensure(digits);
    writeFixed(value, digits, out.data(), out.size());
    out.advance(digits);
  }

  static void writeTwo(int value, ByteSink out) {
    out.ensure(2);
    byte[] data = out.data();
    int at = out.size();
    data[at] = (byte) ('0' + value / 10);
    data[at + 1] = (byte) ('0' + value % 10);
    out.advance(2);
  }

  /// `.123` for microseconds, without trailing zeros; nothing for 0.
  static void writeMicros(int micros, ByteSink out) {
    if (micros == 0) {
      return;
    }
    int value = micros;
    int width = 6;
    while (value % 10 == 0) {
      value /= 10;
      width--;
    }
    out.putByte((byte) '.');
    writePadded(value, width, out);
  }

  static int count(long value) {
    int digits = 1;
    long limit = 10;
    while (digits < 19 && value >= limit) {
      digits++;
      limit *= 10;
    }
    return digits;
  }

  /// Two digits at a time, in ints as soon as the rest fits.
  private static void writeFixed(long value, int digits, byte[] data, int at) {
    int i = at + digits;
    long rest = value;
    while (rest > Integer.MAX_VALUE) {
      long next = rest / 100;
      i -= 2;
      putPair((int) (rest - next * 100), data, i);
      rest = next;
    }
    int small = (int) rest;
    while (i - at >= 2) {
      int next = small / 100;
      i -= 2;
      putPair(small - next * 100, data, i);
      small = next;
    }
    if (i > at) {
      data[at] = (byte) ('0' + small);
    }
  }

  private static void putPair(int value, byte[] data, int at) {
    int tens = value / 10;
    data[at] = (byte) ('0' + tens);
    data[at + 1] = (byte) ('0' + value - tens * 10);
  }
}
