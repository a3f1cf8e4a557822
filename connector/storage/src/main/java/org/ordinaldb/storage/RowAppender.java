package org.ordinaldb.storage;

import org.ordinaldb.segment.Segment;
import org.ordinaldb.transaction.DeltaEntry;
import org.ordinaldb.transaction.RowCodec;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;
import org.ordinaldb.type.VectorKind;

/// Builds the batches of a scan or get from single rows. Owned by one thread.
final class RowAppender {
  private final TableLayout layout;
  private final int[] projection;
  private final VectorKind[] kinds;
  private final VectorBuilder[] builders;
  private int rowCount;

  RowAppender(TableLayout layout, int[] projection, int capacity) {
    this.layout = layout;
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
      append(i, entry, row);
    }
    rowCount++;
  }

  private void append(int column, DeltaEntry entry, byte[] row) {
    switch (projection[column]) {
      case ScanRequest.ROW_KEY -> builders[column].appendBytes(entry.key());
      case TableLayout.HIDDEN_KEY -> builders[column].appendLong(KeyCodec.decodeLong(entry.key()));
      default -> RowCodec.append(row, projection[column], builders[column], kinds[column]);
    }
  }

  /// Appends the rows that were found, column by column, so that the cache misses of rows that may
  /// stand anywhere overlap.
  void append(FoundRows found, SessionCost cost) {
    for (int i = 0; i < projection.length; i++) {
      for (int row = 0; row < found.count(); row++) {
        append(i, found, row);
      }
    }
    for (int row = 0; row < found.count(); row++) {
      DeltaEntry entry = found.entries[row];
      if (entry != null && entry.isLive()) {
        cost.addDeltaRow();
        rowCount++;
      } else if (found.segments[row] != null) {
        cost.addChunks(projection.length);
        rowCount++;
      }
    }
  }

  private void append(int column, FoundRows found, int row) {
    DeltaEntry entry = found.entries[row];
    Segment segment = found.segments[row];
    byte[] bytes = entry == null ? null : entry.row();
    if (entry != null && bytes != null) {
      append(column, entry, bytes);
    } else if (segment != null) {
      int position = found.positions[row];
      Vector vector = layout.rowVector(segment, Segment.chunkOf(position), projection[column]);
      append(column, vector, Segment.rowOf(position));
    }
  }

  /// Appends rows of a chunk.
  ///
  /// @param vectors [TableLayout#rowVector] of the projection's columns
  void append(Vector[] vectors, int from, int count) {
    for (int i = 0; i < builders.length; i++) {
      for (int row = from; row < from + count; row++) {
        append(i, vectors[i], row);
      }
    }
    rowCount += count;
  }

  /// Appends rows of a chunk from `from + count - 1` down to `from`.
  void appendReversed(Vector[] vectors, int from, int count) {
    for (int i = 0; i < builders.length; i++) {
      for (int row = from + count - 1; row >= from; row--) {
        append(i, vectors[i], row);
      }
    }
    rowCount += count;
  }

  private void append(int column, Vector vector, int row) {
    if (projection[column] == ScanRequest.ROW_KEY && vector instanceof LongVector longs) {
      builders[column].appendBytes(KeyCodec.encodeLong(longs.values()[row]));
    } else {
      builders[column].append(vector, row);
    }
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
