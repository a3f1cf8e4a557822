package org.ordinaldb.sql;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.error.SqlException;

/// What a session does for its client: only then can it be cancelled, and an error undoes the
/// statement. Between two batches of a query that is not at its end it is at work, too, for its client
/// takes rows: until Sync says that it has what it asked for. Owned by the session's thread,
/// [#cancel()] excepted.
final class SessionWork {
  private final SqlEngine engine;
  private final CancelToken token;
  private final SessionState state;
  private final SessionTransactions transactions;
  private final OpenQueries queries;

  /// How many calls deep the session is at work.
  private int depth;

  /// Whether there is something to cancel. Written by the owning thread only.
  private volatile boolean busy;

  private boolean closed;

  SessionWork(
      SqlEngine engine,
      CancelToken token,
      SessionState state,
      SessionTransactions transactions,
      OpenQueries queries) {
    this.engine = engine;
    this.token = token;
    this.state = state;
    this.transactions = transactions;
    this.queries = queries;
  }

  /// Does a part of it.
  <T extends @Nullable Object> T run(Supplier<T> step) {
    begin();
    try {
      return step.get();
    } catch (RuntimeException | Error e) {
      throw failed(e);
    } finally {
      end();
    }
  }

  private void begin() {
    if (closed) {
      throw new IllegalStateException("the session is closed");
    }
    if (!busy) {
      token.reset();
      busy = true;
    }
    depth++;
  }

  private void end() {
    depth--;
    settle();
  }

  /// A query may have come to its end.
  void settle() {
    if (depth == 0 && queries.areDone()) {
      busy = false;
    }
  }

  /// Sync has come.
  void sync() {
    try {
      this.<@Nullable Void>run(() -> {
        transactions.sync();
        return null;
      });
    } finally {
      busy = false;
    }
  }

  /// A failure that the session did not see.
  void fail() {
    transactions.fail();
    busy = false;
  }

  /// Throws 25P02 in a failed block.
  void refuseFailed() {
    transactions.refuseFailed();
  }

  /// For a statement that starts now.
  StatementTimer timer() {
    return new StatementTimer(engine.timer(), token, state.statementTimeoutMillis());
  }

  /// A statement goes on, until [#pause].
  void resume(StatementTimer timer) {
    begin();
    timer.resume();
  }

  void pause(StatementTimer timer) {
    timer.pause();
    end();
  }

  /// Undoes what failed.
  ///
  /// @return what the client is to be told
  SqlException failed(Throwable cause) {
    SqlException error = Failures.translate(cause);
    engine.observer().ended("", 0, 0, error.state());
    undo(error);
    return error;
  }

  /// The same for an execution, which reports its own error.
  SqlException failed(Throwable cause, QueryExecution execution) {
    SqlException error = Failures.translate(cause);
    execution.failed(error.state());
    undo(error);
    return error;
  }

  private void undo(SqlException error) {
    try {
      transactions.fail();
    } catch (RuntimeException e) {
      error.addSuppressed(e);
    }
  }

  void cancel() {
    if (busy) {
      token.cancel(CancelToken.Reason.USER_REQUEST);
    }
  }

  /// There is to be no more of it.
  ///
  /// @return false when that is known already
  boolean close() {
    boolean first = !closed;
    closed = true;
    return first;
  }
}
