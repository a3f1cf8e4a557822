package org.ordinaldb.sql;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.error.SqlException;

/// What a session does for its client: only then can it be cancelled, and an error undoes the
/// statement. Owned by the session's thread, [#cancel()] excepted.
final class SessionWork {
  private final SqlEngine engine;
  private final CancelToken token;
  private final SessionState state;
  private final SessionTransactions transactions;

  /// How many calls deep the session is at work; 0 while it waits for its client between statements.
  /// Written by the owning thread only.
  private volatile int depth;

  private boolean closed;

  SessionWork(
      SqlEngine engine, CancelToken token, SessionState state, SessionTransactions transactions) {
    this.engine = engine;
    this.token = token;
    this.state = state;
    this.transactions = transactions;
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
    if (depth == 0) {
      token.reset();
    }
    depth = depth + 1;
  }

  private void end() {
    depth = depth - 1;
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
    if (depth > 0) {
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
