package org.ordinaldb.format;

import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// `a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11`; input may be in braces, in capitals, and have hyphens
/// after any group of four digits or none.
final class UuidText extends TextCodec {
  static final UuidText CODEC = new UuidText();

  private UuidText() {}

  @Override
  public void write(Vector vector, int row, ByteSink out, FormatSettings settings) {
    BytesVector bytes = (BytesVector) vector;
    byte[] src = bytes.data();
    int from = bytes.start(row);
    for (int i = 0; i < 16; i++) {
      if (i == 4 || i == 6 || i == 8 || i == 10) {
        out.putByte((byte) '-');
      }
      out.putByte((byte) Character.forDigit((src[from + i] >> 4) & 15, 16));
      out.putByte((byte) Character.forDigit(src[from + i] & 15, 16));
    }
  }

  @Override
  public void parse(byte[] src, int from, int to, VectorBuilder out, FormatSettings settings) {
    byte[] value = new byte[16];
    int at = from;
    int end = to;
    if (end - at >= 2 && src[at] == '{' && src[end - 1] == '}') {
      at++;
      end--;
    }
    for (int i = 0; i < 16; i++) {
      if (i > 0 && i % 2 == 0 && at < end && src[at] == '-') {
        at++;
      }
      int high = at < end ? Character.digit(src[at], 16) : -1;
      int low = at + 1 < end ? Character.digit(src[at + 1], 16) : -1;
      if (high < 0 || low < 0) {
        throw InvalidInput.syntax("uuid", src, from, to);
      }
      value[i] = (byte) (high << 4 | low);
      at += 2;
    }
    if (at != end) {
      throw InvalidInput.syntax("uuid", src, from, to);
    }
    out.appendBytes(value);
  }
}
