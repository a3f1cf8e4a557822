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

  private static void writeFixed(long value, int digits, byte[] data, int at) {
    long rest = value;
    for (int i = at + digits - 1; i >= at; i--) {
      long next = rest / 10;
      data[i] = (byte) ('0' + (rest - next * 10));
      rest = next;
    }
  }
}
