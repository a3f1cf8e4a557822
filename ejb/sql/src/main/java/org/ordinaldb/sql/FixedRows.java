package org.ordinaldb.sql;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.session.Execution;
import org.ordinaldb.type.ColumnBatch;

/// A statement that is already over when it starts, with its rows, if any, at hand.
final class FixedRows implements Execution.Rows {
  private final String tag;
  private final Iterator<ColumnBatch> batches;

  FixedRows(String tag, List<ColumnBatch> batches) {
    this.tag = tag;
    this.batches = batches.iterator();
  }

  static FixedRows none(String tag) {
    return new FixedRows(tag, List.of());
  }

  @Override
  public @Nullable ColumnBatch next() {
    return batches.hasNext() ? batches.next() : null;
  }

  @Override
  public String commandTag(long rowsSent) {
    return tag;
  }

  @Override
  public void close() {}
}
