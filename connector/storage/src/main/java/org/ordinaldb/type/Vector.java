package org.ordinaldb.type;

import org.jspecify.annotations.Nullable;

/// A column of values, immutable once it is built, so that decoded chunks can be shared by scans.
///
/// - Values stand in a primitive array of the subclass; a null row's value there is unspecified but
///   readable (kernels may compute on it and mask the result).
/// - [#nulls()] has bit `i & 63` of word `i >> 6` set when row `i` is null; it is absent when no row
///   is.
/// - Arrays may be longer than [#length()]. Callers never write to them.
public abstract sealed class Vector permits LongVector, DoubleVector, BytesVector {
  private final int length;
  private final long @Nullable [] nulls;

  Vector(int length, long @Nullable [] nulls) {
    this.length = length;
    this.nulls = nulls;
  }

  public final int length() {
    return length;
  }

  public final long @Nullable [] nulls() {
    return nulls;
  }

  public final boolean hasNulls() {
    return nulls != null;
  }

  public final boolean isNull(int row) {
    return nulls != null && (nulls[row >> 6] & (1L << row)) != 0;
  }

  public abstract VectorKind kind();

  /// One row alone, which keeps nothing of this vector alive.
  public final Vector single(int row) {
    return isNull(row) ? ofNull(kind()) : value(row);
  }

  /// One row that is null.
  public static Vector ofNull(VectorKind kind) {
    long[] nulls = {1};
    return switch (kind) {
      case LONG -> new LongVector(new long[1], 1, nulls);
      case DOUBLE -> new DoubleVector(new double[1], 1, nulls);
      case BYTES -> new BytesVector(new byte[0], new int[2], 1, nulls);
    };
  }

  /// One row that is not null, alone.
  abstract Vector value(int row);

  /// Bytes of heap that this vector holds, for caches and budgets.
  public abstract long heapBytes();

  final long nullBytes() {
    return nulls == null ? 0 : 8L * nulls.length;
  }
}
