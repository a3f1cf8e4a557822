package org.ordinaldb.sql;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.CancelToken;

/// A COPY at work within its session, from its start to its end: it can be cancelled, and its time
/// passes, also while its client has to send or take data. That is noticed when it has done so. Owned
/// by the session's thread.
final class CopyWork {
  private final SessionWork work;
  private final CancelToken token;
  private final StatementTimer timer;
  private final StatementObserver observer;
  private final long startNanos = System.nanoTime();
  private boolean ended;

  /// @param timer of the statement
  CopyWork(SessionWork work, CancelToken token, StatementTimer timer, StatementObserver observer) {
    this.work = work;
    this.token = token;
    this.timer = timer;
    this.observer = observer;
    work.resume(timer);
  }

  /// Does a part of it; an error undoes the statement and ends the work.
  <T extends @Nullable Object> T step(Supplier<T> step) {
    boolean done = false;
    try {
      T result = this.<T>cancellable(step);
      done = true;
      return result;
    } finally {
      if (!done) {
        end();
      }
    }
  }

  private <T extends @Nullable Object> T cancellable(Supplier<T> step) {
    return work.<T>run(() -> {
      token.check();
      return step.get();
    });
  }

  void end() {
    if (!ended) {
      ended = true;
      work.pause(timer);
    }
  }

  /// It has come to its end, with a tag such as `COPY 5`.
  void ended(String tag) {
    long rows = Long.parseLong(tag.substring(tag.indexOf(' ') + 1));
    observer.ended("COPY", System.nanoTime() - startNanos, rows, null);
  }
}
