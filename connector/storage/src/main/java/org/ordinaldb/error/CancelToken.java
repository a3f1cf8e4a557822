package org.ordinaldb.error;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Tells a running statement to stop. Any thread may cancel; the thread that runs the statement asks
/// at every batch and while it waits. Threads are never interrupted: an interrupt inside JE would
/// invalidate the environment.
public final class CancelToken {
  /// Why a statement is to stop.
  public enum Reason {
    USER_REQUEST(SqlState.QUERY_CANCELED, "canceling statement due to user request"),
    STATEMENT_TIMEOUT(SqlState.QUERY_CANCELED, "canceling statement due to statement timeout"),
    SHUTDOWN(SqlState.ADMIN_SHUTDOWN, "terminating connection due to administrator command");

    private final SqlState state;
    private final String message;

    Reason(SqlState state, String message) {
      this.state = state;
      this.message = message;
    }
  }

  private final AtomicReference<@Nullable Reason> reason = new AtomicReference<>();

  /// Asks the statement to stop. The first reason wins; a shutdown wins over all.
  public void cancel(Reason why) {
    if (why == Reason.SHUTDOWN) {
      reason.set(why);
    } else {
      reason.compareAndSet(null, why);
    }
  }

  public boolean isCancelled() {
    return reason.get() != null;
  }

  /// Throws [SessionException] with 57014 or 57P01 when the statement is to stop.
  public void check() {
    Reason why = reason.get();
    if (why != null) {
      throw new SessionException(why.state, why.message);
    }
  }

  /// Forgets a cancel request that came before the next statement began. A shutdown stays.
  public void reset() {
    Reason why = reason.get();
    if (why != null && why != Reason.SHUTDOWN) {
      reason.compareAndSet(why, null);
    }
  }
}
