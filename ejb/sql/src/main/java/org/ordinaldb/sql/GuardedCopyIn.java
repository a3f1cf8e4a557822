package org.ordinaldb.sql;

import org.ordinaldb.session.Execution;

/// COPY FROM STDIN within its session: errors undo the statement, and the session knows when it is
/// at work. Owned by the session's thread.
final class GuardedCopyIn implements Execution.CopyIn {
  private final Execution.CopyIn copy;
  private final CopyWork work;

  GuardedCopyIn(Execution.CopyIn copy, CopyWork work) {
    this.copy = copy;
    this.work = work;
  }

  @Override
  public int columnCount() {
    return copy.columnCount();
  }

  @Override
  public void write(byte[] data, int offset, int length) {
    work.step(() -> {
      copy.write(data, offset, length);
      return length;
    });
  }

  @Override
  public String finish() {
    String tag = work.step(copy::finish);
    work.end();
    work.ended(tag);
    return tag;
  }

  @Override
  public void close() {
    work.end();
    copy.close();
  }
}
