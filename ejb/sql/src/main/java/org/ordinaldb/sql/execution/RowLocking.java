package org.ordinaldb.sql.execution;

import java.util.ArrayList;
import java.util.List;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// One run of a [LockRowsPlan].
final class RowLocking {
  private final LockRowsPlan plan;
  private final ExecutionContext context;
  private final int visible;
  private final List<ColumnBatch> locked = new ArrayList<>();
  private long toSkip;

  /// Rows still wanted, those to skip included.
  private long left;

  RowLocking(LockRowsPlan plan, ExecutionContext context, long offset, long limit) {
    this.plan = plan;
    this.context = context;
    this.visible = plan.columns().size();
    this.toSkip = offset;
    this.left = limit < 0 ? Long.MAX_VALUE : Math.addExact(limit, offset);
  }

  Operator run(Operator input) {
    MemoryCharge charge = new MemoryCharge(context.memory());
    long bytes = 0;
    ColumnBatch batch = left > 0 ? input.next() : null;
    while (batch != null) {
      lock(batch);
      for (Vector column : batch.columns()) {
        bytes += column.heapBytes();
      }
      charge.set(bytes);
      batch = left > 0 ? input.next() : null;
    }
    charge.set(0);
    return new BatchesOperator(locked.iterator(), context.cancelToken());
  }

  private void lock(ColumnBatch batch) {
    int from = 0;
    while (from < batch.size() && left > 0) {
      int count = (int) Math.min(left, batch.size() - from);
      ColumnBatch part = lockAll(batch.slice(from, from + count));
      from += count;
      left -= part.size();
      keep(part);
    }
  }

  private void keep(ColumnBatch part) {
    int skipped = (int) Math.min(toSkip, part.size());
    toSkip -= skipped;
    if (skipped < part.size()) {
      Vector[] columns = new Vector[visible];
      System.arraycopy(part.columns(), 0, columns, 0, visible);
      locked.add(part.slice(skipped, part.size()).withColumns(columns));
    }
  }

  /// The rows of which everything could be locked.
  private ColumnBatch lockAll(ColumnBatch batch) {
    ColumnBatch rest = batch;
    for (int mark = 0; mark < plan.marks().size() && rest.size() > 0; mark++) {
      context.cancelToken().check();
      rest = lock(rest, plan.marks().get(mark), rest.column(visible + mark));
    }
    return rest;
  }

  private ColumnBatch lock(ColumnBatch batch, LockRowsPlan.Mark mark, Vector keys) {
    boolean[] held =
        context
            .storage()
            .lockRows(mark.table(), compact(keys, batch), mark.strength(), mark.policy());
    int[] rows = new int[held.length];
    int count = 0;
    for (int i = 0; i < held.length; i++) {
      if (held[i]) {
        rows[count++] = batch.row(i);
      }
    }
    return count == held.length ? batch : batch.select(rows, count);
  }

  private static BytesVector compact(Vector keys, ColumnBatch batch) {
    VectorBuilder builder = VectorBuilder.of(SqlType.BYTEA, batch.size());
    for (int i = 0; i < batch.size(); i++) {
      builder.append(keys, batch.row(i));
    }
    return (BytesVector) builder.build();
  }
}
