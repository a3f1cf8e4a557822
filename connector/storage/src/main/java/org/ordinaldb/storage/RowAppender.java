package org.ordinaldb.storage;

import org.ordinaldb.transaction.DeltaEntry;
import org.ordinaldb.transaction.RowCodec;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
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
      kinds[i] = layout.kind(projection[i]);
      builders[i] = VectorBuilder.of(kinds[i], capacity);
    }
  }

  int rowCount() {
    return rowCount;
  }

  /// Appends the row of a live entry.
  void append(DeltaEntry entry, byte[] row) {
    for (int i = 0; i < projection.length; i++) {
      switch (projection[i]) {
        case ScanRequest.ROW_KEY -> builders[i].appendBytes(entry.key());
        case TableLayout.HIDDEN_KEY -> builders[i].appendLong(KeyCodec.decodeLong(entry.key()));
        default -> RowCodec.append(row, projection[i], builders[i], kinds[i]);
      }
    }
    rowCount++;
  }

  /// Appends rows of a chunk.
  ///
  /// @param vectors the chunk's columns of the projection
  void append(Vector[] vectors, int from, int count) {
    for (int i = 0; i < builders.length; i++) {
      VectorBuilder builder = builders[i];
      Vector vector = vectors[i];
      for (int row = from; row < from + count; row++) {
        builder.append(vector, row);
      }
    }
    rowCount += count;
  }

  /// Appends rows of a chunk from `from + count - 1` down to `from`.
  void appendReversed(Vector[] vectors, int from, int count) {
    for (int i = 0; i < builders.length; i++) {
      VectorBuilder builder = builders[i];
      Vector vector = vectors[i];
      for (int row = from + count - 1; row >= from; row--) {
        builder.append(vector, row);
      }
    }
    rowCount += count;
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
