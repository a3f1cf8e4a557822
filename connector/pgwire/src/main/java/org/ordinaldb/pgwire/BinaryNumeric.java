package org.ordinaldb.pgwire;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.format.Numerics;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.Decimals;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// numeric in binary, in digits to the base of 10,000:
///
///     | digit count 2 | weight of the first digit 2 | sign 2 | display scale 2 | digits, 2 bytes each |
final class BinaryNumeric extends BinaryCodec {
  private static final int BASE = 10_000;
  private static final int DIGIT_DECIMALS = 4;
  private static final int POSITIVE = 0;
  private static final int NEGATIVE = 0x4000;
  private static final int HEADER_BYTES = 8;

  /// Longs below this can take up to three more zeros.
  private static final long LONG_MAX = Long.MAX_VALUE / 1000;

  private final SqlType type;

  BinaryNumeric(SqlType type) {
    this.type = type;
  }

  @Override
  void write(Vector vector, int row, ByteSink out) {
    if (vector instanceof LongVector longs) {
      write(longs.values()[row], type.scale(), out);
      return;
    }
    BigDecimal value = Decimals.decode((BytesVector) vector, row);
    if (value.unscaledValue().bitLength() < Long.SIZE) {
      write(value.unscaledValue().longValueExact(), value.scale(), out);
    } else {
      write(value, out);
    }
  }

  private static void write(long unscaled, int scale, ByteSink out) {
    if (Math.abs(unscaled) > LONG_MAX || unscaled == Long.MIN_VALUE || scale < 0) {
      write(BigDecimal.valueOf(unscaled, scale), out);
      return;
    }
    long rest = Math.abs(unscaled) * Numerics.power(padding(scale));
    short[] digits = new short[5];
    int count = 0;
    while (rest != 0) {
      digits[count++] = (short) (rest % BASE);
      rest /= BASE;
    }
    write(digits, count, unscaled < 0, scale, out);
  }

  private static void write(BigDecimal number, ByteSink out) {
    BigDecimal value = number.scale() < 0 ? number.setScale(0) : number;
    int scale = value.scale();
    BigInteger rest =
        value.unscaledValue().abs().multiply(BigInteger.valueOf(Numerics.power(padding(scale))));
    String decimal = rest.toString();
    int count = (decimal.length() + DIGIT_DECIMALS - 1) / DIGIT_DECIMALS;
    short[] digits = new short[count];
    int end = decimal.length();
    for (int i = 0; i < count; i++) {
      int start = Math.max(0, end - DIGIT_DECIMALS);
      digits[i] = Short.parseShort(decimal.substring(start, end));
      end = start;
    }
    write(digits, count, value.signum() < 0, scale, out);
  }

  /// @param digits the last digit first
  private static void write(short[] digits, int count, boolean negative, int scale, ByteSink out) {
    int fractionDigits = (scale + DIGIT_DECIMALS - 1) / DIGIT_DECIMALS;
    int first = count - 1;
    while (first >= 0 && digits[first] == 0) {
      first--;
    }
    int last = 0;
    while (last <= first && digits[last] == 0) {
      last++;
    }
    int written = first - last + 1;
    out.putShort(written);
    out.putShort(written == 0 ? 0 : first - fractionDigits);
    out.putShort(negative ? NEGATIVE : POSITIVE);
    out.putShort(scale);
    for (int i = first; i >= last; i--) {
      out.putShort(digits[i]);
    }
  }

  /// Decimal zeros that make the fraction fill whole digits.
  private static int padding(int scale) {
    return (DIGIT_DECIMALS - scale % DIGIT_DECIMALS) % DIGIT_DECIMALS;
  }

  @Override
  void parse(byte[] src, int from, int to, VectorBuilder out) {
    BigDecimal value = Numerics.fit(read(src, from, to), type);
    if (type.isLongDecimal()) {
      out.appendLong(value.unscaledValue().longValueExact());
    } else {
      out.appendBytes(Decimals.encode(value));
    }
  }

  private static BigDecimal read(byte[] src, int from, int to) {
    if (to - from < HEADER_BYTES) {
      throw malformed("incorrect binary data format");
    }
    int count = (short) ByteSink.SHORT.get(src, from) & 0xffff;
    int weight = (short) ByteSink.SHORT.get(src, from + 2);
    int sign = (short) ByteSink.SHORT.get(src, from + 4) & 0xffff;
    int scale = (short) ByteSink.SHORT.get(src, from + 6) & 0xffff;
    if (to - from != HEADER_BYTES + 2 * count) {
      throw malformed("incorrect binary data format");
    }
    if (sign != POSITIVE && sign != NEGATIVE) {
      throw sign == 0xc000 || sign == 0xd000 || sign == 0xf000
          ? new StatementException(
              SqlState.FEATURE_NOT_SUPPORTED,
              "NaN and infinite values are not supported for type numeric")
          : malformed("invalid sign in external \"numeric\" value");
    }
    if (scale > 0x3fff) {
      throw malformed("invalid scale in external \"numeric\" value");
    }
    StringBuilder decimal = new StringBuilder(4 * count + 1).append('0');
    for (int i = 0; i < count; i++) {
      int digit = (short) ByteSink.SHORT.get(src, from + HEADER_BYTES + 2 * i);
      if (digit < 0 || digit >= BASE) {
        throw malformed("invalid digit in external \"numeric\" value");
      }
      decimal.append((char) ('0' + digit / 1000));
      decimal.append((char) ('0' + digit / 100 % 10));
      decimal.append((char) ('0' + digit / 10 % 10));
      decimal.append((char) ('0' + digit % 10));
    }
    BigInteger unscaled = new BigInteger(decimal.toString());
    BigDecimal value =
        new BigDecimal(
            sign == NEGATIVE ? unscaled.negate() : unscaled, DIGIT_DECIMALS * (count - 1 - weight));
    return value.setScale(scale, RoundingMode.DOWN);
  }
}
