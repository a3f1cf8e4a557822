package org.ordinaldb.storage;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.transaction.AdvisoryKey;
import org.ordinaldb.transaction.IsolationLevel;
import org.ordinaldb.transaction.LockersProgress;
import org.ordinaldb.transaction.RowLock;
import org.ordinaldb.transaction.TableLock;
import org.ordinaldb.transaction.TableWrites;
import org.ordinaldb.transaction.Transaction;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;

/// A session of the [LocalEngine]: gives each call the transaction that it asks for and hands it to the
/// one that knows how. Owned by one thread at a time; others only ask whether it is busy, and use the
/// cancel token.
final class LocalSession implements StorageSession {
  private final LocalEngine engine;
  private final SessionCalls calls = new SessionCalls();
  private final TableLayouts layouts = new TableLayouts();
  private final SessionLocks locks;
  private final SessionReads reads;
  private final SessionTransaction transaction;
  private final SessionCatalog catalog;
  private final TableLocker tables;
  private final RowWriter writer;

  LocalSession(LocalEngine engine) {
    this.engine = engine;
    this.locks = new SessionLocks(engine.locks, calls.cancel);
    this.reads = new SessionReads(calls, engine.snapshots, layouts, engine.counters);
    this.transaction = new SessionTransaction(engine, calls, locks, reads);
    this.catalog = new SessionCatalog(locks, engine::catalog);
    this.tables = new TableLocker(locks, engine.sequence::current);
    this.writer = new RowWriter(locks, tables, engine.sequence::current, engine.rowNumbers);
  }

  /// Whether a call is under way that the engine has to wait for before it closes.
  boolean isBusy() {
    return calls.underWay();
  }

  @Override
  public CancelToken cancelToken() {
    return calls.cancel;
  }

  @Override
  public void synchronousCommit(boolean on) {
    transaction.synchronousCommit(on);
  }

  @Override
  public void identify(int number) {
    locks.identify(number);
  }

  @Override
  public void lockTimeoutMillis(long millis) {
    locks.timeoutMillis(millis);
  }

  @Override
  public void begin(IsolationLevel isolation, boolean readOnly) {
    transaction.begin(isolation, readOnly);
  }

  @Override
  public boolean inTransaction() {
    return transaction.openOrNull() != null;
  }

  @Override
  public void readOnly(boolean value) {
    transaction.open().readOnly(value);
  }

  @Override
  public boolean keepsSnapshot() {
    return transaction.open().keepsSnapshot();
  }

  @Override
  public void beginStatement() {
    transaction.beginStatement();
  }

  @Override
  public void endStatement() {
    transaction.endStatement();
  }

  @Override
  public void commit() {
    transaction.commit();
  }

  @Override
  public void rollback() {
    transaction.rollback();
  }

  @Override
  public void prepare(String globalId, String owner) {
    transaction.prepare(globalId, owner);
  }

  @Override
  public void register(Synchronization synchronization) {
    transaction.register(synchronization);
  }

  @Override
  public Savepoint savepoint() {
    return transaction.savepoint();
  }

  @Override
  public void rollbackTo(Savepoint savepoint) {
    transaction.rollbackTo(savepoint);
  }

  @Override
  public void retryStatement(Savepoint savepoint) {
    transaction.retryStatement(savepoint);
  }

  @Override
  public Catalog catalog() {
    return catalog.of(transaction.openOrNull());
  }

  @Override
  public boolean sees(IndexDescriptor index) {
    return catalog.sees(transaction.open(), index);
  }

  @Override
  public void lockCatalog() {
    Transaction open = transaction.open();
    calls.run(() -> catalog.lock(open));
  }

  @Override
  public boolean tryLockCatalog() {
    return catalog.tryLock(transaction.open());
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
    Transaction open = transaction.writing("CREATE TABLE");
    calls.run(() -> catalog.change(open, change, lock));
  }

  @Override
  public TableScan scan(ScanRequest request) {
    return reads.scan(transaction.reading(), request);
  }

  @Override
  public ColumnBatch get(TableDescriptor table, BytesVector keys, int[] projection) {
    return reads.get(transaction.reading(), table, keys, projection);
  }

  @Override
  public long count(TableDescriptor table, List<KeyRange> ranges) {
    return reads.count(transaction.reading(), table, ranges);
  }

  @Override
  public long rank(TableDescriptor table, byte[] key) {
    return reads.rank(transaction.reading(), table, key);
  }

  @Override
  public Moment moment() {
    return reads.moment(transaction.reading());
  }

  @Override
  public void readNewest(Runnable action) {
    reads.newest(transaction.open(), action);
  }

  @Override
  public ReadView readView() {
    return reads.view(transaction.reading());
  }

  @Override
  public <T extends @Nullable Object> T readIn(ReadView view, Supplier<T> action) {
    return reads.in(transaction.open(), view, action);
  }

  @Override
  public ScanStatistics statistics() {
    return reads.statistics();
  }

  @Override
  public long insert(TableDescriptor table, ColumnBatch rows) {
    Transaction open = transaction.writing("INSERT");
    calls.enter();
    try {
      return writer.insert(open, layouts.of(table), rows);
    } finally {
      calls.leave();
    }
  }

  @Override
  public void update(TableDescriptor table, BytesVector rowKeys, ColumnBatch rows) {
    Transaction open = transaction.writing("UPDATE");
    calls.run(() -> writer.update(open, layouts.of(table), rowKeys, rows));
  }

  @Override
  public void delete(TableDescriptor table, BytesVector rowKeys) {
    Transaction open = transaction.writing("DELETE");
    calls.run(() -> writer.delete(open, layouts.of(table), rowKeys));
  }

  @Override
  public void truncate(TableDescriptor table) {
    Transaction open = transaction.writing("TRUNCATE TABLE");
    calls.run(() -> writer.truncate(open, layouts.of(table)));
  }

  @Override
  public void truncate(IndexDescriptor index) {
    transaction.writing("REINDEX").write(index.id(), TableWrites.EMPTIED);
  }

  @Override
  public void beginBuild(TableDescriptor table) {
    Transaction open = transaction.writing("CREATE INDEX");
    TableLayout layout = layouts.of(table);
    calls.run(() -> {
      tables.lockUnchanged(open, layout, TableLock.SHARE_ROW_EXCLUSIVE);
      transaction.beginStatement();
      tables.requireUnchangedRows(open, layout);
    });
  }

  @Override
  public BulkLoad bulkLoad(TableDescriptor table) {
    transaction.writing("COPY FROM");
    return new SessionLoad(engine, calls, transaction, tables, writer, layouts.of(table));
  }

  @Override
  public boolean[] lockRows(
      TableDescriptor table, BytesVector keys, RowLock strength, WaitPolicy policy) {
    Transaction open = transaction.writing("SELECT " + strength.clause());
    TableLayout layout = layouts.of(table);
    calls.enter();
    try {
      tables.lockRowsOf(open, layout, TableLock.ROW_SHARE);
      return new RowLocker(locks, reads, engine.sequence::current, open, layout, strength, policy)
          .lock(keys);
    } finally {
      calls.leave();
    }
  }

  @Override
  public void lockKeys(TableDescriptor entries, BytesVector keys) {
    UniqueCheck check = uniqueCheck(entries);
    calls.run(() -> check.lock(keys));
  }

  @Override
  public void requireUnique(TableDescriptor entries, BytesVector keys) {
    UniqueCheck check = uniqueCheck(entries);
    calls.run(() -> {
      check.lock(keys);
      reads.newest(transaction.open(), () -> check.require(keys));
    });
  }

  @Override
  public void requireUntouchedReads() {
    transaction.requireUntouchedReads();
  }

  private UniqueCheck uniqueCheck(TableDescriptor entries) {
    return new UniqueCheck(locks, transaction.writing("UPDATE"), layouts.of(entries));
  }

  @Override
  public void lockTable(TableDescriptor table, TableLock mode, boolean waits) {
    Transaction open = transaction.open();
    calls.run(() -> {
      if (waits) {
        tables.lockPresent(open, table, mode);
      } else {
        tables.lockNow(open, table, mode);
      }
    });
  }

  @Override
  public boolean lockTable(TableDescriptor table, TableLock mode, long millis) {
    Transaction open = transaction.open();
    return calls.ask(() -> locks.tryLockTable(open, table.id(), mode, millis));
  }

  @Override
  public void lockTableForSession(TableDescriptor table, TableLock mode) {
    calls.run(() -> locks.lockTableForSession(table.id(), mode));
  }

  @Override
  public void unlockTables() {
    locks.unlockTables();
  }

  @Override
  public LockersWait lockers(TableDescriptor table, TableLock mode, LockersProgress progress) {
    return new LockersWait(calls, locks, table.id(), mode, progress);
  }

  @Override
  public boolean lockAdvisory(
      AdvisoryKey key, boolean shared, boolean forTransaction, boolean waits) {
    BooleanSupplier lock =
        forTransaction
            ? () -> locks.lockAdvisory(transaction.open(), key, shared, waits)
            : () -> locks.lockAdvisory(key, shared, waits);
    return calls.ask(lock);
  }

  @Override
  public boolean unlockAdvisory(AdvisoryKey key, boolean shared) {
    return locks.unlockAdvisory(key, shared);
  }

  @Override
  public void unlockAllAdvisory() {
    locks.unlockAllAdvisory();
  }

  @Override
  public void close() {
    if (inTransaction()) {
      rollback();
    }
    reads.closeScans();
    unlockAllAdvisory();
    unlockTables();
    engine.forget(this);
  }
}
