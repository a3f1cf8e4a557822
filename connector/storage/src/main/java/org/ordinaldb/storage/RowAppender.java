package org.ordinaldb.storage;

import org.ordinaldb.transaction.DeltaEntry;
import org.ordinaldb.transaction.RowCodec;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;
import org.ordinaldb.type.VectorKind;

/// Builds the batches of a scan or get from single rows. Owned by one thread.
final class RowAppender {
  private final int[] projection;
  private final VectorKind[] kinds;
  private final VectorBuilder[] builders;
  private int rowCount;

  RowAppender(TableLayout layout, int[] projection, int capacity) {
    this.projection = projection;
    this.kinds = new VectorKind[projection.length];
    this.builders = new VectorBuilder[projection.length];
    for (int i = 0; i < projection.length; i++) {
      kinds[i] =
          projection[i] == ScanRequest.ROW_KEY
              ? VectorKind.BYTES
              : layout.table.columns().get(projection[i]).type().vectorKind();
      builders[i] = VectorBuilder.of(kinds[i], capacity);
    }
  }

  int rowCount() {
    return rowCount;
  }

  /// Appends a live entry's row.
  void append(DeltaEntry entry, byte[] row) {
    for (int i = 0; i < projection.length; i++) {
      if (projection[i] == ScanRequest.ROW_KEY) {
        builders[i].appendBytes(entry.key());
      } else {
        RowCodec.append(row, projection[i], builders[i], kinds[i]);
      }
    }
    rowCount++;
  }

  /// The batch so far; the appender is empty afterwards.
  ColumnBatch take() {
    Vector[] columns = new Vector[builders.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = builders[i].build();
    }
    ColumnBatch batch = new ColumnBatch(rowCount, columns);
    rowCount = 0;
    return batch;
  }
}
