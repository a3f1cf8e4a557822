package org.ordinaldb.format;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.SqlType;

/// The rules of numeric(p, s) and of numeric's limits.
public final class Numerics {
  /// Most digits before the decimal point.
  static final int INTEGER_DIGITS_MAX = 131_072;

  /// Most digits after it.
  static final int SCALE_MAX = 16_383;

  private static final long[] POWERS = new long[19];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
  }

  private Numerics() {}

  /// 10^exponent for exponents from 0 to 18.
  public static long power(int exponent) {
    return POWERS[exponent];
  }

  /// Rounds the value, half away from zero, to the type's scale; 22003 when it has too many digits.
  public static BigDecimal fit(BigDecimal value, SqlType type) {
    BigDecimal result = value;
    if (type.length() >= 0) {
      result = value.setScale(type.scale(), RoundingMode.HALF_UP);
      if (result.signum() != 0 && result.precision() > type.length()) {
        throw fieldOverflow(type);
      }
    } else if (value.scale() > SCALE_MAX) {
      result = value.setScale(SCALE_MAX, RoundingMode.HALF_UP);
    } else if (value.scale() < 0) {
      result = value.setScale(0);
    }
    if ((long) result.precision() - result.scale() > INTEGER_DIGITS_MAX) {
      throw formatOverflow();
    }
    return result;
  }

  public static SqlException fieldOverflow(SqlType type) {
    int digits = type.length() - type.scale();
    return new StatementException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "numeric field overflow")
        .detail(
            "A field with precision "
                + type.length()
                + ", scale "
                + type.scale()
                + " must round to an absolute value less than "
                + (digits == 0 ? "1" : "10^" + digits)
                + ".");
  }

  static SqlException formatOverflow() {
    return new StatementException(
        SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value overflows numeric format");
  }

  /// Writes `unscaled` / 10^scale with exactly `scale` digits after the point.
  static void write(long unscaled, int scale, ByteSink out) {
    if (scale <= 0 || scale > 18 || unscaled == Long.MIN_VALUE) {
      writeSlowly(BigDecimal.valueOf(unscaled, scale), out);
      return;
    }
    if (unscaled < 0) {
      out.putByte((byte) '-');
    }
    long magnitude = Math.abs(unscaled);
    long whole = magnitude / POWERS[scale];
    Digits.writeLong(whole, out);
    out.putByte((byte) '.');
    Digits.writePadded(magnitude - whole * POWERS[scale], scale, out);
  }

  static void writeAscii(String text, ByteSink out) {
    writeAscii(text, text.length(), out);
  }

  /// Writes the first `length` characters.
  @SuppressWarnings("deprecation") // String.getBytes(int, ...): the quickest way for pure ASCII
  static void writeAscii(String text, int length, ByteSink out) {
    out.ensure(length);
    text.getBytes(0, length, out.data(), out.size());
    out.advance(length);
  }

  static void writeSlowly(BigDecimal value, ByteSink out) {
    writeAscii(value.toPlainString(), out);
  }
}
