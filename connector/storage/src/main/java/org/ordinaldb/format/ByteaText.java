package org.ordinaldb.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// `\x48690a`, or the older form with octal escapes.
final class ByteaText extends TextCodec {
  static final ByteaText CODEC = new ByteaText();

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private ByteaText() {}

  @Override
  public void write(Vector vector, int row, ByteSink out, FormatSettings settings) {
    BytesVector bytes = (BytesVector) vector;
    if (settings.hexBytea()) {
      writeHex(bytes.data(), bytes.start(row), bytes.end(row), out);
    } else {
      writeEscaped(bytes.data(), bytes.start(row), bytes.end(row), out);
    }
  }

  private static void writeHex(byte[] src, int from, int to, ByteSink out) {
    out.ensure(Math.addExact(2, Math.multiplyExact(to - from, 2)));
    byte[] data = out.data();
    int at = out.size();
    data[at++] = '\\';
    data[at++] = 'x';
    for (int i = from; i < to; i++) {
      data[at++] = HEX[(src[i] >> 4) & 15];
      data[at++] = HEX[src[i] & 15];
    }
    out.advance(2 + 2 * (to - from));
  }

  private static void writeEscaped(byte[] src, int from, int to, ByteSink out) {
    for (int i = from; i < to; i++) {
      int b = src[i] & 0xff;
      if (b == '\\') {
        out.putByte((byte) '\\');
        out.putByte((byte) '\\');
      } else if (b < 0x20 || b > 0x7e) {
        out.putByte((byte) '\\');
        out.putByte((byte) ('0' + (b >> 6)));
        out.putByte((byte) ('0' + ((b >> 3) & 7)));
        out.putByte((byte) ('0' + (b & 7)));
      } else {
        out.putByte((byte) b);
      }
    }
  }

  @Override
  public void parse(byte[] src, int from, int to, VectorBuilder out, FormatSettings settings) {
    byte[] value =
        to - from >= 2 && src[from] == '\\' && src[from + 1] == 'x'
            ? readHex(src, from + 2, to)
            : readEscaped(src, from, to);
    out.appendBytes(value);
  }

  private static byte[] readHex(byte[] src, int from, int to) {
    byte[] value = new byte[(to - from) / 2];
    int length = 0;
    int at = from;
    while (at < to) {
      if (Digits.isSpace(src[at])) {
        at++;
        continue;
      }
      int high = hexDigit(src, at, to);
      if (at + 1 == to) {
        throw new StatementException(
            SqlState.INVALID_PARAMETER_VALUE, "invalid hexadecimal data: odd number of digits");
      }
      value[length++] = (byte) (high << 4 | hexDigit(src, at + 1, to));
      at += 2;
    }
    return length == value.length ? value : Arrays.copyOf(value, length);
  }

  private static int hexDigit(byte[] src, int at, int to) {
    int digit = Character.digit(src[at], 16);
    if (digit < 0) {
      int end = at + 1;
      while (end < to && (src[end] & 0xc0) == 0x80) {
        end++;
      }
      throw new StatementException(
          SqlState.INVALID_PARAMETER_VALUE,
          "invalid hexadecimal digit: \"" + InvalidInput.string(src, at, end) + "\"");
    }
    return digit;
  }

  private static byte[] readEscaped(byte[] src, int from, int to) {
    byte[] value = new byte[to - from];
    int length = 0;
    int at = from;
    while (at < to) {
      if (src[at] != '\\') {
        value[length++] = src[at++];
      } else if (at + 1 < to && src[at + 1] == '\\') {
        value[length++] = '\\';
        at += 2;
      } else if (at + 3 < to && isOctal(src, at + 1)) {
        value[length++] =
            (byte) ((src[at + 1] - '0') << 6 | (src[at + 2] - '0') << 3 | (src[at + 3] - '0'));
        at += 4;
      } else {
        throw new StatementException(
            SqlState.INVALID_TEXT_REPRESENTATION, "invalid input syntax for type bytea");
      }
    }
    return Arrays.copyOf(value, length);
  }

  private static boolean isOctal(byte[] src, int at) {
    return src[at] >= '0'
        && src[at] <= '3'
        && src[at + 1] >= '0'
        && src[at + 1] <= '7'
        && src[at + 2] >= '0'
        && src[at + 2] <= '7';
  }
}
