package org.ordinaldb.sql;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A COPY at work within its session, from its start to its end: it can be cancelled, and its time
/// passes, also while its client has to send or take data. That is noticed when it has done so. Owned
/// by the session's thread.
final class CopyWork {
  private final SqlSession session;
  private final StatementTimer timer;
  private boolean ended;

  /// @param timer of the statement
  CopyWork(SqlSession session, StatementTimer timer) {
    this.session = session;
    this.timer = timer;
    session.resume(timer);
  }

  /// Does a part of it; an error undoes the statement and ends the work.
  <T extends @Nullable Object> T step(Supplier<T> step) {
    boolean done = false;
    try {
      T result = session.guard(step);
      done = true;
      return result;
    } finally {
      if (!done) {
        end();
      }
    }
  }

  void end() {
    if (!ended) {
      ended = true;
      session.pause(timer);
    }
  }
}
