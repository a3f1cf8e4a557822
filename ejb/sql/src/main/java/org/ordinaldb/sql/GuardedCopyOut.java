package org.ordinaldb.sql;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.session.Execution;

/// COPY TO STDOUT within its session: errors undo the statement, and the session knows when it is at
/// work. Owned by the session's thread.
final class GuardedCopyOut implements Execution.CopyOut {
  private final Execution.CopyOut copy;
  private final CopyWork work;

  GuardedCopyOut(Execution.CopyOut copy, CopyWork work) {
    this.copy = copy;
    this.work = work;
  }

  @Override
  public int columnCount() {
    return copy.columnCount();
  }

  @Override
  public byte @Nullable [] next() {
    byte[] data = work.<byte @Nullable []>step(copy::next);
    if (data == null) {
      work.end();
    }
    return data;
  }

  @Override
  public String commandTag() {
    String tag = copy.commandTag();
    work.ended(tag);
    return tag;
  }

  @Override
  public void close() {
    work.end();
    copy.close();
  }
}
