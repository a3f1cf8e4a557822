package org.ordinaldb.storage;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.error.SessionException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.transaction.CommitLog;
import org.ordinaldb.transaction.CommitRecord;
import org.ordinaldb.transaction.CommitSequence;
import org.ordinaldb.transaction.DatabaseState;
import org.ordinaldb.transaction.Journal;
import org.ordinaldb.transaction.LockManager;
import org.ordinaldb.transaction.Snapshots;
import org.ordinaldb.transaction.TableState;
import org.ordinaldb.type.ByteSink;

/// The engine over a directory of this machine: puts the journal, the commit order, the locks and
/// the sessions together.
final class LocalEngine implements StorageEngine {
  private static final System.Logger LOG = System.getLogger(LocalEngine.class.getName());
  private static final long CLOSE_WAIT_NANOS = TimeUnit.SECONDS.toNanos(30);

  final StorageConfig config;
  final LockManager locks = new LockManager();
  final CommitSequence sequence;
  final Snapshots snapshots;
  final RowNumbers rowNumbers;
  final LongAdder rollbacks = new LongAdder();
  private final LongAdder commits = new LongAdder();
  private final DirectoryLock directoryLock;
  private final Journal journal;
  private final CommitLog log;
  private final Clock clock;
  private final Set<LocalSession> sessions = ConcurrentHashMap.newKeySet();
  private volatile boolean closing;

  private LocalEngine(
      DirectoryLock directoryLock, Journal journal, StorageConfig config, Clock clock) {
    this.config = config;
    this.directoryLock = directoryLock;
    this.journal = journal;
    this.clock = clock;
    this.log = new CommitLog(journal);
    this.sequence = recover(log);
    this.snapshots = new Snapshots(sequence::current);
    this.rowNumbers = new RowNumbers(sequence::current);
  }

  static LocalEngine open(
      Path directory, StorageConfig config, ScheduledExecutorService background, Clock clock) {
    DirectoryLock lock = DirectoryLock.take(directory);
    Journal journal = null;
    boolean opened = false;
    try {
      journal =
          Journal.open(
              directory,
              config.journalCacheBytes(),
              config.journalFileBytes(),
              config.freeDiskBytes());
      LocalEngine engine = new LocalEngine(lock, journal, config, clock);
      opened = true;
      return engine;
    } finally {
      if (!opened) {
        closeAfterFailure(journal, lock);
      }
    }
  }

  private static void closeAfterFailure(@Nullable Journal journal, DirectoryLock lock) {
    if (journal != null) {
      journal.close();
    }
    lock.close();
  }

  private static CommitSequence recover(CommitLog log) {
    Catalog catalog = log.catalog();
    DatabaseState[] state = {new DatabaseState(0, 0, catalog, Map.of())};
    long last = log.replay(0, (number, record) -> state[0] = state[0].after(record, number));
    DatabaseState recovered = state[0];
    LOG.log(System.Logger.Level.INFO, "event=recovered commit={0}", Long.toString(last));
    return new CommitSequence(
        new DatabaseState(last, recovered.sequence(), catalog, recovered.tables()), last);
  }

  @Override
  public StorageSession openSession() {
    checkOpen();
    LocalSession session = new LocalSession(this);
    sessions.add(session);
    if (closing) {
      session.cancelToken().cancel(CancelToken.Reason.SHUTDOWN);
    }
    return session;
  }

  void forget(LocalSession session) {
    sessions.remove(session);
  }

  void checkOpen() {
    if (closing) {
      throw new SessionException(
          SqlState.ADMIN_SHUTDOWN, "terminating connection due to administrator command");
    }
  }

  long nowMicros() {
    Instant now = clock.instant();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
  }

  /// Makes a transaction durable and visible, in this order.
  void commit(CommitRecord record, boolean synchronous) {
    ByteSink bytes = new ByteSink(256);
    record.encode(bytes);
    CommitSequence.Ticket ticket = sequence.take(record);
    boolean durable = false;
    try {
      Journal.Sync sync = synchronous ? Journal.Sync.DEVICE : Journal.Sync.SYSTEM;
      log.append(ticket.number(), bytes, record.catalog(), sync);
      durable = true;
    } finally {
      sequence.settle(ticket, durable);
    }
    commits.increment();
  }

  @Override
  public Catalog catalog() {
    return sequence.current().catalog();
  }

  @Override
  public TableStatistics statistics(TableDescriptor table) {
    TableState state = sequence.current().table(table.id());
    return new TableStatistics(state.rowCount(), 0, 0, 0, state.delta().size());
  }

  @Override
  public StorageMetrics metrics() {
    long deltaRows = 0;
    for (TableState table : sequence.current().tables().values()) {
      deltaRows += table.delta().size();
    }
    return new StorageMetrics(commits.sum(), rollbacks.sum(), 0, 0, 0, 0, 0, 0, 0, deltaRows, 0);
  }

  @Override
  public void compact() {
    checkOpen();
  }

  @Override
  public void close() {
    if (closing) {
      return;
    }
    closing = true;
    for (LocalSession session : sessions) {
      session.cancelToken().cancel(CancelToken.Reason.SHUTDOWN);
    }
    long start = System.nanoTime();
    while (sessions.stream().anyMatch(LocalSession::isBusy)
        && System.nanoTime() - start < CLOSE_WAIT_NANOS) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    log.close();
    journal.close();
    directoryLock.close();
  }
}
