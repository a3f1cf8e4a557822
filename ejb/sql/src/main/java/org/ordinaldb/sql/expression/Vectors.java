package org.ordinaldb.sql.expression;

import java.util.Arrays;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorKind;

/// Makes the vectors that kernels hand out without looking at rows.
public final class Vectors {
  private static final int[] ENTRY_ZERO = new int[ColumnBatch.ROWS_MAX];
  private static final byte[] NO_BYTES = {};

  private Vectors() {}

  /// So many copies of a vector's first row.
  public static Vector broadcast(Vector one, int rowCount) {
    if (one.isNull(0)) {
      return nulls(one.kind(), rowCount);
    }
    return switch (one) {
      case LongVector longs -> longs(longs.values()[0], rowCount);
      case DoubleVector doubles -> doubles(doubles.values()[0], rowCount);
      case BytesVector bytes -> bytes(bytes.bytes(0), rowCount);
    };
  }

  public static Vector nulls(VectorKind kind, int rowCount) {
    long[] nulls = Nulls.all(rowCount);
    return switch (kind) {
      case LONG -> new LongVector(new long[rowCount], rowCount, nulls);
      case DOUBLE -> new DoubleVector(new double[rowCount], rowCount, nulls);
      case BYTES ->
          new BytesVector(NO_BYTES, new int[2], 1, codesOfFirstEntry(rowCount), rowCount, nulls);
    };
  }

  public static LongVector longs(long value, int rowCount) {
    long[] values = new long[rowCount];
    Arrays.fill(values, value);
    return new LongVector(values, rowCount, null);
  }

  public static DoubleVector doubles(double value, int rowCount) {
    double[] values = new double[rowCount];
    Arrays.fill(values, value);
    return new DoubleVector(values, rowCount, null);
  }

  /// A dictionary of one entry, so that nothing is copied and kernels compute once.
  public static BytesVector bytes(byte[] value, int rowCount) {
    int[] offsets = {0, value.length};
    return new BytesVector(value, offsets, 1, codesOfFirstEntry(rowCount), rowCount, null);
  }

  private static int[] codesOfFirstEntry(int rowCount) {
    return rowCount <= ENTRY_ZERO.length ? ENTRY_ZERO : new int[rowCount];
  }
}
