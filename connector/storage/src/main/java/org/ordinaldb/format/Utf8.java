package org.ordinaldb.format;

import java.util.Locale;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.type.ByteSink;

/// Checks on UTF-8 bytes.
public final class Utf8 {
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
  private static final long LOW_BITS = 0x0101_0101_0101_0101L;

  private Utf8() {}

  /// Throws 22021 unless the bytes are UTF-8 without a zero byte, as PostgreSQL demands of all text.
  public static void check(byte[] src, int from, int to) {
    int at = from;
    while (at < to) {
      if (at + 8 <= to && isPlainAscii((long) ByteSink.LONG.get(src, at))) {
        at += 8;
        continue;
      }
      int length = sequenceLength(src, at, to);
      if (length == 0) {
        throw invalid(src, at, to);
      }
      at += length;
    }
  }

  /// How many characters (code points) the bytes hold.
  public static int characterCount(byte[] src, int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      if ((src[i] & 0xc0) != 0x80) {
        count++;
      }
    }
    return count;
  }

  /// Index of the byte where character `characters` (from 0) begins, or `to` when there are not that
  /// many.
  public static int offset(byte[] src, int from, int to, int characters) {
    int left = characters;
    for (int i = from; i < to; i++) {
      if ((src[i] & 0xc0) != 0x80 && left-- == 0) {
        return i;
      }
    }
    return to;
  }

  /// Eight bytes, none of them zero and none above 0x7f.
  private static boolean isPlainAscii(long eight) {
    return (eight & HIGH_BITS) == 0 && ((eight - LOW_BITS) & ~eight & HIGH_BITS) == 0;
  }

  /// The length of the sequence at `at`, or 0 when it is not one: shortest forms only, no surrogates,
  /// nothing past U+10FFFF.
  private static int sequenceLength(byte[] src, int at, int to) {
    int lead = src[at] & 0xff;
    if (lead < 0x80) {
      return lead == 0 ? 0 : 1;
    }
    int length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || at + length > to) {
      return 0;
    }
    for (int i = 1; i < length; i++) {
      if ((src[at + i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    int second = src[at + 1] & 0xff;
    boolean wrong =
        switch (lead) {
          case 0xe0 -> second < 0xa0;
          case 0xed -> second > 0x9f;
          case 0xf0 -> second < 0x90;
          case 0xf4 -> second > 0x8f;
          default -> false;
        };
    return wrong ? 0 : length;
  }

  private static StatementException invalid(byte[] src, int at, int to) {
    int lead = src[at] & 0xff;
    int claimed = lead >= 0xf0 && lead < 0xf8 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
    if (lead >= 0xf8) {
      claimed = 1;
    }
    StringBuilder text = new StringBuilder("invalid byte sequence for encoding \"UTF8\":");
    for (int i = at; i < Math.min(to, at + claimed); i++) {
      text.append(String.format(Locale.ROOT, " 0x%02x", src[i] & 0xff));
    }
    return new StatementException(SqlState.CHARACTER_NOT_IN_REPERTOIRE, text.toString());
  }
}
