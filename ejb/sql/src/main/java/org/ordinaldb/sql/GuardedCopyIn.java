package org.ordinaldb.sql;

import java.util.function.Supplier;
import org.ordinaldb.session.Execution;

/// COPY FROM STDIN within its session: errors undo the statement, and the session knows when it is
/// at work. Owned by the session's thread.
final class GuardedCopyIn implements Execution.CopyIn {
  private final SqlSession session;
  private final Execution.CopyIn copy;
  private final long startNanos = System.nanoTime();

  GuardedCopyIn(SqlSession session, Execution.CopyIn copy) {
    this.session = session;
    this.copy = copy;
  }

  @Override
  public int columnCount() {
    return copy.columnCount();
  }

  @Override
  public void write(byte[] data, int offset, int length) {
    session.guard(() -> {
      copy.write(data, offset, length);
      return "";
    });
  }

  @Override
  public String finish() {
    Supplier<String> finish = copy::finish;
    String tag = session.guard(finish);
    session.copied(tag, startNanos);
    return tag;
  }

  @Override
  public void close() {
    copy.close();
  }
}
