package org.ordinaldb.sql.expression;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;

/// Loops over the selected rows of a batch.
final class Selections {
  private Selections() {}

  /// The selected rows whose value is 1 and not null.
  static int whereTrue(ColumnBatch batch, LongVector truth, int[] out) {
    return whereEqual(batch, truth, 1, out);
  }

  static int whereEqual(ColumnBatch batch, LongVector vector, long wanted, int[] out) {
    long[] values = vector.values();
    int size = batch.size();
    int[] rows = batch.selection();
    int count = 0;
    if (rows == null) {
      for (int row = 0; row < size; row++) {
        out[count] = row;
        count += values[row] == wanted ? 1 : 0;
      }
    } else {
      for (int i = 0; i < size; i++) {
        int row = rows[i];
        out[count] = row;
        count += values[row] == wanted ? 1 : 0;
      }
    }
    return dropNulls(out, count, vector.nulls());
  }

  /// Keeps the rows that are not null, in place.
  static int dropNulls(int[] rows, int count, long @Nullable [] nulls) {
    if (nulls == null) {
      return count;
    }
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      rows[kept] = row;
      kept += (nulls[row >> 6] >>> row & 1) == 0 ? 1 : 0;
    }
    return kept;
  }

  /// All selected rows.
  static int all(ColumnBatch batch, int[] out) {
    int[] rows = batch.selection();
    int size = batch.size();
    if (rows == null) {
      for (int row = 0; row < size; row++) {
        out[row] = row;
      }
    } else if (rows != out) {
      System.arraycopy(rows, 0, out, 0, size);
    }
    return size;
  }

  /// The rows of `all` that are not in `some`; both ascending, `some` a part of `all`. The result may
  /// overwrite `all`.
  static int without(int[] all, int allCount, int[] some, int someCount, int[] out) {
    int count = 0;
    int next = 0;
    for (int i = 0; i < allCount; i++) {
      int row = all[i];
      if (next < someCount && some[next] == row) {
        next++;
      } else {
        out[count++] = row;
      }
    }
    return count;
  }

  /// Two disjoint ascending lists as one; `out` is neither of them.
  static int merge(int[] a, int countA, int[] b, int countB, int[] out) {
    int i = 0;
    int j = 0;
    int count = 0;
    while (i < countA && j < countB) {
      out[count++] = a[i] < b[j] ? a[i++] : b[j++];
    }
    System.arraycopy(a, i, out, count, countA - i);
    count += countA - i;
    System.arraycopy(b, j, out, count, countB - j);
    return count + countB - j;
  }
}
