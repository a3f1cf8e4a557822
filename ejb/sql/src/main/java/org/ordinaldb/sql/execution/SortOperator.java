package org.ordinaldb.sql.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;

/// Reads everything at the first call, then produces it sorted.
final class SortOperator implements Operator {
  private final Operator input;
  private final List<SqlType> types;
  private final RowOrder order;
  private final ExecutionContext context;
  private @Nullable RowStore store;
  private int[] rows = {};
  private int produced;
  private boolean closed;

  SortOperator(Operator input, List<SqlType> types, List<SortKey> keys, ExecutionContext context) {
    this.input = input;
    this.types = types;
    this.order = new RowOrder(keys, types);
    this.context = context;
  }

  @Override
  public @Nullable ColumnBatch next() {
    context.cancelToken().check();
    if (closed) {
      return null;
    }
    RowStore kept = store;
    if (kept == null) {
      kept = RowStore.readAll(input, types, context);
      store = kept;
      input.close();
      rows = order.sort(kept.vectors(), kept.rows());
    }
    if (produced == rows.length) {
      return null;
    }
    int from = produced;
    produced = Math.min(rows.length, from + ColumnBatch.ROWS_MAX);
    return kept.batch(rows, from, produced);
  }

  @Override
  public void close() {
    closed = true;
    input.close();
    if (store != null) {
      store.close();
    }
  }
}
