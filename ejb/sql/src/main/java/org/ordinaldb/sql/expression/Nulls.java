package org.ordinaldb.sql.expression;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.Vector;

/// Null bitmaps: bit `row & 63` of word `row >> 6` is set when the row is null; an absent bitmap has
/// none set. Functions use it too when they write kernels of their own.
public final class Nulls {
  private Nulls() {}

  public static boolean at(long @Nullable [] nulls, int row) {
    return nulls != null && (nulls[row >> 6] >>> row & 1) != 0;
  }

  public static void set(long[] nulls, int row) {
    nulls[row >> 6] |= 1L << row;
  }

  /// An empty bitmap for so many rows.
  public static long[] none(int rowCount) {
    return new long[(rowCount + 63) >> 6];
  }

  /// A bitmap for so many rows, all null.
  public static long[] all(int rowCount) {
    long[] nulls = none(rowCount);
    Arrays.fill(nulls, -1L);
    return nulls;
  }

  /// The rows that are null in either vector.
  public static long @Nullable [] union(Vector a, Vector b, int rowCount) {
    return union(a.nulls(), b.nulls(), rowCount);
  }

  public static long @Nullable [] union(long @Nullable [] a, long @Nullable [] b, int rowCount) {
    if (a == null) {
      return b;
    }
    if (b == null || a == b) {
      return a;
    }
    long[] nulls = none(rowCount);
    for (int word = 0; word < nulls.length; word++) {
      nulls[word] = a[word] | b[word];
    }
    return nulls;
  }
}
