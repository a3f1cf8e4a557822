package org.ordinaldb.sql.execution;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// Opens the right side once for every left row.
final class CorrelateOperator implements Operator {
  private final CorrelatePlan plan;
  private final Operator left;
  private final ExecutionContext context;
  private ColumnBatch batch = new ColumnBatch(0);
  private int position;
  private Operator right = EmptyOperator.INSTANCE;
  private boolean rightOpen;
  private boolean matched;

  CorrelateOperator(CorrelatePlan plan, Operator left, ExecutionContext context) {
    this.plan = plan;
    this.left = left;
    this.context = context;
  }

  @Override
  public @Nullable ColumnBatch next() {
    return plan.kind().leftColumnsOnly() ? nextLeftRows() : nextPairs();
  }

  private @Nullable ColumnBatch nextPairs() {
    while (true) {
      context.cancelToken().check();
      if (rightOpen) {
        ColumnBatch rows = right.next();
        if (rows != null) {
          matched = true;
          return join(batch.row(position - 1), rows);
        }
        right.close();
        rightOpen = false;
        if (!matched && plan.kind().keepsUnmatchedLeft()) {
          return join(batch.row(position - 1), nullRow());
        }
      }
      if (!advance()) {
        return null;
      }
      matched = false;
      rightOpen = true;
    }
  }

  /// Semi and anti joins: whole batches of left rows.
  private @Nullable ColumnBatch nextLeftRows() {
    while (true) {
      ColumnBatch rows = left.next();
      if (rows == null) {
        return null;
      }
      int[] chosen = new int[rows.size()];
      int count = 0;
      for (int i = 0; i < rows.size(); i++) {
        context.cancelToken().check();
        context.evaluation().correlate(plan.correlationId(), rows, rows.row(i));
        boolean exists;
        try (Operator inner = context.open(plan.right())) {
          exists = inner.next() != null;
        }
        if (exists == (plan.kind() == JoinKind.SEMI)) {
          chosen[count++] = rows.row(i);
        }
      }
      if (count > 0) {
        return rows.select(chosen, count);
      }
    }
  }

  /// Turns to the next left row and opens the right side for it.
  private boolean advance() {
    while (position >= batch.size()) {
      ColumnBatch next = left.next();
      if (next == null) {
        return false;
      }
      batch = next;
      position = 0;
    }
    context.evaluation().correlate(plan.correlationId(), batch, batch.row(position++));
    right = context.open(plan.right());
    return true;
  }

  private ColumnBatch join(int leftRow, ColumnBatch rows) {
    int[] repeated = new int[rows.rowCount()];
    Arrays.fill(repeated, leftRow);
    Vector[] columns = new Vector[batch.columnCount() + rows.columnCount()];
    for (int i = 0; i < batch.columnCount(); i++) {
      columns[i] = Gather.rows(batch.column(i), repeated, 0, repeated.length);
    }
    System.arraycopy(rows.columns(), 0, columns, batch.columnCount(), rows.columnCount());
    return rows.withColumns(columns);
  }

  private ColumnBatch nullRow() {
    Vector[] columns =
        plan.right().columns().stream()
            .map(SqlType::vectorKind)
            .map(kind -> Gather.nulls(kind, 1))
            .toArray(Vector[]::new);
    return new ColumnBatch(1, columns);
  }

  @Override
  public void close() {
    right.close();
    left.close();
  }
}
