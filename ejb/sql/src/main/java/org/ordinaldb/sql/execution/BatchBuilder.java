package org.ordinaldb.sql.execution;

import java.util.List;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// Collects rows into a batch: append to every column, then [#endRow()]. Owned by one thread.
final class BatchBuilder {
  private final VectorBuilder[] columns;
  private int rows;

  BatchBuilder(List<SqlType> types, int capacity) {
    columns = new VectorBuilder[types.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = VectorBuilder.of(types.get(i), capacity);
    }
  }

  VectorBuilder column(int index) {
    return columns[index];
  }

  void endRow() {
    rows++;
  }

  int rows() {
    return rows;
  }

  boolean isFull() {
    return rows >= ColumnBatch.ROWS_MAX;
  }

  /// The rows so far; the builder is empty afterwards.
  ColumnBatch build() {
    Vector[] vectors = new Vector[columns.length];
    for (int i = 0; i < columns.length; i++) {
      vectors[i] = columns[i].build();
    }
    ColumnBatch batch = new ColumnBatch(rows, vectors);
    rows = 0;
    return batch;
  }
}
