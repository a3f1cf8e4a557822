package org.ordinaldb.beans.metrics;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.session.Execution;
import org.ordinaldb.type.ColumnBatch;

/// Executions that report their end, once: when the command tag is asked for, or when they are
/// closed before that. Owned by the session's thread.
abstract class ObservedExecution {
  private final SessionObserver observer;
  private final long startNanos;
  private boolean reported;

  ObservedExecution(SessionObserver observer, long startNanos) {
    this.observer = observer;
    this.startNanos = startNanos;
  }

  final String finished(String tag) {
    if (!reported) {
      reported = true;
      observer.statementFinished(
          StatementKind.ofCommandTag(tag),
          StatementKind.rowsOfCommandTag(tag),
          System.nanoTime() - startNanos);
    }
    return tag;
  }

  final SqlException failed(SqlException failure) {
    if (!reported) {
      reported = true;
      observer.failed(failure.state());
    }
    return failure;
  }

  static final class OfRows extends ObservedExecution implements Execution.Rows {
    private final Execution.Rows rows;
    private boolean ended;

    OfRows(Execution.Rows rows, SessionObserver observer, long startNanos) {
      super(observer, startNanos);
      this.rows = rows;
    }

    @Override
    public @Nullable ColumnBatch next() {
      try {
        ColumnBatch batch = rows.next();
        ended = batch == null;
        return batch;
      } catch (SqlException failure) {
        throw failed(failure);
      }
    }

    /// A portal that is read in parts asks for a tag after each of them; the statement counts when
    /// its rows have ended.
    @Override
    public String commandTag(long rowsSent) {
      String tag = rows.commandTag(rowsSent);
      return ended ? finished(tag) : tag;
    }

    @Override
    public void close() {
      rows.close();
    }
  }

  static final class OfCopyIn extends ObservedExecution implements Execution.CopyIn {
    private final Execution.CopyIn copy;

    OfCopyIn(Execution.CopyIn copy, SessionObserver observer, long startNanos) {
      super(observer, startNanos);
      this.copy = copy;
    }

    @Override
    public int columnCount() {
      return copy.columnCount();
    }

    @Override
    public void write(byte[] data, int offset, int length) {
      try {
        copy.write(data, offset, length);
      } catch (SqlException failure) {
        throw failed(failure);
      }
    }

    @Override
    public String finish() {
      try {
        return finished(copy.finish());
      } catch (SqlException failure) {
        throw failed(failure);
      }
    }

    @Override
    public void close() {
      copy.close();
    }
  }

  static final class OfCopyOut extends ObservedExecution implements Execution.CopyOut {
    private final Execution.CopyOut copy;

    OfCopyOut(Execution.CopyOut copy, SessionObserver observer, long startNanos) {
      super(observer, startNanos);
      this.copy = copy;
    }

    @Override
    public int columnCount() {
      return copy.columnCount();
    }

    @Override
    public byte @Nullable [] next() {
      try {
        return copy.next();
      } catch (SqlException failure) {
        throw failed(failure);
      }
    }

    @Override
    public String commandTag() {
      return finished(copy.commandTag());
    }

    @Override
    public void close() {
      copy.close();
    }
  }
}
