package org.ordinaldb.sql.execution;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorKind;

/// Copies rows of vectors to new places.
final class Gather {
  /// In a list of rows: a row of NULLs.
  static final int NO_ROW = -1;

  private Gather() {}

  /// The rows `rows[from]` up to, not including, `rows[from + count]`, in that order; [#NO_ROW]
  /// gives NULL.
  static Vector rows(Vector source, int[] rows, int from, int count) {
    long[] nulls = nulls(source, rows, from, count);
    return switch (source) {
      case LongVector longs -> longs(longs.values(), rows, from, count, nulls);
      case DoubleVector doubles -> doubles(doubles.values(), rows, from, count, nulls);
      case BytesVector bytes -> bytes(bytes, rows, from, count, nulls);
    };
  }

  /// A vector of NULLs.
  static Vector nulls(VectorKind kind, int count) {
    long[] bits = new long[(count + 63) >> 6];
    Arrays.fill(bits, -1L);
    return switch (kind) {
      case LONG -> new LongVector(new long[count], count, bits);
      case DOUBLE -> new DoubleVector(new double[count], count, bits);
      case BYTES -> new BytesVector(new byte[0], new int[count + 1], count, bits);
    };
  }

  private static long @Nullable [] nulls(Vector source, int[] rows, int from, int count) {
    long[] bits = null;
    boolean sourceNulls = source.hasNulls();
    for (int i = 0; i < count; i++) {
      int row = rows[from + i];
      if (row < 0 || (sourceNulls && source.isNull(row))) {
        if (bits == null) {
          bits = new long[(count + 63) >> 6];
        }
        bits[i >> 6] |= 1L << i;
      }
    }
    return bits;
  }

  private static Vector longs(
      long[] values, int[] rows, int from, int count, long @Nullable [] nulls) {
    long[] target = new long[count];
    if (nulls == null) {
      for (int i = 0; i < count; i++) {
        target[i] = values[rows[from + i]];
      }
    } else {
      for (int i = 0; i < count; i++) {
        int row = rows[from + i];
        target[i] = row < 0 ? 0 : values[row];
      }
    }
    return new LongVector(target, count, nulls);
  }

  private static Vector doubles(
      double[] values, int[] rows, int from, int count, long @Nullable [] nulls) {
    double[] target = new double[count];
    for (int i = 0; i < count; i++) {
      int row = rows[from + i];
      target[i] = row < 0 ? 0 : values[row];
    }
    return new DoubleVector(target, count, nulls);
  }

  private static Vector bytes(
      BytesVector source, int[] rows, int from, int count, long @Nullable [] nulls) {
    int[] codes = source.codes();
    if (codes != null && source.entryCount() <= count) {
      int[] target = new int[count];
      for (int i = 0; i < count; i++) {
        int row = rows[from + i];
        target[i] = row < 0 ? 0 : codes[row];
      }
      return new BytesVector(
          source.data(), source.offsets(), source.entryCount(), target, count, nulls);
    }
    int[] offsets = new int[count + 1];
    long total = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[from + i];
      total += row < 0 || source.isNull(row) ? 0 : source.byteLength(row);
      if (total > Integer.MAX_VALUE - 64) {
        throw StoredColumn.tooLarge();
      }
      offsets[i + 1] = (int) total;
    }
    byte[] data = new byte[(int) total];
    for (int i = 0; i < count; i++) {
      int length = offsets[i + 1] - offsets[i];
      if (length > 0) {
        System.arraycopy(source.data(), source.start(rows[from + i]), data, offsets[i], length);
      }
    }
    return new BytesVector(data, offsets, count, nulls);
  }
}
