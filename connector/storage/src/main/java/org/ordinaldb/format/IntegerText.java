package org.ordinaldb.format;

import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// smallint, integer and bigint.
final class IntegerText extends TextCodec {
  static final IntegerText INT2 = new IntegerText("smallint", Short.MIN_VALUE, Short.MAX_VALUE);
  static final IntegerText INT4 = new IntegerText("integer", Integer.MIN_VALUE, Integer.MAX_VALUE);
  static final IntegerText INT8 = new IntegerText("bigint", Long.MIN_VALUE, Long.MAX_VALUE);

  private final String typeName;
  private final long min;
  private final long max;

  private IntegerText(String typeName, long min, long max) {
    this.typeName = typeName;
    this.min = min;
    this.max = max;
  }

  @Override
  public void write(Vector vector, int row, ByteSink out, FormatSettings settings) {
    Digits.writeLong(((LongVector) vector).values()[row], out);
  }

  @Override
  public void parse(byte[] src, int from, int to, VectorBuilder out, FormatSettings settings) {
    int at = Digits.skipSpace(src, from, to);
    boolean negative = at < to && src[at] == '-';
    if (negative || (at < to && src[at] == '+')) {
      at++;
    }
    int first = at;
    // Summed up below zero, since bigint's range reaches one further there.
    long sum = 0;
    while (at < to && Digits.isDigit(src[at])) {
      int digit = src[at] - '0';
      if (sum < (Long.MIN_VALUE + digit) / 10) {
        throw InvalidInput.outOfRange(typeName, src, from, to);
      }
      sum = sum * 10 - digit;
      at++;
    }
    if (at == first || Digits.skipSpace(src, at, to) != to) {
      throw InvalidInput.syntax(typeName, src, from, to);
    }
    if (negative ? sum < min : sum < -max) {
      throw InvalidInput.outOfRange(typeName, src, from, to);
    }
    out.appendLong(negative ? sum : -sum);
  }
}
