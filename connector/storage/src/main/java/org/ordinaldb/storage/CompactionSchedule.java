package org.ordinaldb.storage;

import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.error.ResourceException;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.transaction.DatabaseState;
import org.ordinaldb.transaction.TableState;

/// Decides when compaction runs in the background, and holds writers back when it cannot keep up.
/// Safe for use by many threads.
final class CompactionSchedule {
  private static final System.Logger LOG = System.getLogger(CompactionSchedule.class.getName());

  /// Recovery reads this much of the commit log at the most, or little more.
  private static final long LOG_BYTES = 128L << 20;

  private static final double SLOWED_FROM = 0.75;
  private static final long SLOWED_NANOS = TimeUnit.MILLISECONDS.toNanos(40);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long PAUSE_NANOS_MAX = TimeUnit.SECONDS.toNanos(2);

  private final StorageConfig config;
  private final Supplier<DatabaseState> newest;
  private final Compactor compactor;
  private final ScheduledExecutorService background;
  private final AtomicBoolean requested = new AtomicBoolean();
  private final AtomicLong loggedBytes = new AtomicLong();

  /// The newest state of which it is known that no pass is due.
  private volatile @Nullable DatabaseState settled;

  private final AtomicLong passes = new AtomicLong();

  /// The last pass that folded nothing, as counted by `passes`.
  private volatile long fruitlessPass;

  /// Why the last pass ended early, or null.
  private volatile @Nullable String lastFailure;

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

  /// Holds a commit back while the delta is twice as large as it should be and compaction makes room.
  /// Refuses it (53200) when a pass that began meanwhile folded nothing: writers were slowed down long
  /// before, so that is for a snapshot that keeps old versions needed, or for a disk that is full.
  void admit(CancelToken cancel) {
    long limit = 2 * config.deltaBytes();
    long earlier = passes.get();
    long bytes = deltaBytes(newest.get());
    while (bytes > limit && fruitlessPass <= earlier) {
      cancel.check();
      // The last pass may be over and the next one not due before now.
      if (isDue(newest.get())) {
        request();
      }
      LockSupport.parkNanos(this, PAUSE_NANOS);
      bytes = deltaBytes(newest.get());
    }
    if (bytes > limit) {
      throw new ResourceException(SqlState.OUT_OF_MEMORY, "out of memory")
          .detail(
              "Changes that are not compacted yet take %d MB, twice the %d MB that they may."
                  .formatted(bytes >> 20, config.deltaBytes() >> 20))
          .hint(hint());
    }
  }

  private String hint() {
    String failure = lastFailure;
    return failure == null
        ? "End transactions that have been open for long; they keep old versions needed."
        : "The last compaction failed: " + failure;
  }

  /// Sets off a pass when it is due, and slows this writer down: by up to 40 ms while the last quarter
  /// of the delta's memory fills, and beyond that until there is room again, for two seconds at most.
  ///
  /// A transaction that changed nothing comes here, too, so that a pass that was put off is not
  /// forgotten.
  void afterCommit(CancelToken cancel) {
    DatabaseState state = newest.get();
    if (state == settled) {
      return;
    }
    if (isDue(state)) {
      request();
    }
    long pausedNanos = 0;
    while (pausedNanos < pauseNanos(deltaBytes(newest.get()))
        && requested.get()
        && !cancel.isCancelled()) {
      LockSupport.parkNanos(this, PAUSE_NANOS);
      pausedNanos += PAUSE_NANOS;
    }
  }

  private long pauseNanos(long deltaBytes) {
    double full = (double) deltaBytes / config.deltaBytes();
    if (full <= SLOWED_FROM) {
      return 0;
    }
    return full > 1
        ? PAUSE_NANOS_MAX
        : (long) ((full - SLOWED_FROM) / (1 - SLOWED_FROM) * SLOWED_NANOS);
  }

  private boolean isDue(DatabaseState state) {
    if (requested.get() || System.nanoTime() - nextPassNanos < 0) {
      return false;
    }
    for (Map.Entry<Integer, TableState> table : state.tables().entrySet()) {
      int fresh = table.getValue().delta().size() - compactor.rest(table.getKey());
      if (fresh >= config.compactionRows() || table.getValue().runs().size() > 1) {
        return true;
      }
    }
    boolean due =
        compactor.hasMore()
            || loggedBytes.get() > LOG_BYTES
            || deltaBytes(state) > config.deltaBytes() / 2;
    settled = due ? null : state;
    return due;
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
    boolean fruitful = pass();
    long end = System.nanoTime();
    // At most half of the time goes into compaction, also when an old snapshot makes it useless,
    // but
    // all of it while writers wait for the room that it makes.
    long rested = end + Math.max(end - start, TimeUnit.MILLISECONDS.toNanos(10));
    boolean awaited = fruitful && deltaBytes(newest.get()) > config.deltaBytes();
    nextPassNanos = awaited ? end : rested;
    requested.set(false);
    try {
      compactor.reclaim(() -> System.nanoTime() - rested > 0);
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  /// Whether it folded anything.
  private boolean pass() {
    long number = passes.incrementAndGet();
    long before = compactor.count();
    try {
      loggedBytes.set(0);
      compactor.run();
      lastFailure = null;
    } catch (RuntimeException | Error e) {
      lastFailure = e.getMessage();
      failed(e);
    }
    if (compactor.count() > before) {
      return true;
    }
    fruitlessPass = number;
    return false;
  }

  /// The executor would keep it to itself.
  private static void failed(Throwable e) {
    System.Logger.Level level =
        e instanceof SqlException ? System.Logger.Level.WARNING : System.Logger.Level.ERROR;
    LOG.log(level, "event=compaction-failed message=" + e.getMessage(), e);
  }
}
