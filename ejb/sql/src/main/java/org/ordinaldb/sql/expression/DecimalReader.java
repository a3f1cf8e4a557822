package org.ordinaldb.sql.expression;

import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.format.Numerics;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.Decimals;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// Reads the rows of an integer or numeric column as decimals, without objects where the digits fit
/// a long.
final class DecimalReader {
  private static final int SCALE_BYTES = 2;

  private final @Nullable LongVector longs;
  private final @Nullable BytesVector bytes;
  private final int longScale;

  DecimalReader(Vector vector, SqlType type) {
    this.longs = vector instanceof LongVector values ? values : null;
    this.bytes = vector instanceof BytesVector values ? values : null;
    this.longScale = type.scale();
  }

  /// Whether [#unscaled] holds the row's digits.
  boolean fitsLong(int row) {
    return bytes == null || bytes.byteLength(row) <= SCALE_BYTES + Long.BYTES;
  }

  int scale(int row) {
    if (bytes == null) {
      return longScale;
    }
    byte[] data = bytes.data();
    int start = bytes.start(row);
    return (data[start] << 8) | (data[start + 1] & 0xff);
  }

  /// The row's digits as an integer, when they fit a long.
  long unscaled(int row) {
    LongVector values = longs;
    if (values != null) {
      return values.values()[row];
    }
    BytesVector encoded = Objects.requireNonNull(bytes);
    byte[] data = encoded.data();
    int at = encoded.start(row) + SCALE_BYTES;
    int end = encoded.end(row);
    if (at + Long.BYTES <= data.length) {
      return (long) ByteSink.LONG.get(data, at) >> (Long.SIZE - 8 * (end - at));
    }
    long value = data[at++];
    while (at < end) {
      value = value << 8 | (data[at++] & 0xff);
    }
    return value;
  }

  BigDecimal decimal(int row) {
    return bytes == null || fitsLong(row)
        ? BigDecimal.valueOf(unscaled(row), scale(row))
        : Decimals.decode(bytes, row);
  }

  static int compare(DecimalReader a, int rowA, DecimalReader b, int rowB) {
    if (!a.fitsLong(rowA) || !b.fitsLong(rowB)) {
      return a.decimal(rowA).compareTo(b.decimal(rowB));
    }
    long x = a.unscaled(rowA);
    long y = b.unscaled(rowB);
    int shift = b.scale(rowB) - a.scale(rowA);
    if (shift == 0) {
      return Long.compare(x, y);
    }
    return shift > 0 ? compareShifted(x, shift, y) : -compareShifted(y, -shift, x);
  }

  /// Compares `x * 10^shift` with `y`.
  private static int compareShifted(long x, int shift, long y) {
    if (shift <= 18) {
      long power = Numerics.power(shift);
      long low = x * power;
      if (Math.multiplyHigh(x, power) == low >> 63) {
        return Long.compare(low, y);
      }
      return Long.signum(x);
    }
    return BigDecimal.valueOf(x, -shift).compareTo(BigDecimal.valueOf(y));
  }
}
