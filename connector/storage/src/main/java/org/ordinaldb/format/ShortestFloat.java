package org.ordinaldb.format;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import org.ordinaldb.type.ByteSink;

/// Prints floating-point numbers as PostgreSQL does with `extra_float_digits` above 0: the fewest
/// digits that read back as the same number, `1e+20` from 10^15 (real: 10^6) on and `1e-05` below
/// 10^-4.
final class ShortestFloat {
  private ShortestFloat() {}

  /// @param single whether `value` is a widened float
  static void write(double value, boolean single, ByteSink out) {
    if (Double.isNaN(value)) {
      Numerics.writeAscii("NaN", out);
      return;
    }
    if (Double.doubleToRawLongBits(value) < 0) {
      out.putByte((byte) '-');
    }
    double magnitude = Math.abs(value);
    if (Double.isInfinite(magnitude)) {
      Numerics.writeAscii("Infinity", out);
    } else if (magnitude == 0) {
      out.putByte((byte) '0');
    } else if (!writeFewDecimals(magnitude, single, out)) {
      writeShortest(magnitude, single, out);
    }
  }

  /// Most numbers that people store have few decimals. A decimal of at most 15 digits (real: 6) is
  /// told apart from every other one by its double, so when it reads back it is the shortest.
  private static boolean writeFewDecimals(double magnitude, boolean single, ByteSink out) {
    if (magnitude < 1e-4) {
      return false;
    }
    double limit = single ? 1e6 : 1e15;
    double power = 1;
    for (int decimals = 0; decimals <= 7; decimals++) {
      double scaled = Math.rint(magnitude * power);
      if (scaled >= limit) {
        return false;
      }
      double back = scaled / power;
      if ((single ? (float) back : back) == magnitude) {
        if (decimals == 0) {
          Digits.writeLong((long) scaled, out);
        } else {
          Numerics.write((long) scaled, decimals, out);
        }
        return true;
      }
      power *= 10;
    }
    return false;
  }

  private static void writeShortest(double magnitude, boolean single, ByteSink out) {
    String text = single ? Float.toString((float) magnitude) : Double.toString(magnitude);
    byte[] digits = new byte[text.length()];
    int e = text.indexOf('E');
    int mantissaEnd = e < 0 ? text.length() : e;
    int point = text.indexOf('.');
    int count = 0;
    int leadingZeros = 0;
    for (int i = 0; i < mantissaEnd; i++) {
      char c = text.charAt(i);
      if (count > 0 || (c != '0' && c != '.')) {
        if (c != '.') {
          digits[count++] = (byte) c;
        }
      } else if (c == '0') {
        leadingZeros++;
      }
    }
    while (count > 1 && digits[count - 1] == '0') {
      count--;
    }
    int exponent =
        point - 1 - leadingZeros + (e < 0 ? 0 : Integer.parseInt(text, e + 1, text.length(), 10));
    if (count == 2 || isMidpointCandidate(magnitude, single)) {
      BigDecimal decimal = new BigDecimal(text).stripTrailingZeros();
      BigDecimal strict = stricter(decimal, magnitude, single);
      String unscaled = strict.unscaledValue().toString();
      digits = unscaled.getBytes(StandardCharsets.US_ASCII);
      count = digits.length;
      exponent = count - 1 - strict.scale();
    }
    write(digits, count, exponent, single, out);
  }

  /// @param exponent of ten, for the point after the first digit
  private static void write(byte[] digits, int count, int exponent, boolean single, ByteSink out) {
    if (exponent < -4 || exponent >= (single ? 6 : 15)) {
      out.putByte(digits[0]);
      if (count > 1) {
        out.putByte((byte) '.');
        out.putBytes(digits, 1, count - 1);
      }
      Numerics.writeAscii(exponent < 0 ? "e-" : "e+", out);
      Digits.writePadded(Math.abs(exponent), 2, out);
    } else if (exponent < 0) {
      Numerics.writeAscii("0.0000", 2 - exponent - 1, out);
      out.putBytes(digits, 0, count);
    } else {
      int whole = exponent + 1;
      out.putBytes(digits, 0, Math.min(count, whole));
      for (int i = count; i < whole; i++) {
        out.putByte((byte) '0');
      }
      if (count > whole) {
        out.putByte((byte) '.');
        out.putBytes(digits, whole, count - whole);
      }
    }
  }

  /// Java and PostgreSQL differ twice. Java gives at least two digits (4.9E-324 for 5e-324), and it
  /// takes a decimal that lies exactly between two doubles when reading would round it the right way
  /// (1.0E23), which PostgreSQL does not trust other readers with.
  private static BigDecimal stricter(BigDecimal decimal, double magnitude, boolean single) {
    if (decimal.precision() == 2) {
      BigDecimal one = decimal.round(new MathContext(1, RoundingMode.HALF_EVEN));
      double back = single ? one.floatValue() : one.doubleValue();
      return back == magnitude ? one.stripTrailingZeros() : decimal;
    }
    if (!isMidpointCandidate(magnitude, single) || isInside(decimal, magnitude, single)) {
      return decimal;
    }
    BigDecimal exact = new BigDecimal(magnitude);
    for (int digits = decimal.precision(); ; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (isInside(rounded, magnitude, single)) {
        return rounded.stripTrailingZeros();
      }
    }
  }

  /// A point half-way between two numbers has few enough digits only in this range.
  private static boolean isMidpointCandidate(double magnitude, boolean single) {
    return single
        ? magnitude >= 0x1p22 && magnitude < 1e30
        : magnitude >= 0x1p51 && magnitude < 1e45;
  }

  /// Whether the decimal lies strictly between the midpoints to the neighbouring numbers.
  private static boolean isInside(BigDecimal decimal, double magnitude, boolean single) {
    double below = single ? Math.nextDown((float) magnitude) : Math.nextDown(magnitude);
    double above = single ? Math.nextUp((float) magnitude) : Math.nextUp(magnitude);
    BigDecimal exact = new BigDecimal(magnitude);
    BigDecimal twice = decimal.add(decimal);
    return twice.compareTo(exact.add(new BigDecimal(below))) > 0
        && twice.compareTo(exact.add(new BigDecimal(above))) < 0;
  }
}
