package org.ordinaldb.sql.command;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.session.Execution;
import org.ordinaldb.type.ColumnBatch;

/// A command that is over, with its tag.
record Done(String tag) implements Execution.Rows {
  @Override
  public @Nullable ColumnBatch next() {
    return null;
  }

  @Override
  public String commandTag(long rowsSent) {
    return tag;
  }

  @Override
  public void close() {}
}
