package org.ordinaldb.sql.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// Keeps the first `wanted` rows of an order. Candidates pile up in a store; when it is full it is
/// sorted and cut, and the last row kept becomes the threshold that later rows have to beat. That
/// costs less a row than a heap, because most rows fail the threshold.
final class TopNOperator implements Operator {
  private final Operator input;
  private final List<SqlType> types;
  private final List<SortKey> keys;
  private final RowOrder order;
  private final int wanted;
  private final ExecutionContext context;
  private RowStore store;
  private Vector @Nullable [] threshold;
  private int[] rows = {};
  private int produced;
  private boolean sorted;

  TopNOperator(
      Operator input,
      List<SqlType> types,
      List<SortKey> keys,
      int wanted,
      ExecutionContext context) {
    this.input = input;
    this.types = types;
    this.keys = keys;
    this.order = new RowOrder(keys, types);
    this.wanted = wanted;
    this.context = context;
    this.store = new RowStore(types, context.memory());
  }

  @Override
  public @Nullable ColumnBatch next() {
    context.cancelToken().check();
    if (!sorted) {
      for (ColumnBatch batch = input.next(); batch != null; batch = input.next()) {
        add(batch);
      }
      input.close();
      rows = order.sort(store.vectors(), store.rows());
      sorted = true;
    }
    int end = Math.min(rows.length, wanted);
    if (produced == end) {
      return null;
    }
    int from = produced;
    produced = Math.min(end, from + ColumnBatch.ROWS_MAX);
    return store.batch(rows, from, produced);
  }

  private void add(ColumnBatch batch) {
    ColumnBatch candidates = threshold == null ? batch : better(batch, threshold);
    if (candidates.size() == 0) {
      return;
    }
    store.append(candidates);
    if (store.rows() >= Math.max(2L * wanted, (long) wanted + ColumnBatch.ROWS_MAX)) {
      cut();
    }
  }

  private ColumnBatch better(ColumnBatch batch, Vector[] limit) {
    int[] chosen = new int[batch.size()];
    int count = 0;
    Vector first = batch.column(keys.getFirst().column());
    if (keys.size() == 1 && first instanceof LongVector longs && !longs.hasNulls()) {
      count = betterLongs(batch, longs.values(), limit, chosen);
    } else {
      Vector[] columns = batch.columns();
      for (int i = 0; i < batch.size(); i++) {
        int row = batch.row(i);
        if (order.compare(columns, row, limit, 0) < 0) {
          chosen[count++] = row;
        }
      }
    }
    return batch.select(chosen, count);
  }

  private int betterLongs(ColumnBatch batch, long[] values, Vector[] limit, int[] chosen) {
    SortKey key = keys.getFirst();
    LongVector bound = (LongVector) limit[key.column()];
    int count = 0;
    if (bound.isNull(0)) {
      boolean all = !key.nullsFirst();
      for (int i = 0; all && i < batch.size(); i++) {
        chosen[count++] = batch.row(i);
      }
      return count;
    }
    long value = bound.get(0);
    int[] selection = batch.selection();
    for (int i = 0; i < batch.size(); i++) {
      int row = selection == null ? i : selection[i];
      if (key.descending() ? values[row] > value : values[row] < value) {
        chosen[count++] = row;
      }
    }
    return count;
  }

  private void cut() {
    int[] best = order.sort(store.vectors(), store.rows());
    RowStore smaller = new RowStore(types, context.memory());
    for (int from = 0; from < wanted; from += ColumnBatch.ROWS_MAX) {
      smaller.append(store.batch(best, from, Math.min(wanted, from + ColumnBatch.ROWS_MAX)));
    }
    threshold = store.batch(best, wanted - 1, wanted).columns();
    store.close();
    store = smaller;
  }

  @Override
  public void close() {
    input.close();
    store.close();
  }
}
