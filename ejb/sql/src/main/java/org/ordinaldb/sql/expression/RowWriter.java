package org.ordinaldb.sql.expression;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.format.Numerics;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.Decimals;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorKind;

/// Takes the results of row kernels, rows ascending, some left out, into the vector of any type.
/// Owned by one thread.
public final class RowWriter {
  private static final long[] NO_LONGS = {};
  private static final double[] NO_DOUBLES = {};
  private static final int[] NO_OFFSETS = {};

  private final SqlType type;
  private final int rowCount;
  private final long[] longs;
  private final double[] doubles;
  private final ByteSink bytes;
  private final int[] offsets;
  private long @Nullable [] nulls;
  private int row = -1;

  RowWriter(SqlType type, int rowCount) {
    VectorKind kind = type.vectorKind();
    this.type = type;
    this.rowCount = rowCount;
    this.longs = kind == VectorKind.LONG ? new long[rowCount] : NO_LONGS;
    this.doubles = kind == VectorKind.DOUBLE ? new double[rowCount] : NO_DOUBLES;
    this.bytes = new ByteSink(kind == VectorKind.BYTES ? 16 * rowCount : 0);
    this.offsets = kind == VectorKind.BYTES ? new int[rowCount + 1] : NO_OFFSETS;
  }

  /// Begins a row; those since the last one are left out and hold nothing.
  void moveTo(int newRow) {
    endRows(newRow);
    row = newRow;
  }

  public SqlType type() {
    return type;
  }

  public void putNull() {
    long[] bits = nulls;
    if (bits == null) {
      bits = Nulls.none(rowCount);
      nulls = bits;
    }
    Nulls.set(bits, row);
  }

  public void putLong(long value) {
    longs[row] = value;
  }

  public void putBoolean(boolean value) {
    longs[row] = value ? 1 : 0;
  }

  public void putDouble(double value) {
    doubles[row] = value;
  }

  public void putBytes(byte[] data, int start, int end) {
    bytes.putBytes(data, start, end - start);
  }

  public void putBytes(byte[] data) {
    bytes.putBytes(data);
  }

  public void putText(String text) {
    bytes.putBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  public void putInterval(Interval interval) {
    bytes.putBytes(interval.encode());
  }

  /// Where the row's bytes go; what is appended until the next row is its value.
  public ByteSink sink() {
    return bytes;
  }

  /// A numeric in the form and scale of the result's type; 22003 when it does not fit.
  public void putDecimal(BigDecimal value) {
    BigDecimal fitted = Numerics.fit(value, type);
    if (type.isLongDecimal()) {
      longs[row] = fitted.unscaledValue().longValue();
    } else {
      bytes.putBytes(Decimals.encode(fitted));
    }
  }

  /// `unscaled / 10^scale`, without objects when the result is an unconstrained numeric.
  void putDecimal(long unscaled, int scale) {
    if (type.length() >= 0) {
      putDecimal(BigDecimal.valueOf(unscaled, scale));
      return;
    }
    int bits = 65 - Long.numberOfLeadingZeros(unscaled ^ (unscaled >> 63));
    int byteCount = (bits + 7) >> 3;
    bytes.ensure(Short.BYTES + Long.BYTES);
    byte[] data = bytes.data();
    int at = bytes.size();
    ByteSink.SHORT.set(data, at, (short) scale);
    // All eight bytes at once, of which the first ones count.
    ByteSink.LONG.set(data, at + Short.BYTES, unscaled << (Long.SIZE - 8 * byteCount));
    bytes.advance(Short.BYTES + byteCount);
  }

  /// One row of a vector in the layout of the result's type.
  public void putRow(Vector source, int sourceRow) {
    if (source.isNull(sourceRow)) {
      putNull();
      return;
    }
    switch (source) {
      case LongVector values -> putLong(values.values()[sourceRow]);
      case DoubleVector values -> putDouble(values.values()[sourceRow]);
      case BytesVector values ->
          bytes.putBytes(values.data(), values.start(sourceRow), values.byteLength(sourceRow));
    }
  }

  Vector finish() {
    endRows(rowCount);
    return switch (type.vectorKind()) {
      case LONG -> new LongVector(longs, rowCount, nulls);
      case DOUBLE -> new DoubleVector(doubles, rowCount, nulls);
      case BYTES -> new BytesVector(bytes.data(), offsets, rowCount, nulls);
    };
  }

  private void endRows(int nextRow) {
    if (offsets.length > 0) {
      int size = bytes.size();
      for (int ended = row + 1; ended <= nextRow; ended++) {
        offsets[ended] = size;
      }
    }
  }
}
