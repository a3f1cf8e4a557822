package org.ordinaldb.sql.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// Rows that an operator keeps, charged to the statement's memory. Owned by one thread.
final class RowStore implements AutoCloseable {
  private final StoredColumn[] columns;
  private final MemoryCharge charge;
  private int rows;
  private Vector @Nullable [] vectors;

  RowStore(List<SqlType> types, MemoryBudget memory) {
    columns = new StoredColumn[types.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = StoredColumn.of(types.get(i).vectorKind());
    }
    charge = new MemoryCharge(memory);
  }

  /// Keeps everything an operator produces.
  static RowStore readAll(Operator input, List<SqlType> types, ExecutionContext context) {
    RowStore store = new RowStore(types, context.memory());
    try {
      for (ColumnBatch batch = input.next(); batch != null; batch = input.next()) {
        store.append(batch);
      }
      return store;
    } catch (Throwable failure) {
      store.close();
      throw failure;
    }
  }

  int rows() {
    return rows;
  }

  /// Appends the selected rows of a batch.
  void append(ColumnBatch batch) {
    for (int i = 0; i < columns.length; i++) {
      columns[i].appendAll(batch.column(i), batch);
    }
    rows += batch.size();
    changed();
  }

  private void changed() {
    vectors = null;
    long bytes = 0;
    for (StoredColumn column : columns) {
      bytes += column.heapBytes();
    }
    charge.set(bytes);
  }

  /// The columns, each as one vector of all rows; valid until the next append.
  Vector[] vectors() {
    Vector[] views = vectors;
    if (views == null) {
      views = new Vector[columns.length];
      for (int i = 0; i < views.length; i++) {
        views[i] = columns[i].vector();
      }
      vectors = views;
    }
    return views;
  }

  /// A batch of the rows numbered `order[from]` up to, not including, `order[to]`.
  ColumnBatch batch(int[] order, int from, int to) {
    Vector[] source = vectors();
    Vector[] target = new Vector[source.length];
    for (int i = 0; i < target.length; i++) {
      target[i] = Gather.rows(source[i], order, from, to - from);
    }
    return new ColumnBatch(to - from, target);
  }

  @Override
  public void close() {
    charge.set(0);
  }
}
