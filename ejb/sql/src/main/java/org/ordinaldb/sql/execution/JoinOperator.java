package org.ordinaldb.sql.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// What all joins share: takes candidate pairs from [JoinPairs], applies the residual condition,
/// remembers what matched, and produces pairs, or left rows for semi and anti joins, or rows without
/// partner for outer joins.
final class JoinOperator implements Operator {
  private final JoinKind kind;
  private final Operator left;
  private final JoinPairs pairs;
  private final List<SqlType> leftTypes;
  private final List<SqlType> rightTypes;
  private final @Nullable Expression residual;
  private final ExecutionContext context;
  private final int[] leftRows = new int[ColumnBatch.ROWS_MAX];
  private final int[] rightRows = new int[ColumnBatch.ROWS_MAX];
  private final boolean[] rightMatched;
  private @Nullable ColumnBatch batch;
  private boolean[] leftMatched = {};
  private int rightPosition;
  private boolean leftDone;

  JoinOperator(
      JoinKind kind,
      Operator left,
      JoinPairs pairs,
      List<SqlType> leftTypes,
      List<SqlType> rightTypes,
      @Nullable Expression residual,
      ExecutionContext context) {
    this.kind = kind;
    this.left = left;
    this.pairs = pairs;
    this.leftTypes = leftTypes;
    this.rightTypes = rightTypes;
    this.residual = residual;
    this.context = context;
    this.rightMatched = new boolean[kind.keepsUnmatchedRight() ? pairs.rightRows() : 0];
  }

  @Override
  public @Nullable ColumnBatch next() {
    while (true) {
      context.cancelToken().check();
      ColumnBatch current = batch;
      if (current == null) {
        current = leftDone ? null : left.next();
        if (current == null) {
          leftDone = true;
          return kind.keepsUnmatchedRight() ? unmatchedRight() : null;
        }
        start(current);
      }
      ColumnBatch output = advance(current);
      if (output != null && output.size() > 0) {
        return output;
      }
    }
  }

  private void start(ColumnBatch next) {
    batch = next;
    pairs.start(next);
    leftMatched = new boolean[kind == JoinKind.INNER ? 0 : next.rowCount()];
  }

  /// The output of the batch's next pairs, or null when they give none.
  private @Nullable ColumnBatch advance(ColumnBatch current) {
    int count = pairs.next(leftRows, rightRows);
    if (count == 0) {
      batch = null;
      return unmatchedLeft(current);
    }
    if (residual == null && kind.leftColumnsOnly()) {
      for (int i = 0; i < count; i++) {
        leftMatched[leftRows[i]] = true;
      }
      return null;
    }
    ColumnBatch joined = join(current, count);
    if (residual != null) {
      int[] chosen = new int[count];
      int matches = residual.select(joined, chosen, context.evaluation());
      joined = joined.select(chosen, matches);
    }
    mark(joined);
    return kind.leftColumnsOnly() ? null : joined;
  }

  private ColumnBatch join(ColumnBatch current, int count) {
    Vector[] rightColumns = pairs.rightColumns();
    Vector[] columns = new Vector[current.columnCount() + rightColumns.length];
    for (int i = 0; i < current.columnCount(); i++) {
      columns[i] = Gather.rows(current.column(i), leftRows, 0, count);
    }
    for (int i = 0; i < rightColumns.length; i++) {
      columns[current.columnCount() + i] = Gather.rows(rightColumns[i], rightRows, 0, count);
    }
    return new ColumnBatch(count, columns);
  }

  private void mark(ColumnBatch joined) {
    if (leftMatched.length > 0) {
      for (int i = 0; i < joined.size(); i++) {
        leftMatched[leftRows[joined.row(i)]] = true;
      }
    }
    if (rightMatched.length > 0) {
      for (int i = 0; i < joined.size(); i++) {
        rightMatched[rightRows[joined.row(i)]] = true;
      }
    }
  }

  /// What a batch of left rows gives once all its pairs are seen.
  private @Nullable ColumnBatch unmatchedLeft(ColumnBatch current) {
    if (!kind.leftColumnsOnly() && !kind.keepsUnmatchedLeft()) {
      return null;
    }
    boolean wanted = kind == JoinKind.SEMI;
    int[] rows = new int[current.size()];
    int count = 0;
    for (int i = 0; i < current.size(); i++) {
      int row = current.row(i);
      if (leftMatched[row] == wanted) {
        rows[count++] = row;
      }
    }
    if (count == 0) {
      return null;
    }
    ColumnBatch kept = count == current.size() ? current : current.select(rows, count);
    return kind.leftColumnsOnly() ? kept : withNullRight(kept);
  }

  private ColumnBatch withNullRight(ColumnBatch rows) {
    Vector[] columns = new Vector[leftTypes.size() + rightTypes.size()];
    System.arraycopy(rows.columns(), 0, columns, 0, leftTypes.size());
    for (int i = 0; i < rightTypes.size(); i++) {
      columns[leftTypes.size() + i] = Gather.nulls(rightTypes.get(i).vectorKind(), rows.rowCount());
    }
    return rows.withColumns(columns);
  }

  private @Nullable ColumnBatch unmatchedRight() {
    int count = 0;
    while (rightPosition < rightMatched.length && count < ColumnBatch.ROWS_MAX) {
      if (!rightMatched[rightPosition]) {
        rightRows[count++] = rightPosition;
      }
      rightPosition++;
    }
    if (count == 0) {
      return null;
    }
    Vector[] columns = new Vector[leftTypes.size() + rightTypes.size()];
    for (int i = 0; i < leftTypes.size(); i++) {
      columns[i] = Gather.nulls(leftTypes.get(i).vectorKind(), count);
    }
    Vector[] right = pairs.rightColumns();
    for (int i = 0; i < right.length; i++) {
      columns[leftTypes.size() + i] = Gather.rows(right[i], rightRows, 0, count);
    }
    return new ColumnBatch(count, columns);
  }

  @Override
  public void close() {
    left.close();
    pairs.close();
  }
}
