package org.ordinaldb.format;

import java.util.Locale;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// real and double precision: output is the shortest text that reads back as the same value.
final class FloatText extends TextCodec {
  static final FloatText FLOAT4 = new FloatText("real", true);
  static final FloatText FLOAT8 = new FloatText("double precision", false);

  /// Powers of ten that are exact doubles; the first eleven are exact floats too.
  private static final double[] POWERS = new double[23];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
  }

  private final String typeName;
  private final boolean single;

  private FloatText(String typeName, boolean single) {
    this.typeName = typeName;
    this.single = single;
  }

  @Override
  public void write(Vector vector, int row, ByteSink out, FormatSettings settings) {
    ShortestFloat.write(((DoubleVector) vector).values()[row], single, out);
  }

  @Override
  public void parse(byte[] src, int from, int to, VectorBuilder out, FormatSettings settings) {
    NumberScan scan = new NumberScan();
    if (!scan.read(src, from, to)) {
      out.appendDouble(special(src, from, to));
      return;
    }
    int exponent = scan.exponent - scan.fractionDigits;
    if (isExact(scan, exponent)) {
      // Mantissa and power are exact, so the one operation rounds correctly (Clinger's fast path).
      out.appendDouble(quick(scan, exponent));
      return;
    }
    String text = InvalidInput.string(src, scan.start, scan.end);
    double value = single ? Float.parseFloat(text) : Double.parseDouble(text);
    if (Double.isInfinite(value) || (value == 0 && scan.significantDigits > 0)) {
      throw new StatementException(
          SqlState.NUMERIC_VALUE_OUT_OF_RANGE,
          "\"" + InvalidInput.string(src, from, to) + "\" is out of range for type " + typeName);
    }
    out.appendDouble(value);
  }

  private boolean isExact(NumberScan scan, int exponent) {
    int exponentMax = single ? 10 : 22;
    long mantissaMax = single ? 1L << 24 : 1L << 53;
    return scan.significantDigits <= 18
        && scan.mantissa <= mantissaMax
        && exponent <= exponentMax
        && exponent >= -exponentMax;
  }

  private double quick(NumberScan scan, int exponent) {
    if (single) {
      float mantissa = (float) scan.mantissa;
      float value =
          exponent < 0 ? mantissa / (float) POWERS[-exponent] : mantissa * (float) POWERS[exponent];
      return scan.negative ? -value : value;
    }
    double mantissa = (double) scan.mantissa;
    double value = exponent < 0 ? mantissa / POWERS[-exponent] : mantissa * POWERS[exponent];
    return scan.negative ? -value : value;
  }

  private double special(byte[] src, int from, int to) {
    return switch (InvalidInput.string(src, from, to).strip().toLowerCase(Locale.ROOT)) {
      case "nan" -> Double.NaN;
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw InvalidInput.syntax(typeName, src, from, to);
    };
  }
}
