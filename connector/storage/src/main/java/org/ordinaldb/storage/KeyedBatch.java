package org.ordinaldb.storage;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;

/// A batch of a bulk load, all rows selected, with its rows' keys: as longs where the key is one, as
/// bytes otherwise. Immutable.
final class KeyedBatch {
  final ColumnBatch rows;
  private final TableLayout layout;
  private final long @Nullable [] longs;
  private final byte[][] keys;

  KeyedBatch(TableLayout layout, ColumnBatch rows) {
    this.layout = layout;
    this.rows = rows;
    if (layout.segments.hasLongKey()) {
      longs = ((LongVector) rows.column(layout.segments.keyColumn())).values();
      keys = new byte[0][];
    } else {
      longs = null;
      keys = new byte[rows.size()][];
      Vector[] parts = layout.keyVectors(rows);
      for (int i = 0; i < keys.length; i++) {
        keys[i] = layout.keys.encode(parts, i);
      }
    }
  }

  int size() {
    return rows.size();
  }

  byte[] key(int row) {
    long[] values = longs;
    return values == null ? keys[row] : KeyCodec.encodeLong(values[row]);
  }

  /// Compares the keys of two rows.
  static int compare(KeyedBatch a, int rowA, KeyedBatch b, int rowB) {
    long[] longsA = a.longs;
    long[] longsB = b.longs;
    return longsA == null || longsB == null
        ? Arrays.compareUnsigned(a.keys[rowA], b.keys[rowB])
        : Long.compare(longsA[rowA], longsB[rowB]);
  }

  /// Whether the rows follow on `before` (null for the first) and each other in key order. The same
  /// key twice in a row is a duplicate, whatever comes later.
  boolean follows(@Nullable KeyedBatch before) {
    if (before != null && size() > 0 && !inOrder(before, before.size() - 1, 0)) {
      return false;
    }
    for (int i = 1; i < size(); i++) {
      if (!inOrder(this, i - 1, i)) {
        return false;
      }
    }
    return true;
  }

  private boolean inOrder(KeyedBatch other, int otherRow, int row) {
    int order = compare(other, otherRow, this, row);
    if (order == 0) {
      throw layout.duplicateKey(rows, row);
    }
    return order < 0;
  }
}
