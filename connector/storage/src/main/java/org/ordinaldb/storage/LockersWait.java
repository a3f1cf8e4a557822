package org.ordinaldb.storage;

import java.util.concurrent.TimeUnit;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.transaction.LockersProgress;
import org.ordinaldb.transaction.TableLock;

/// A wait for the transactions of others that hold locks on a table, a while at a time, so that there is
/// something to do in between. The session's lock timeout goes for each of them, over all the whiles.
/// Owned by the session's thread.
public final class LockersWait {
  private static final int NOBODY = -1;

  private final SessionCalls calls;
  private final SessionLocks locks;
  private final int table;
  private final TableLock mode;
  private final LockersProgress progress;
  private int awaited = NOBODY;
  private long sinceNanos;

  LockersWait(
      SessionCalls calls, SessionLocks locks, int table, TableLock mode, LockersProgress progress) {
    this.calls = calls;
    this.locks = locks;
    this.table = table;
    this.mode = mode;
    this.progress = progress;
  }

  /// Waits until those have ended that hold by now what conflicts with the mode, without keeping anybody
  /// from taking new locks meanwhile; 55P03 past the lock timeout.
  ///
  /// @param millis how long to wait at most for each
  /// @return whether they have ended
  public boolean await(long millis) {
    return calls.ask(() -> {
      try {
        locks.awaitHolders(table, mode, Math.min(millis, leftMillis()), this::note);
        return true;
      } catch (StatementException e) {
        if (e.state() != SqlState.LOCK_NOT_AVAILABLE || leftMillis() <= 0) {
          throw e;
        }
        return false;
      }
    });
  }

  /// What the lock timeout leaves for the one that is waited for.
  private long leftMillis() {
    long timeoutMillis = locks.timeoutMillis();
    if (timeoutMillis == 0) {
      return Long.MAX_VALUE;
    }
    long waitedNanos = awaited == NOBODY ? 0 : System.nanoTime() - sinceNanos;
    return timeoutMillis - TimeUnit.NANOSECONDS.toMillis(waitedNanos);
  }

  private void note(int total, int done, int backend) {
    int now = done == total ? NOBODY : backend;
    if (now != awaited) {
      awaited = now;
      sinceNanos = System.nanoTime();
    }
    progress.at(total, done, backend);
  }
}
