package org.ordinaldb.sql;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.CancelToken;

/// Cancels a statement that runs longer than it may; time between the fetches of a query does not
/// count. Owned by the session's thread.
final class StatementTimer {
  private final @Nullable ScheduledExecutorService scheduler;
  private final CancelToken token;
  private long leftNanos;
  private long startedNanos;
  private @Nullable Future<?> alarm;

  /// Guarded by this: an alarm that rings while it is taken back is not to stop the next statement.
  private boolean running;

  /// @param scheduler null where nothing can be scheduled: then there are no timeouts
  /// @param timeoutMillis 0 for none
  StatementTimer(
      @Nullable ScheduledExecutorService scheduler, CancelToken token, long timeoutMillis) {
    this.scheduler = timeoutMillis == 0 ? null : scheduler;
    this.token = token;
    this.leftNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
  }

  void resume() {
    if (scheduler != null) {
      startedNanos = System.nanoTime();
      running(true);
      alarm = scheduler.schedule(this::ring, Math.max(0, leftNanos), TimeUnit.NANOSECONDS);
    }
  }

  private synchronized void running(boolean now) {
    running = now;
  }

  private synchronized void ring() {
    if (running) {
      token.cancel(CancelToken.Reason.STATEMENT_TIMEOUT);
    }
  }

  void pause() {
    Future<?> pending = alarm;
    if (pending != null) {
      pending.cancel(false);
      running(false);
      alarm = null;
      leftNanos -= System.nanoTime() - startedNanos;
    }
  }
}
