package org.ordinaldb.sql.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// Reads and sorts everything at the first call, computes the functions partition by partition, then
/// produces the rows.
final class WindowOperator implements Operator {
  private final WindowPlan plan;
  private final Operator input;
  private final ExecutionContext context;
  private final List<SqlType> types;
  private final MemoryCharge charge;
  private @Nullable RowStore store;
  private int[] rows = {};
  private Vector[] results = {};
  private int produced;

  WindowOperator(WindowPlan plan, Operator input, ExecutionContext context) {
    this.plan = plan;
    this.input = input;
    this.context = context;
    this.types = plan.input().columns();
    this.charge = new MemoryCharge(context.memory());
  }

  @Override
  public @Nullable ColumnBatch next() {
    context.cancelToken().check();
    RowStore kept = store;
    if (kept == null) {
      kept = RowStore.readAll(input, types, context);
      store = kept;
      input.close();
      rows = new RowOrder(plan.sortKeys(), types).sort(kept.vectors(), kept.rows());
      results = compute(kept.vectors());
    }
    if (produced == rows.length) {
      return null;
    }
    int from = produced;
    produced = Math.min(rows.length, from + ColumnBatch.ROWS_MAX);
    return output(kept, from, produced);
  }

  private Vector[] compute(Vector[] columns) {
    int[] starts = peerStarts(columns, plan.sortKeys());
    int[] partitions = peerStarts(columns, plan.sortKeys().subList(0, plan.partition().length));
    int[] ends = ends(starts);
    VectorBuilder[] builders = new VectorBuilder[plan.calls().size()];
    for (int i = 0; i < builders.length; i++) {
      builders[i] = VectorBuilder.of(plan.calls().get(i).type(types), rows.length);
    }
    for (int from = 0; from < rows.length; ) {
      context.cancelToken().check();
      int to = from + 1;
      while (to < rows.length && partitions[to] == from) {
        to++;
      }
      WindowPartition partition =
          new WindowPartition(columns, types, rows, starts, ends, plan.frame(), from, to);
      for (int i = 0; i < builders.length; i++) {
        partition.compute(plan.calls().get(i), builders[i]);
      }
      from = to;
    }
    Vector[] vectors = new Vector[builders.length];
    long bytes = 12L * rows.length;
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = builders[i].build();
      bytes += vectors[i].heapBytes();
    }
    charge.set(bytes);
    return vectors;
  }

  /// For each sorted position the first one that is equal in the keys.
  private int[] peerStarts(Vector[] columns, List<SortKey> keys) {
    RowOrder order = new RowOrder(keys, types);
    int[] starts = new int[rows.length];
    for (int i = 1; i < rows.length; i++) {
      boolean peer = order.compare(columns, rows[i - 1], columns, rows[i]) == 0;
      starts[i] = peer ? starts[i - 1] : i;
    }
    return starts;
  }

  private static int[] ends(int[] starts) {
    int[] ends = new int[starts.length];
    for (int i = starts.length - 1; i >= 0; i--) {
      boolean last = i == starts.length - 1 || starts[i + 1] != starts[i];
      ends[i] = last ? i + 1 : ends[i + 1];
    }
    return ends;
  }

  private ColumnBatch output(RowStore kept, int from, int to) {
    ColumnBatch sorted = kept.batch(rows, from, to);
    Vector[] columns = new Vector[sorted.columnCount() + results.length];
    System.arraycopy(sorted.columns(), 0, columns, 0, sorted.columnCount());
    int[] positions = new int[to - from];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = from + i;
    }
    for (int i = 0; i < results.length; i++) {
      columns[sorted.columnCount() + i] = Gather.rows(results[i], positions, 0, positions.length);
    }
    return new ColumnBatch(to - from, columns);
  }

  @Override
  public void close() {
    input.close();
    charge.set(0);
    if (store != null) {
      store.close();
    }
  }
}
