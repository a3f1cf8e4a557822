package org.ordinaldb.sql.execution;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.storage.ScanRequest;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.VectorBuilder;
import org.ordinaldb.type.VectorKind;

/// Reads the rows of many keys in key order, so that each chunk is needed once.
///
/// @param table an index's entries too
public record AscendingKeys(TableDescriptor table, ExecutionContext context) {
  /// Hears of each key.
  public interface Visitor {
    /// @param key its place among the keys
    /// @param rows where its row is, with the columns of the projection first; null when it has none
    /// @param row the physical row there
    void visit(int key, @Nullable ColumnBatch rows, int row);
  }

  /// @param keys ascending; they may repeat
  public void read(List<byte[]> keys, int[] projection, Visitor visitor) {
    int[] withKey = Arrays.copyOf(projection, projection.length + 1);
    withKey[projection.length] = ScanRequest.ROW_KEY;
    for (int from = 0; from < keys.size(); from += ColumnBatch.ROWS_MAX) {
      context.cancelToken().check();
      int to = Math.min(keys.size(), from + ColumnBatch.ROWS_MAX);
      ColumnBatch rows = context.storage().get(table, distinct(keys.subList(from, to)), withKey);
      BytesVector present = (BytesVector) rows.column(projection.length);
      int next = 0;
      for (int key = from; key < to; key++) {
        while (next < rows.size()
            && Arrays.compareUnsigned(present.bytes(rows.row(next)), keys.get(key)) < 0) {
          next++;
        }
        boolean found =
            next < rows.size() && Arrays.equals(present.bytes(rows.row(next)), keys.get(key));
        visitor.visit(key, found ? rows : null, found ? rows.row(next) : -1);
      }
    }
  }

  private static BytesVector distinct(List<byte[]> keys) {
    VectorBuilder distinct = VectorBuilder.of(VectorKind.BYTES, keys.size());
    byte[] last = null;
    for (byte[] key : keys) {
      if (!Arrays.equals(key, last)) {
        distinct.appendBytes(key);
      }
      last = key;
    }
    return (BytesVector) distinct.build();
  }
}
