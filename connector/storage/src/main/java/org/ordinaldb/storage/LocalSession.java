package org.ordinaldb.storage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.error.TransactionRollbackException;
import org.ordinaldb.index.SearchCounters;
import org.ordinaldb.segment.Segment;
import org.ordinaldb.transaction.AdvisoryKey;
import org.ordinaldb.transaction.DatabaseState;
import org.ordinaldb.transaction.DeltaCursor;
import org.ordinaldb.transaction.DeltaTree;
import org.ordinaldb.transaction.IsolationLevel;
import org.ordinaldb.transaction.LockOwner;
import org.ordinaldb.transaction.LockersProgress;
import org.ordinaldb.transaction.ReadSet;
import org.ordinaldb.transaction.RowLock;
import org.ordinaldb.transaction.SegmentRun;
import org.ordinaldb.transaction.Snapshot;
import org.ordinaldb.transaction.TableLock;
import org.ordinaldb.transaction.TableState;
import org.ordinaldb.transaction.TableWrites;
import org.ordinaldb.transaction.Transaction;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.LongVector;

/// A session of the [LocalEngine]. Owned by one thread at a time; only `busy` and the cancel token
/// are looked at by others.
final class LocalSession implements StorageSession {
  private record Mark(Transaction transaction, Transaction.Mark at, int locks)
      implements Savepoint {}

  private record OpenView(Transaction transaction, Snapshot snapshot, Transaction.Mark writes)
      implements ReadView {
    @Override
    public void close() {
      snapshot.close();
    }
  }

  private final LocalEngine engine;
  private final CancelToken cancel = new CancelToken();
  private final LockOwner lockOwner = new LockOwner();

  /// Of table locks that outlive a transaction.
  private final LockOwner tables = new LockOwner(lockOwner);

  private final SessionLocks locks;
  private final RowWriter writer;
  private final Map<Integer, TableLayout> layouts = new HashMap<>();
  private boolean synchronousCommit = true;
  private @Nullable Transaction transaction;
  private final SessionCost cost;

  /// The last table that points were read of, as the last of them saw it.
  private @Nullable PointReader reader;

  /// Open scans, closed with the session at the latest, for they keep snapshots from going.
  private final List<SessionScan> scans = new ArrayList<>();

  /// Segments that this transaction's loads built.
  private final List<Segment> built = new ArrayList<>();

  /// What follows the open transaction.
  private final List<Synchronization> synchronizations = new ArrayList<>();

  /// Set before the cancel token is read, by a fence; when it is cleared nothing has to be read after.
  private final AtomicBoolean busy = new AtomicBoolean();

  LocalSession(LocalEngine engine) {
    this.engine = engine;
    this.locks = new SessionLocks(engine.locks, cancel);
    this.writer = new RowWriter(locks, engine.sequence::current, engine.rowNumbers);
    this.cost = new SessionCost(engine.counters);
  }

  /// Whether a call is under way that the engine has to wait for before it closes.
  boolean isBusy() {
    return busy.get();
  }

  @Override
  public void begin(IsolationLevel isolation, boolean readOnly) {
    engine.checkOpen();
    if (transaction != null) {
      throw new IllegalStateException("a transaction is open");
    }
    transaction = new Transaction(isolation, readOnly, new LockOwner(lockOwner));
  }

  @Override
  public boolean inTransaction() {
    return transaction != null;
  }

  @Override
  public void beginStatement() {
    engine.checkOpen();
    Transaction open = open();
    if (!open.keepsSnapshot() || !open.hasSnapshot()) {
      open.moveTo(engine.snapshots.take());
    }
  }

  @Override
  public void endStatement() {
    forgetReads();
    Transaction open = transaction;
    if (open != null && !open.keepsSnapshot()) {
      open.closeSnapshot();
    }
  }

  @Override
  public boolean keepsSnapshot() {
    return open().keepsSnapshot();
  }

  @Override
  public void readNewest(Runnable reads) {
    Transaction open = open();
    Snapshot newest = engine.snapshots.take();
    Snapshot own = open.replaceSnapshot(newest);
    try {
      reads.run();
    } finally {
      open.replaceSnapshot(own);
      newest.close();
    }
  }

  @Override
  public ReadView readView() {
    Transaction open = reading();
    return new OpenView(open, open.snapshot().share(), open.mark());
  }

  @Override
  public <T extends @Nullable Object> T readIn(ReadView view, Supplier<T> reads) {
    OpenView past = (OpenView) view;
    Transaction open = open();
    if (past.transaction() != open) {
      throw new IllegalStateException("a view of another transaction");
    }
    Snapshot present = open.replaceSnapshot(past.snapshot());
    Transaction.Mark writes = open.mark();
    open.restore(past.writes());
    try {
      return reads.get();
    } finally {
      open.restore(writes);
      open.replaceSnapshot(present);
    }
  }

  @Override
  public void commit() {
    Transaction open = open();
    boolean committed = false;
    try {
      beforeCommit();
      enter();
      ReadSet reads = open.readsToCheck();
      if (open.hasWrites()) {
        engine.commit(open, synchronousCommit, cancel);
      } else if (reads != null && open.looksAtNewest()) {
        engine.sequence.validate(reads, open.snapshot().state());
      }
      committed = true;
    } finally {
      end(open);
      afterEnd(committed);
      busy.setRelease(false);
    }
    engine.afterCommit(cancel);
  }

  @Override
  public void rollback() {
    Transaction open = open();
    end(open);
    afterEnd(false);
    engine.rollbacks.increment();
  }

  @Override
  public void prepare(String globalId, String owner) {
    Transaction open = open();
    boolean prepared = false;
    try {
      beforeCommit();
      enter();
      keepReads(open);
      engine.prepare(globalId, owner, open, built);
      engine.locks.detach(open.locks());
      prepared = true;
    } finally {
      if (prepared) {
        transaction = null;
        open.closeSnapshot();
        built.clear();
      } else {
        end(open);
      }
      afterEnd(prepared);
      busy.setRelease(false);
    }
  }

  @Override
  public void register(Synchronization synchronization) {
    open();
    synchronizations.add(synchronization);
  }

  /// One of them may register another.
  private void beforeCommit() {
    for (int i = 0; i < synchronizations.size(); i++) {
      synchronizations.get(i).beforeCommit();
    }
  }

  private void afterEnd(boolean committed) {
    List<Synchronization> told = List.copyOf(synchronizations);
    synchronizations.clear();
    told.forEach(each -> each.afterEnd(committed));
  }

  /// What a serializable transaction read stays as it is until it is committed.
  private void keepReads(Transaction open) {
    ReadSet reads = open.readsToCheck();
    if (reads != null) {
      for (int table : reads.tables()) {
        locks.lockTable(open, table, TableLock.SHARE);
      }
      engine.sequence.validate(reads, open.snapshot().state());
    }
  }

  /// What was read last is kept no longer than the statement; it may be old by then.
  private void forgetReads() {
    reader = null;
    cost.tell();
  }

  private void end(Transaction open) {
    forgetReads();
    transaction = null;
    open.closeSnapshot();
    engine.locks.releaseAll(open.locks());
    engine.garbage().unpin(built);
    built.clear();
  }

  @Override
  public Savepoint savepoint() {
    Transaction open = open();
    return new Mark(open, open.mark(), engine.locks.mark(open.locks()));
  }

  @Override
  public void rollbackTo(Savepoint savepoint) {
    Mark mark = markOfThis(savepoint);
    mark.transaction().restore(mark.at());
    if (mark.transaction().reads() == null) {
      engine.locks.releaseSince(mark.transaction().locks(), mark.locks());
    }
  }

  @Override
  public void retryStatement(Savepoint savepoint) {
    Mark mark = markOfThis(savepoint);
    mark.transaction().restore(mark.at());
    beginStatement();
  }

  private Mark markOfThis(Savepoint savepoint) {
    Mark mark = (Mark) savepoint;
    if (mark.transaction() != transaction) {
      throw new IllegalStateException("a savepoint of another transaction");
    }
    return mark;
  }

  @Override
  public void synchronousCommit(boolean on) {
    synchronousCommit = on;
  }

  @Override
  public void identify(int number) {
    lockOwner.identify(number);
  }

  @Override
  public void lockTimeoutMillis(long millis) {
    locks.timeoutMillis(millis);
  }

  @Override
  public CancelToken cancelToken() {
    return cancel;
  }

  @Override
  public Catalog catalog() {
    Catalog changed = transaction == null ? null : transaction.catalog();
    return changed == null ? engine.catalog() : changed;
  }

  @Override
  public void lockCatalog() {
    Transaction open = open();
    enter();
    try {
      CatalogChange.lock(open, writer);
    } finally {
      leave();
    }
  }

  @Override
  public void changeCatalog(UnaryOperator<Catalog> change) {
    changeTables(change, null);
  }

  @Override
  public void changeCatalog(UnaryOperator<Catalog> change, TableLock lock) {
    changeTables(change, lock);
  }

  private void changeTables(UnaryOperator<Catalog> change, @Nullable TableLock lock) {
    Transaction open = writable("CREATE TABLE");
    enter();
    try {
      CatalogChange.apply(open, writer, engine::catalog, change, lock);
    } finally {
      leave();
    }
  }

  @Override
  public boolean tryLockCatalog() {
    return locks.tryLockTable(open(), CatalogChange.CATALOG_LOCK, TableLock.ACCESS_EXCLUSIVE);
  }

  @Override
  public TableScan scan(ScanRequest request) {
    enter();
    try {
      Transaction open = reading();
      TableLayout layout = layout(request.table());
      noteReads(open, layout.id(), request.ranges());
      TableView view = viewWithOwn(open, layout.id(), KeyRange.hull(request.ranges()));
      TableScan scan = new MergeScan(view, layout, request, new SearchCounters());
      SessionScan started = new SessionScan(this, open.snapshot().share(), scan);
      scans.add(started);
      return started;
    } finally {
      leave();
    }
  }

  @Override
  public ColumnBatch get(TableDescriptor table, BytesVector keys, int[] projection) {
    enter();
    try {
      Transaction open = reading();
      noteReads(open, table.id(), keys);
      return reader(open, table).get(keys, projection);
    } finally {
      cost.callEnds();
      leave();
    }
  }

  private PointReader reader(Transaction open, TableDescriptor table) {
    PointReader present = reader;
    DatabaseState state = open.snapshot().state();
    TableWrites writes = open.writes(table.id());
    if (present == null || !present.sees(table, state, writes)) {
      present = new PointReader(layout(table), state, writes, viewBelowOwn(open, table.id()), cost);
      reader = present;
    }
    return present;
  }

  @Override
  public long count(TableDescriptor table, List<KeyRange> ranges) {
    enter();
    try {
      Transaction open = reading();
      noteReads(open, table.id(), ranges);
      TableView view = viewBelowOwn(open, table.id());
      DeltaTree own = open.writes(table.id()).own();
      long count = 0;
      for (KeyRange range : ranges) {
        if (!range.isEmpty()) {
          count += count(view, own, range, cost.counters);
        }
      }
      return count;
    } finally {
      cost.callEnds();
      leave();
    }
  }

  private static long count(
      TableView view, DeltaTree own, KeyRange range, SearchCounters counters) {
    int from = own.indexOf(range.from());
    int to = own.endIndexOf(range.to());
    return view.count(range, counters) + own.netBefore(to) - own.netBefore(from);
  }

  @Override
  public long rank(TableDescriptor table, byte[] key) {
    enter();
    try {
      Transaction open = reading();
      noteReads(open, table.id(), List.of(new KeyRange(new byte[0], key)));
      DeltaTree own = open.writes(table.id()).own();
      long below = viewBelowOwn(open, table.id()).rank(key, cost.counters);
      return below + own.netBefore(own.indexOf(key));
    } finally {
      cost.callEnds();
      leave();
    }
  }

  private static void noteReads(Transaction open, int table, List<KeyRange> ranges) {
    ReadSet reads = open.reads();
    if (reads != null) {
      ranges.forEach(range -> reads.add(table, range.from(), range.to()));
    }
  }

  private static void noteReads(Transaction open, int table, BytesVector keys) {
    ReadSet reads = open.reads();
    for (int i = 0; reads != null && i < keys.length(); i++) {
      byte[] key = keys.bytes(i);
      reads.add(table, key, KeyCodec.successor(key));
    }
  }

  /// A scan is closed. What it cost goes to the engine's counters only: the scan tells its own.
  void scanned(SessionScan scan) {
    scans.remove(scan);
    engine.counters.add(scan.statistics());
  }

  @Override
  public ScanStatistics statistics() {
    return cost.statistics();
  }

  @Override
  public boolean sees(IndexDescriptor index) {
    Transaction open = open();
    Catalog seen = open.hasSnapshot() ? open.snapshot().state().catalog() : engine.catalog();
    if (isReady(seen, index)) {
      return true;
    }
    Catalog own = open.catalog();
    return own != null && isReady(own, index) && engine.catalog().tableOfIndex(index.id()) == null;
  }

  @Override
  public void beginBuild(TableDescriptor table) {
    Transaction open = writable("CREATE INDEX");
    enter();
    try {
      writer.lockUnchanged(open, layout(table), TableLock.SHARE_ROW_EXCLUSIVE);
      beginStatement();
      TableState committed = engine.sequence.current().table(table.id());
      if (committed.lastChange() > open.snapshot().commit()) {
        throw new TransactionRollbackException(
            SqlState.SERIALIZATION_FAILURE, "could not serialize access due to concurrent update");
      }
    } finally {
      leave();
    }
  }

  private static boolean isReady(Catalog catalog, IndexDescriptor index) {
    TableDescriptor table = catalog.tableOfIndex(index.id());
    IndexDescriptor present = table == null ? null : table.index(index.id());
    return present != null && present.ready();
  }

  @Override
  public long insert(TableDescriptor table, ColumnBatch rows) {
    Transaction open = writable("INSERT");
    enter();
    try {
      return writer.insert(open, layout(table), rows);
    } finally {
      leave();
    }
  }

  @Override
  public void update(TableDescriptor table, BytesVector rowKeys, ColumnBatch rows) {
    Transaction open = writable("UPDATE");
    enter();
    try {
      writer.update(open, layout(table), rowKeys, rows);
    } finally {
      leave();
    }
  }

  @Override
  public void delete(TableDescriptor table, BytesVector rowKeys) {
    Transaction open = writable("DELETE");
    enter();
    try {
      writer.delete(open, layout(table), rowKeys);
    } finally {
      leave();
    }
  }

  @Override
  public boolean[] lockRows(
      TableDescriptor table, BytesVector keys, RowLock strength, WaitPolicy policy) {
    Transaction open = writable("SELECT " + strength.clause());
    enter();
    try {
      TableLayout layout = layout(table);
      writer.lockRowsOf(open, layout, TableLock.ROW_SHARE);
      return new RowLocker(locks, engine.sequence::current, open, layout, strength, policy)
          .lock(keys);
    } finally {
      leave();
    }
  }

  @Override
  public void lockKeys(TableDescriptor entries, BytesVector keys) {
    Transaction open = writable("UPDATE");
    enter();
    try {
      for (int i = 0; i < keys.length(); i++) {
        locks.lockRow(open, entries.id(), keys.bytes(i), RowLock.UPDATE);
      }
    } finally {
      leave();
    }
  }

  @Override
  public void requireUnique(TableDescriptor entries, BytesVector keys) {
    lockKeys(entries, keys);
    readNewest(() -> {
      enter();
      try {
        Transaction open = open();
        TableView view = viewBelowOwn(open, entries.id());
        DeltaTree own = open.writes(entries.id()).own();
        for (int i = 0; i < keys.length(); i++) {
          KeyRange range = KeyRange.prefix(keys.bytes(i));
          if (count(view, own, range, new SearchCounters()) > 1) {
            throw duplicate(open, layout(entries), range);
          }
        }
      } finally {
        leave();
      }
    });
  }

  /// The error of entries that have the same key.
  private static SqlException duplicate(Transaction open, TableLayout layout, KeyRange range) {
    int[] all = new int[layout.table.columns().size()];
    Arrays.setAll(all, column -> column);
    ScanRequest first = new ScanRequest(layout.table, List.of(range), all, List.of(), false, 0, 1);
    TableView view = viewWithOwn(open, layout.id(), range);
    try (TableScan scan = new MergeScan(view, layout, first, new SearchCounters())) {
      ColumnBatch rows = Objects.requireNonNull(scan.next());
      return layout.duplicateKey(rows, rows.row(0));
    }
  }

  @Override
  public void lockTable(TableDescriptor table, TableLock mode, boolean waits) {
    Transaction open = open();
    enter();
    try {
      if (waits) {
        writer.lockPresent(open, table, mode);
      } else if (!locks.tryLockTable(open, table.id(), mode)) {
        throw new StatementException(
            SqlState.LOCK_NOT_AVAILABLE,
            "could not obtain lock on relation \"" + table.name() + "\"");
      }
    } finally {
      leave();
    }
  }

  @Override
  public boolean lockTable(TableDescriptor table, TableLock mode, long millis) {
    Transaction open = open();
    enter();
    try {
      return locks.tryLockTable(open, table.id(), mode, millis);
    } finally {
      leave();
    }
  }

  @Override
  public void lockTableForSession(TableDescriptor table, TableLock mode) {
    enter();
    try {
      locks.lockTable(tables, table.id(), mode);
    } finally {
      leave();
    }
  }

  @Override
  public void unlockTables() {
    engine.locks.releaseAll(tables);
  }

  @Override
  public boolean awaitLockers(
      TableDescriptor table, TableLock mode, long millis, LockersProgress progress) {
    enter();
    try {
      return locks.awaitHolders(tables, table.id(), mode, millis, progress);
    } finally {
      leave();
    }
  }

  @Override
  public Moment moment() {
    return new SessionMoment(this, reading().snapshot().share(), cost);
  }

  @Override
  public boolean lockAdvisory(
      AdvisoryKey key, boolean shared, boolean forTransaction, boolean waits) {
    LockOwner owner = forTransaction ? open().locks() : lockOwner;
    enter();
    try {
      return locks.lockAdvisory(owner, key, shared, waits);
    } finally {
      leave();
    }
  }

  @Override
  public boolean unlockAdvisory(AdvisoryKey key, boolean shared) {
    return engine.locks.unlockAdvisory(lockOwner, key, shared);
  }

  @Override
  public void unlockAllAdvisory() {
    engine.locks.releaseAll(lockOwner);
  }

  @Override
  public void becomeReadOnly() {
    open().becomeReadOnly();
  }

  @Override
  public void truncate(TableDescriptor table) {
    Transaction open = writable("TRUNCATE TABLE");
    enter();
    try {
      writer.lockUnchanged(open, layout(table), TableLock.ACCESS_EXCLUSIVE);
      open.write(table.id(), TableWrites.EMPTIED);
      table.indexes().forEach(index -> open.write(index.id(), TableWrites.EMPTIED));
    } finally {
      leave();
    }
  }

  @Override
  public void truncate(IndexDescriptor index) {
    writable("REINDEX").write(index.id(), TableWrites.EMPTIED);
  }

  @Override
  public BulkLoad bulkLoad(TableDescriptor table) {
    writable("COPY FROM");
    return new SessionLoad(this, layout(table), engine.config.loadBytes());
  }

  void insertAll(TableLayout layout, List<ColumnBatch> batches) {
    Transaction open = reading();
    TableWrites before = open.writes(layout.id());
    boolean done = false;
    try {
      while (!done) {
        done = inserted(open, layout, batches);
        if (!done) {
          open.write(layout.id(), before);
          beginStatement();
        }
      }
    } finally {
      if (!done) {
        open.write(layout.id(), before);
      }
    }
  }

  /// False when a key's row was deleted after the snapshot was taken: the load goes on with a newer
  /// one, as nothing that it does depends on what it sees.
  private boolean inserted(Transaction open, TableLayout layout, List<ColumnBatch> batches) {
    int numbers = layout.table.columns().size();
    try {
      for (ColumnBatch batch : batches) {
        if (layout.hasHiddenKey()) {
          writer.insertNumbered(open, layout, batch, (LongVector) batch.column(numbers));
        } else {
          writer.insert(open, layout, batch);
        }
      }
      return true;
    } catch (StaleRowException deleted) {
      return false;
    }
  }

  long takeRowNumbers(int table, int count) {
    return engine.rowNumbers.take(table, count);
  }

  /// Takes the table for a load that writes segments.
  LoadedSegments startLoad(TableLayout layout) {
    Transaction open = reading();
    writer.lockRowsOf(open, layout, TableLock.SHARE_ROW_EXCLUSIVE);
    TableState committed = engine.sequence.current().table(layout.id());
    if (open.keepsSnapshot() && committed.lastChange() > open.snapshot().commit()) {
      throw new TransactionRollbackException(
          SqlState.SERIALIZATION_FAILURE, "could not serialize access due to concurrent update");
    }
    TableWrites writes = open.writes(layout.id());
    TableView below = viewBelowOwn(committed, writes);
    TableView present = new TableView(below.runs(), below.overlay().overlaidBy(writes.own(), 0));
    return new LoadedSegments(engine, layout, present, writes.own(), cancel);
  }

  void finishLoad(TableLayout layout, LoadedSegments load) {
    Transaction open = reading();
    List<Segment> segments = load.finish();
    built.addAll(segments);
    TableWrites writes = open.writes(layout.id());
    open.write(layout.id(), writes.withLoaded(segments).withOwn(load.own()));
  }

  @Override
  public void close() {
    if (transaction != null) {
      rollback();
    }
    List.copyOf(scans).forEach(SessionScan::close);
    unlockAllAdvisory();
    unlockTables();
    engine.forget(this);
  }

  /// Marks the start of a call; 57014 or 57P01 when the session is told to stop.
  void enter() {
    busy.set(true);
    if (cancel.isCancelled()) {
      busy.setRelease(false);
      cancel.check();
    }
  }

  void leave() {
    busy.setRelease(false);
  }

  private Transaction open() {
    return Objects.requireNonNull(transaction, "no transaction is open");
  }

  /// The open transaction, with a snapshot.
  private Transaction reading() {
    Transaction open = open();
    if (!open.hasSnapshot()) {
      open.moveTo(engine.snapshots.take());
    }
    return open;
  }

  private Transaction writable(String command) {
    Transaction open = reading();
    if (open.isReadOnly()) {
      throw new StatementException(
          SqlState.READ_ONLY_SQL_TRANSACTION,
          "cannot execute " + command + " in a read-only transaction");
    }
    return open;
  }

  /// The table at the snapshot with what the transaction loaded, without its own writes: those have
  /// an exact net effect on ranks, and points look at them first.
  private static TableView viewBelowOwn(Transaction open, int table) {
    return viewBelowOwn(open.snapshot().state().table(table), open.writes(table));
  }

  private static TableView viewBelowOwn(TableState committed, TableWrites writes) {
    if (!writes.truncated() && writes.loaded().isEmpty()) {
      return new TableView(committed.runs(), committed.delta());
    }
    List<SegmentRun> runs = writes.truncated() ? List.of() : committed.runs();
    for (Segment segment : writes.loaded()) {
      runs = SegmentRun.place(runs, segment);
    }
    return new TableView(runs, writes.truncated() ? DeltaTree.EMPTY : committed.delta());
  }

  /// The table with the transaction's own writes laid over it, those in `hull` at least.
  private static TableView viewWithOwn(Transaction open, int table, KeyRange hull) {
    TableView below = viewBelowOwn(open, table);
    DeltaTree own = open.writes(table).own();
    DeltaCursor inHull = own.cursor(own.indexOf(hull.from()), own.endIndexOf(hull.to()));
    return new TableView(below.runs(), below.overlay().overlaidBy(inHull, 0));
  }

  private TableLayout layout(TableDescriptor table) {
    TableLayout layout = layouts.get(table.id());
    if (layout == null || layout.table != table) {
      layout = new TableLayout(table);
      layouts.put(table.id(), layout);
    }
    return layout;
  }
}
