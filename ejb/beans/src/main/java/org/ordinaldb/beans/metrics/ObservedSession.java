package org.ordinaldb.beans.metrics;

import java.util.List;
import java.util.function.Supplier;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.PreparedStatement;
import org.ordinaldb.session.QuerySession;
import org.ordinaldb.session.StatementText;
import org.ordinaldb.session.TransactionStatus;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;

/// A session that reports its statements. Owned by the session's thread, as the session is.
final class ObservedSession implements QuerySession {
  private final QuerySession session;
  private final SessionObserver observer;
  private boolean closed;

  ObservedSession(QuerySession session, SessionObserver observer) {
    this.session = session;
    this.observer = observer;
  }

  @Override
  public List<StatementText> parse(String script) {
    return observed(() -> session.parse(script));
  }

  @Override
  public PreparedStatement prepare(StatementText statement, List<SqlType> parameterTypes) {
    return observed(() -> session.prepare(statement, parameterTypes));
  }

  @Override
  public Execution execute(PreparedStatement statement, ColumnBatch parameters) {
    long start = System.nanoTime();
    Execution execution = observed(() -> session.execute(statement, parameters));
    return switch (execution) {
      case Execution.Rows rows -> new ObservedExecution.OfRows(rows, observer, start);
      case Execution.CopyIn copy -> new ObservedExecution.OfCopyIn(copy, observer, start);
      case Execution.CopyOut copy -> new ObservedExecution.OfCopyOut(copy, observer, start);
    };
  }

  @Override
  public void sync() {
    try {
      session.sync();
    } catch (SqlException failure) {
      observer.failed(failure.state());
      throw failure;
    }
  }

  @Override
  public void fail() {
    session.fail();
  }

  @Override
  public TransactionStatus transactionStatus() {
    return session.transactionStatus();
  }

  @Override
  public String setting(String name) {
    return session.setting(name);
  }

  @Override
  public void cancel() {
    session.cancel();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      observer.sessionClosed();
    }
    session.close();
  }

  private <T> T observed(Supplier<T> call) {
    try {
      return call.get();
    } catch (SqlException failure) {
      observer.failed(failure.state());
      throw failure;
    }
  }
}
