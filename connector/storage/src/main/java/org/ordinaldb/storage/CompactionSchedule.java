package org.ordinaldb.storage;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.transaction.DatabaseState;
import org.ordinaldb.transaction.TableState;

/// Decides when compaction runs in the background, and holds writers back when it cannot keep up.
/// Safe for use by many threads.
final class CompactionSchedule {
  private static final System.Logger LOG = System.getLogger(CompactionSchedule.class.getName());

  /// Recovery reads this much of the commit log at the most, or little more.
  private static final long LOG_BYTES = 128L << 20;

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long PAUSES_MAX = 400;

  private final StorageConfig config;
  private final Supplier<DatabaseState> newest;
  private final Compactor compactor;
  private final ScheduledExecutorService background;
  private final AtomicBoolean requested = new AtomicBoolean();
  private final AtomicLong loggedBytes = new AtomicLong();

  /// No pass starts before this time.
  private volatile long nextPassNanos = System.nanoTime();

  CompactionSchedule(
      StorageConfig config,
      Supplier<DatabaseState> newest,
      Compactor compactor,
      ScheduledExecutorService background) {
    this.config = config;
    this.newest = newest;
    this.compactor = compactor;
    this.background = background;
  }

  void logged(int bytes) {
    loggedBytes.addAndGet(bytes);
  }

  void afterCommit(CancelToken cancel) {
    if (isDue(newest.get())) {
      request();
    }
    for (int pauses = 0; pauses < PAUSES_MAX && !cancel.isCancelled(); pauses++) {
      if (deltaBytes(newest.get()) <= config.deltaBytes() || !requested.get()) {
        return;
      }
      LockSupport.parkNanos(this, PAUSE_NANOS);
    }
  }

  private boolean isDue(DatabaseState state) {
    if (requested.get() || System.nanoTime() - nextPassNanos < 0) {
      return false;
    }
    for (TableState table : state.tables().values()) {
      if (table.delta().size() >= config.compactionRows() || table.runs().size() > 1) {
        return true;
      }
    }
    return loggedBytes.get() > LOG_BYTES || deltaBytes(state) > config.deltaBytes() / 2;
  }

  private static long deltaBytes(DatabaseState state) {
    long bytes = 0;
    for (TableState table : state.tables().values()) {
      bytes += table.delta().heapBytes();
    }
    return bytes;
  }

  private void request() {
    if (requested.compareAndSet(false, true)) {
      try {
        background.execute(this::run);
      } catch (RejectedExecutionException e) {
        // The server is going down; what is not folded is in the commit log.
        LOG.log(System.Logger.Level.DEBUG, "event=compaction-rejected");
      }
    }
  }

  private void run() {
    long start = System.nanoTime();
    try {
      loggedBytes.set(0);
      compactor.run();
    } catch (SqlException e) {
      LOG.log(System.Logger.Level.WARNING, "event=compaction-failed message=" + e.text(), e);
    } finally {
      // At most half of the time goes into compaction, also when an old snapshot makes it useless.
      long end = System.nanoTime();
      nextPassNanos = end + Math.max(end - start, TimeUnit.MILLISECONDS.toNanos(10));
      requested.set(false);
    }
  }
}
