package org.ordinaldb.format;

import java.math.BigDecimal;
import java.util.Locale;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.Decimals;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// Exact decimals, as scaled longs or in the form of [Decimals].
final class NumericText extends TextCodec {
  private final SqlType type;
  private final boolean scaledLong;

  NumericText(SqlType type) {
    this.type = type;
    this.scaledLong = type.isLongDecimal();
  }

  @Override
  public void write(Vector vector, int row, ByteSink out, FormatSettings settings) {
    if (scaledLong) {
      Numerics.write(((LongVector) vector).values()[row], type.scale(), out);
      return;
    }
    BytesVector bytes = (BytesVector) vector;
    byte[] src = bytes.data();
    int start = bytes.start(row);
    int end = bytes.end(row);
    if (end - start > 2 + Long.BYTES) {
      Numerics.writeSlowly(Decimals.decode(src, start, end), out);
      return;
    }
    long unscaled = src[start + 2];
    for (int i = start + 3; i < end; i++) {
      unscaled = unscaled << 8 | (src[i] & 0xff);
    }
    Numerics.write(unscaled, src[start] << 8 | (src[start + 1] & 0xff), out);
  }

  @Override
  public void parse(byte[] src, int from, int to, VectorBuilder out, FormatSettings settings) {
    NumberScan scan = new NumberScan();
    if (!scan.read(src, from, to)) {
      throw notANumber(src, from, to);
    }
    if (scaledLong
        && scan.significantDigits <= 18
        && scan.exponent == 0
        && appendQuickly(scan, out)) {
      return;
    }
    BigDecimal value = Numerics.fit(decimal(scan, src), type);
    if (scaledLong) {
      out.appendLong(value.unscaledValue().longValueExact());
    } else {
      out.appendBytes(Decimals.encode(value));
    }
  }

  private boolean appendQuickly(NumberScan scan, VectorBuilder out) {
    int shift = type.scale() - scan.fractionDigits;
    long value = scan.mantissa;
    if (shift < -18 || (shift > 0 && scan.significantDigits + shift > 18)) {
      return false;
    }
    if (shift >= 0) {
      value *= Numerics.power(shift);
    } else {
      long divisor = Numerics.power(-shift);
      long quotient = value / divisor;
      value = value - quotient * divisor >= (divisor + 1) / 2 ? quotient + 1 : quotient;
    }
    if (value >= Numerics.power(type.length())) {
      throw Numerics.fieldOverflow(type);
    }
    out.appendLong(scan.negative ? -value : value);
    return true;
  }

  private static BigDecimal decimal(NumberScan scan, byte[] src) {
    int scale = scan.fractionDigits - scan.exponent;
    if (scan.significantDigits == 0) {
      return BigDecimal.valueOf(0, Math.clamp(scale, 0, Numerics.SCALE_MAX));
    }
    if (scan.significantDigits - (long) scale > Numerics.INTEGER_DIGITS_MAX
        || scale > Numerics.SCALE_MAX) {
      throw Numerics.formatOverflow();
    }
    if (scan.significantDigits <= 18) {
      return BigDecimal.valueOf(scan.negative ? -scan.mantissa : scan.mantissa, scale);
    }
    return new BigDecimal(InvalidInput.string(src, scan.start, scan.end));
  }

  private StatementException notANumber(byte[] src, int from, int to) {
    String text = InvalidInput.string(src, from, to);
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity" ->
          new StatementException(
              SqlState.FEATURE_NOT_SUPPORTED,
              "NaN and infinite values are not supported for type numeric");
      default ->
          new StatementException(
              SqlState.INVALID_TEXT_REPRESENTATION,
              "invalid input syntax for type numeric: \"" + text + "\"");
    };
  }
}
