package org.ordinaldb.storage;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
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
import org.ordinaldb.error.InternalException;
import org.ordinaldb.error.SessionException;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.segment.ChunkCache;
import org.ordinaldb.segment.Segment;
import org.ordinaldb.transaction.CommitLog;
import org.ordinaldb.transaction.CommitMark;
import org.ordinaldb.transaction.CommitRecord;
import org.ordinaldb.transaction.CommitSequence;
import org.ordinaldb.transaction.DatabaseState;
import org.ordinaldb.transaction.HeldLock;
import org.ordinaldb.transaction.Journal;
import org.ordinaldb.transaction.LockListing;
import org.ordinaldb.transaction.LockManager;
import org.ordinaldb.transaction.LogTail;
import org.ordinaldb.transaction.ManifestStore;
import org.ordinaldb.transaction.PreparedRecord;
import org.ordinaldb.transaction.PreparedStore;
import org.ordinaldb.transaction.ReadSet;
import org.ordinaldb.transaction.SegmentStore;
import org.ordinaldb.transaction.Snapshot;
import org.ordinaldb.transaction.Snapshots;
import org.ordinaldb.transaction.TableState;
import org.ordinaldb.transaction.Transaction;

/// The engine over a directory of this machine: puts the journal, the commit order, the locks and
/// the sessions together.
final class LocalEngine implements StorageEngine {
  private static final System.Logger LOG = System.getLogger(LocalEngine.class.getName());
  private static final long CLOSE_WAIT_NANOS = TimeUnit.SECONDS.toNanos(30);

  final StorageConfig config;
  final LockManager locks;
  final CommitSequence sequence;
  final Snapshots snapshots;
  final RowNumbers rowNumbers;
  final LongAdder rollbacks = new LongAdder();
  final SearchTotals counters = new SearchTotals();
  private final LongAdder commits = new LongAdder();
  private final DirectoryLock directoryLock;
  private final Journal journal;
  private final CommitMark mark;
  private final CommitLog log;
  private final ManifestStore manifests;
  private final SegmentStore store;
  private final SegmentGarbage garbage;
  private final PreparedStore preparedStore;
  private final PreparedTransactions prepared;
  private final Compactor compactor;
  private final CompactionSchedule schedule;
  private final Clock clock;
  private final Set<LocalSession> sessions = ConcurrentHashMap.newKeySet();
  private volatile boolean closing;

  private LocalEngine(
      DirectoryLock directoryLock,
      CommitMark mark,
      Journal journal,
      StorageConfig config,
      ScheduledExecutorService background,
      Clock clock) {
    this.config = config;
    this.directoryLock = directoryLock;
    this.journal = journal;
    this.clock = clock;
    this.locks = new LockManager(clock);
    this.mark = mark;
    this.log = new CommitLog(journal);
    this.manifests = new ManifestStore(journal);
    this.store =
        new SegmentStore(journal, new ChunkCache(config.cacheBytes()), config.learnedIndex());
    this.preparedStore = new PreparedStore(journal);
    Recovery.Result recovered = Recovery.run(background, log, manifests, preparedStore, store);
    mark.verify(recovered.state().commit());
    this.sequence = new CommitSequence(recovered.state(), this::append);
    this.snapshots = new Snapshots(sequence::current);
    this.rowNumbers = new RowNumbers(sequence::current);
    this.garbage = new SegmentGarbage(store);
    garbage.start(recovered.named());
    this.prepared = new PreparedTransactions(preparedStore, locks, garbage, config.preparedMax());
    recovered.prepared().forEach(this::recoverPrepared);
    this.compactor =
        new Compactor(
            sequence,
            snapshots,
            store,
            garbage,
            manifests,
            log,
            config.segmentRows(),
            config.deltaBytes() / 4,
            recovered.mergedThrough(),
            () -> closing);
    this.schedule = new CompactionSchedule(config, sequence::current, compactor, background);
    LOG.log(
        System.Logger.Level.INFO,
        "event=recovered commit={0} deltaRows={1} prepared={2}",
        Long.toString(recovered.state().commit()),
        Long.toString(deltaRows()),
        Integer.toString(recovered.prepared().size()));
  }

  static LocalEngine open(
      Path directory, StorageConfig config, ScheduledExecutorService background, Clock clock) {
    DirectoryLock lock = DirectoryLock.take(directory);
    Journal journal = null;
    LogTail damaged = null;
    boolean opened = false;
    try {
      damaged = LogTail.damagedIn(directory);
      CommitMark mark = CommitMark.open(directory);
      journal =
          Journal.open(
              directory,
              config.journalCacheBytes(),
              config.journalFileBytes(),
              config.freeDiskBytes());
      LocalEngine engine = new LocalEngine(lock, mark, journal, config, background, clock);
      opened = true;
      if (damaged != null) {
        LOG.log(System.Logger.Level.WARNING, "event=log-cut-short " + damaged.place());
        damaged.drop();
      }
      return engine;
    } catch (InternalException e) {
      throw damaged == null ? e : e.detail(damaged.place());
    } finally {
      if (!opened) {
        closeAfterFailure(journal, damaged, lock);
      }
    }
  }

  private static void closeAfterFailure(
      @Nullable Journal journal, @Nullable LogTail damaged, DirectoryLock lock) {
    try {
      if (journal != null) {
        journal.close();
      }
      if (damaged != null) {
        damaged.putBack();
      }
    } catch (SqlException e) {
      // The failure that led here is the one to tell.
      LOG.log(System.Logger.Level.WARNING, "event=close-failed", e);
    } finally {
      lock.close();
    }
  }

  Compactor compactor() {
    return compactor;
  }

  SegmentGarbage garbage() {
    return garbage;
  }

  /// The ids of all segments on disk, those that await their deletion included.
  Set<Long> storedSegments() {
    return store.ids();
  }

  /// A writer of new segments for a table.
  SegmentWriter newWriter(TableLayout layout) {
    return new SegmentWriter(layout, store, garbage, config.segmentRows());
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
  void commit(Transaction transaction, boolean synchronous, CancelToken cancel) {
    schedule.admit(cancel);
    CommitRecord record = transaction.toRecord(nowMicros(), sequence.current());
    Journal.Sync sync = synchronous ? Journal.Sync.DEVICE : Journal.Sync.SYSTEM;
    ReadSet reads = transaction.readsToCheck();
    CommitSequence.Request request = CommitSequence.Request.of(record, sync, work -> {});
    if (reads == null) {
      sequence.commit(request);
    } else {
      sequence.commit(request, reads, transaction.snapshot().state());
    }
    committed(request);
  }

  private void append(List<CommitLog.Entry> entries, Journal.Sync sync) {
    log.append(entries, sync);
    if (sync == Journal.Sync.DEVICE) {
      mark.reached(entries.getLast().number());
    }
  }

  private void committed(CommitSequence.Request request) {
    commits.increment();
    schedule.logged(request.bytes().size());
  }

  /// Writes a transaction down for the second phase and takes over its locks and segments.
  void prepare(String globalId, String owner, Transaction transaction, List<Segment> built) {
    long now = nowMicros();
    CommitRecord changes = transaction.toRecord(now, sequence.current());
    List<HeldLock> held = locks.held(transaction.locks());
    PreparedRecord record = new PreparedRecord(prepared.newId(), now, owner, held, changes);
    prepared.prepare(globalId, transaction.locks(), built, record);
  }

  /// The rows of the transaction may have hidden numbers, which must not be given out again.
  private void recoverPrepared(String globalId, PreparedRecord record) {
    prepared.recovered(globalId, record);
    Catalog changed = record.changes().catalog();
    Catalog catalog = changed == null ? catalog() : changed;
    record
        .changes()
        .writes()
        .forEach((id, writes) -> {
          TableDescriptor table = catalog.table(id);
          if (table != null && table.primaryKey() == null) {
            rowNumbers.skip(id, TableState.EMPTY.after(writes, 0).greatestLongKey());
          }
        });
  }

  @Override
  public List<PreparedTransaction> prepared() {
    return prepared.list();
  }

  @Override
  public int preparedMax() {
    return config.preparedMax();
  }

  @Override
  public void commitPrepared(String globalId) {
    checkOpen();
    prepared.end(
        globalId,
        record -> {
          if (record.changes().isEmpty()) {
            preparedStore.delete(globalId);
          } else {
            CommitSequence.Request request =
                CommitSequence.Request.of(
                    record.changes().at(nowMicros()),
                    Journal.Sync.DEVICE,
                    preparedStore.deletion(globalId));
            sequence.commit(request);
            committed(request);
          }
        });
    afterCommit(new CancelToken());
  }

  @Override
  public void rollbackPrepared(String globalId) {
    checkOpen();
    prepared.end(globalId, record -> preparedStore.delete(globalId));
    rollbacks.increment();
  }

  /// Sets off a compaction when there is reason to, and slows this writer down when compaction
  /// cannot keep up. The transaction has let go of everything by now.
  void afterCommit(CancelToken cancel) {
    schedule.afterCommit(cancel);
  }

  @Override
  public Catalog catalog() {
    return sequence.current().catalog();
  }

  @Override
  public TableStatistics statistics(TableDescriptor table) {
    TableState state = sequence.current().table(table.id());
    List<Segment> segments = state.segments();
    long segmentBytes = 0;
    long modelBytes = 0;
    for (Segment segment : segments) {
      segmentBytes += segment.descriptor().storedBytes();
      modelBytes += segment.modelBytes();
    }
    return new TableStatistics(
        state.rowCount(), segments.size(), segmentBytes, modelBytes, state.delta().size());
  }

  @Override
  public List<SegmentStatistics> segments(TableDescriptor table) {
    TableState state = sequence.current().table(table.id());
    return state.segments().stream().map(SegmentStatistics::of).toList();
  }

  @Override
  public StorageMetrics metrics() {
    long segments = 0;
    for (TableState table : sequence.current().tables().values()) {
      segments += table.segments().size();
    }
    ChunkCache cache = store.cache();
    return new StorageMetrics(
        commits.sum(),
        rollbacks.sum(),
        compactor.count(),
        counters.predictions(),
        counters.windowRows(),
        counters.gallops(),
        Math.max(0, counters.chunksRead() - cache.misses()),
        cache.misses(),
        cache.bytes(),
        deltaRows(),
        segments);
  }

  @Override
  public List<LockListing> locks() {
    return locks.list();
  }

  @Override
  public Set<Integer> blockers(int session) {
    return locks.blockers(session);
  }

  private long deltaRows() {
    long rows = 0;
    for (TableState table : sequence.current().tables().values()) {
      rows += table.delta().size();
    }
    return rows;
  }

  @Override
  public void compact(CancelToken cancel) {
    checkOpen();
    compactor.runAll(cancel);
  }

  @Override
  public List<CheckFinding> check(CancelToken cancel) {
    checkOpen();
    EngineCheck check = new EngineCheck(journal, log, manifests, preparedStore, store, cancel);
    check.checkFiles();
    compactor.whileIdle(() -> {
      DatabaseState newest = sequence.current();
      check.checkLog(newest.catalog(), newest.commit());
    });
    try (Snapshot snapshot = snapshots.take()) {
      check.checkTables(snapshot);
    }
    return check.findings();
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
    while ((prepared.isBusy() || sessions.stream().anyMatch(LocalSession::isBusy))
        && System.nanoTime() - start < CLOSE_WAIT_NANOS) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    compactor.awaitIdle();
    try {
      if (journal.isValid()) {
        journal.force();
        mark.reached(sequence.current().commit());
      }
      journal.close();
    } finally {
      directoryLock.close();
    }
  }
}
