package org.ordinaldb.format;

import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// Object identifiers: 32 bits without sign; a negative number is taken as its bits.
final class OidText extends TextCodec {
  static final OidText CODEC = new OidText();

  private static final long MAX = 0xffff_ffffL;

  private OidText() {}

  @Override
  public void write(Vector vector, int row, ByteSink out, FormatSettings settings) {
    Digits.writeLong(((LongVector) vector).values()[row] & MAX, out);
  }

  @Override
  public void parse(byte[] src, int from, int to, VectorBuilder out, FormatSettings settings) {
    int start = Digits.skipSpace(src, from, to);
    int end = Digits.trimSpace(src, start, to);
    boolean negative = start < end && src[start] == '-';
    int first = negative || (start < end && src[start] == '+') ? start + 1 : start;
    if (first == end) {
      throw InvalidInput.syntax("oid", src, from, to);
    }
    long value = 0;
    for (int at = first; at < end; at++) {
      if (!Digits.isDigit(src[at])) {
        throw InvalidInput.syntax("oid", src, from, to);
      }
      value = Math.min(value * 10 + src[at] - '0', Long.MAX_VALUE / 100);
    }
    if (value > MAX || (negative && value > 1L << 31)) {
      throw InvalidInput.outOfRange("oid", src, from, to);
    }
    out.appendLong(negative ? -value & MAX : value);
  }
}
