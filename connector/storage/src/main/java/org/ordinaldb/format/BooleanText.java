package org.ordinaldb.format;

import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// `t` and `f`; reads any unambiguous beginning of true, false, yes, no, on, off, and 1 and 0.
final class BooleanText extends TextCodec {
  static final BooleanText CODEC = new BooleanText();

  private BooleanText() {}

  @Override
  public void write(Vector vector, int row, ByteSink out, FormatSettings settings) {
    out.putByte((byte) (((LongVector) vector).values()[row] != 0 ? 't' : 'f'));
  }

  @Override
  public void parse(byte[] src, int from, int to, VectorBuilder out, FormatSettings settings) {
    int start = Digits.skipSpace(src, from, to);
    int end = Digits.trimSpace(src, start, to);
    if (isPrefix(src, start, end, "true", 1)
        || isPrefix(src, start, end, "yes", 1)
        || isPrefix(src, start, end, "on", 2)
        || isPrefix(src, start, end, "1", 1)) {
      out.appendLong(1);
    } else if (isPrefix(src, start, end, "false", 1)
        || isPrefix(src, start, end, "no", 1)
        || isPrefix(src, start, end, "off", 2)
        || isPrefix(src, start, end, "0", 1)) {
      out.appendLong(0);
    } else {
      throw InvalidInput.syntax("boolean", src, from, to);
    }
  }

  private static boolean isPrefix(byte[] src, int from, int to, String word, int lengthMin) {
    int length = to - from;
    if (length < lengthMin || length > word.length()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      byte b = src[from + i];
      int lower = b >= 'A' && b <= 'Z' ? b + 32 : b;
      if (lower != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
