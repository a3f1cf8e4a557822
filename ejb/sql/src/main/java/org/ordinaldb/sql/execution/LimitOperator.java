package org.ordinaldb.sql.execution;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.ColumnBatch;

/// Skips rows, then passes some on.
final class LimitOperator implements Operator {
  private final Operator input;
  private long skip;
  private long left;

  LimitOperator(Operator input, long skip, long rows) {
    this.input = input;
    this.skip = skip;
    this.left = rows < 0 ? Long.MAX_VALUE : rows;
  }

  @Override
  public @Nullable ColumnBatch next() {
    while (left > 0) {
      ColumnBatch batch = input.next();
      if (batch == null) {
        left = 0;
        return null;
      }
      if (skip >= batch.size()) {
        skip -= batch.size();
        continue;
      }
      int from = (int) skip;
      int to = (int) Math.min(batch.size(), Math.min(left, batch.size() - from) + from);
      skip = 0;
      left -= to - from;
      return from == 0 && to == batch.size() ? batch : batch.slice(from, to);
    }
    return null;
  }

  @Override
  public void close() {
    input.close();
  }
}
