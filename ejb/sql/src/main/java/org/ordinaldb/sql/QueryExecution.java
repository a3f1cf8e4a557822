package org.ordinaldb.sql;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.session.Execution;
import org.ordinaldb.sql.execution.ExecutionContext;
import org.ordinaldb.sql.execution.Operator;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.type.ColumnBatch;

/// A query or data change under way: pulls the batches of its plan's root. Owned by the session's
/// thread.
final class QueryExecution implements Execution.Rows {
  private final OpenQueries open;
  private final SessionWork work;
  private final PlannedStatement planned;
  private final ExecutionContext context;
  private final Operator root;
  private final StatementTimer timer;
  private final StatementObserver observer;
  private final long startNanos;

  /// What the query saw when it began, once the session has gone on to another statement.
  private StorageSession.@Nullable ReadView view;

  private @Nullable SqlState error;
  private long rows;
  private boolean done;
  private boolean closed;

  QueryExecution(
      OpenQueries open,
      SessionWork work,
      PlannedStatement planned,
      ExecutionContext context,
      Operator root,
      StatementTimer timer,
      StatementObserver observer,
      long startNanos) {
    this.open = open;
    this.work = work;
    this.planned = planned;
    this.context = context;
    this.root = root;
    this.timer = timer;
    this.observer = observer;
    this.startNanos = startNanos;
  }

  @Override
  public @Nullable ColumnBatch next() {
    if (done) {
      return null;
    }
    work.refuseFailed();
    requireOpen();
    work.resume(timer);
    try {
      context.cancelToken().check();
      StorageSession.ReadView began = view;
      ColumnBatch batch = began == null ? root.next() : readIn(began);
      if (batch == null) {
        done = true;
        root.close();
      } else {
        rows += batch.size();
      }
      return batch;
    } catch (RuntimeException | Error e) {
      throw work.failed(e, this);
    } finally {
      work.pause(timer);
    }
  }

  /// An end that is none must not look like one.
  private void requireOpen() {
    if (closed) {
      throw new StatementException(SqlState.INVALID_CURSOR_STATE, "the query was closed");
    }
  }

  @Override
  public boolean isClosed() {
    return closed && !done;
  }

  private @Nullable ColumnBatch readIn(StorageSession.ReadView began) {
    return context.storage().<@Nullable ColumnBatch>readIn(began, root::next);
  }

  @Override
  public String commandTag(long rowsSent) {
    return planned.kind().tag(planned.kind().changesData() ? context.modifiedRows() : rowsSent);
  }

  /// Whether all rows have been given.
  boolean isDone() {
    return done;
  }

  /// Another statement begins: what this one reads from now on is to be as it was.
  void keepView() {
    if (view == null && !done && !closed) {
      view = context.storage().readView();
    }
  }

  /// For EXPLAIN ANALYZE.
  ExecutionContext context() {
    return context;
  }

  void failed(SqlState state) {
    error = state;
    close();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      root.close();
    } finally {
      StorageSession.ReadView began = view;
      if (began != null) {
        began.close();
      }
      open.remove(this);
      work.settle();
      boolean changes = planned.kind().changesData();
      observer.ended(
          planned.kind().name(),
          System.nanoTime() - startNanos,
          changes ? context.modifiedRows() : rows,
          error);
    }
  }
}
