package org.ordinaldb.storage;

import java.util.List;
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
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;

/// One client's door to the engine: at most one transaction at a time. Owned by one thread at a time;
/// [#cancelToken()] may be used by any.
///
/// - Reads see the statement's snapshot (READ COMMITTED) or the transaction's (the other levels),
///   overlaid by the transaction's own writes.
/// - Writes lock their rows first, waiting for other writers. When a row turns out to be changed by
///   a transaction that the snapshot does not see, READ COMMITTED throws [StaleRowException]: the
///   caller undoes the statement by [#retryStatement] and runs it again. The other levels throw
///   40001.
/// - When a table was altered between a statement's planning and its lock, writes and locks throw
///   [StalePlanException]: the caller undoes the statement likewise, plans it again and runs it.
/// - An error leaves the transaction open; the caller decides between [#rollbackTo] and
///   [#rollback()].
public interface StorageSession extends AutoCloseable {
  /// Starts a transaction. None may be open. Its snapshot is taken by [#beginStatement()] or the first
  /// call that reads, so that tables can be locked before.
  void begin(IsolationLevel isolation, boolean readOnly);

  boolean inTransaction();

  /// Takes the snapshot for the next statement, where the isolation level has one a statement or the
  /// transaction has none yet.
  void beginStatement();

  /// Lets the statement's snapshot go where the isolation level has one a statement; scans that are
  /// open keep theirs. The next statement, or any call that reads, takes a new one.
  void endStatement();

  /// Whether the open transaction reads one snapshot to its end, as REPEATABLE READ and SERIALIZABLE
  /// do.
  boolean keepsSnapshot();

  /// Runs reads over what is committed by now and the own writes, whatever the isolation level: a
  /// foreign key has to hold for rows that the transaction does not see, too.
  void readNewest(Runnable reads);

  /// What reads see at present: the snapshot and the own writes. Savepoints and further statements leave
  /// it as it is.
  ReadView readView();

  /// Runs reads that see what they would have seen at an earlier time of the open transaction.
  <T extends @Nullable Object> T readIn(ReadView view, Supplier<T> reads);

  /// Commits; durable (as [#synchronousCommit] asks) and visible to everyone when it returns. After
  /// an exception the transaction is rolled back: 40001 when it is SERIALIZABLE and something that it
  /// read was changed since.
  void commit();

  void rollback();

  /// First phase of a commit in two: writes down everything that the transaction did and holds,
  /// and leaves it to [StorageEngine#commitPrepared] or [StorageEngine#rollbackPrepared]; until
  /// then its locks are held, past the session and past a crash. The session has no transaction
  /// afterwards; after an exception the transaction is rolled back.
  ///
  /// @param globalId a name that no other prepared transaction has (42710), shorter than 200 bytes
  /// @param owner who prepares it
  void prepare(String globalId, String owner);

  /// Has somebody told of the open transaction's end, whoever brings it about.
  void register(Synchronization synchronization);

  /// A mark in the transaction's writes; marks nest.
  Savepoint savepoint();

  /// Undoes the writes and catalog changes since the mark and gives the locks taken since back,
  /// but in a SERIALIZABLE transaction, which depends on what it saw under them. The mark stays
  /// valid.
  void rollbackTo(Savepoint savepoint);

  /// Undoes what a statement wrote since the mark, locks kept, and takes a new snapshot: it may run
  /// again after a [StaleRowException].
  void retryStatement(Savepoint savepoint);

  /// Whether commits of this session wait for the disk. On by default.
  void synchronousCommit(boolean on);

  /// The number by which listings of locks and deadlock reports call the session.
  void identify(int number);

  /// Waits for a lock at most this long before 55P03; 0 is forever.
  void lockTimeoutMillis(long millis);

  CancelToken cancelToken();

  /// The catalog as the transaction sees it, or the newest when none is open.
  Catalog catalog();

  /// Keeps others from changing the catalog until the transaction ends. [#changeCatalog] does so as
  /// well, but who decides by what is in the catalog has to begin with this.
  void lockCatalog();

  /// The same without waiting.
  ///
  /// @return whether others are kept from it
  boolean tryLockCatalog();

  /// Changes the catalog within the transaction. New tables take [Catalog#nextId()] as their id and
  /// start empty; removed tables lose their rows at commit. One transaction at a time changes the
  /// catalog; others wait. Tables that are altered or dropped are locked against other writers.
  void changeCatalog(UnaryOperator<Catalog> change);

  /// The same with a lock of the caller's choice on the altered tables. With one that lets writers go
  /// on it is for what no writer needs to know of: indexes that are not ready, and that constraints
  /// hold for the rows that are there.
  void changeCatalog(UnaryOperator<Catalog> change, TableLock lock);

  /// Starts a scan. It reads the snapshot and the own writes of this moment, also past the statement
  /// and the transaction, until it or the session is closed.
  TableScan scan(ScanRequest request);

  /// Reads rows by their encoded keys. The batch has one row for each key that exists, in the keys'
  /// order (nulls and duplicates not allowed), with the columns of `projection` as in [ScanRequest].
  ColumnBatch get(TableDescriptor table, BytesVector keys, int[] projection);

  /// The exact number of rows in the ranges, by rank: no row is read.
  long count(TableDescriptor table, List<KeyRange> ranges);

  /// The exact number of rows before `key` in key order.
  long rank(TableDescriptor table, byte[] key);

  /// What point gets, counts and ranks cost since the session was opened.
  ScanStatistics statistics();

  /// Whether the snapshot shows an index with all its entries: an index that another transaction has
  /// made since has none for it.
  boolean sees(IndexDescriptor index);

  /// Inserts rows; the columns are the table's, in its order, already of the right types, with NOT
  /// NULL checked by the caller. A key that exists, or that occurs twice, is 23505 with PostgreSQL's
  /// detail `Key (id)=(1) already exists.`
  ///
  /// The entries of indexes are written by the caller, with [IndexTable#entries()] as the table and
  /// after the rows themselves, so that a row that has changed since the snapshot is noticed first.
  ///
  /// @return the hidden row number of the first row, those of the others follow it; 0 for a table
  ///     with a primary key
  long insert(TableDescriptor table, ColumnBatch rows);

  /// Replaces rows, found by their present keys in `rowKeys` (logical row i of `rows` belongs to row
  /// i of `rowKeys`). A key may change with it; uniqueness is checked after all rows of the call.
  void update(TableDescriptor table, BytesVector rowKeys, ColumnBatch rows);

  /// Deletes rows by their keys.
  void delete(TableDescriptor table, BytesVector rowKeys);

  /// Locks rows, each until the transaction ends or goes back behind this point.
  ///
  /// - A row that the transaction does not see is not locked, unless it is READ COMMITTED and the row
  ///   has been committed since.
  /// - A row that was changed since the snapshot throws as in writes do; for KEY SHARE only when it is
  ///   gone or has another unique key. With [WaitPolicy#SKIP_LOCKED], READ COMMITTED passes over a row that is gone.
  /// - Refused in a read-only transaction (25006). The table's lock is ROW SHARE, waited for whatever
  ///   the policy.
  ///
  /// @return for each key whether its row is there and locked
  boolean[] lockRows(TableDescriptor table, BytesVector keys, RowLock strength, WaitPolicy policy);

  /// Locks keys of a deferrable unique constraint, until the transaction ends or goes back behind this
  /// point: an entry with them is about to go, and who checks the constraint has to know whether it does.
  ///
  /// @param entries [IndexTable#entries()] of the constraint's index
  /// @param keys the encoded parts, the beginnings of entries' keys
  void lockKeys(TableDescriptor entries, BytesVector keys);

  /// Checks a deferrable unique constraint: 23505 when two entries begin with one of the keys in what is
  /// committed by now and the own writes. Takes the keys' locks first, and waits for whoever has entries
  /// with them and has checked, or takes such away.
  ///
  /// @param entries [IndexTable#entries()] of the constraint's index
  /// @param keys the encoded parts, the beginnings of entries' keys
  void requireUnique(TableDescriptor entries, BytesVector keys);

  /// Throws 40001 when a serializable transaction cannot commit any more, for others have changed what
  /// it read.
  void requireUntouchedReads();

  /// Locks a table.
  ///
  /// @param waits otherwise 55P03 when the lock is not free
  void lockTable(TableDescriptor table, TableLock mode, boolean waits);

  /// Locks a table, waiting for a short while only; 55P03 when the lock timeout is over before.
  ///
  /// @return whether it is locked
  boolean lockTable(TableDescriptor table, TableLock mode, long millis);

  /// Locks a table for a command that works in several transactions. All such locks of the session go
  /// with [#unlockTables()] and with the session.
  void lockTableForSession(TableDescriptor table, TableLock mode);

  void unlockTables();

  /// A wait for the transactions of others that hold locks on a table which conflict with a mode.
  ///
  /// @param progress is told at the beginning and whenever one has ended
  LockersWait lockers(TableDescriptor table, TableLock mode, LockersProgress progress);

  /// Takes an advisory lock, for the session or until the transaction ends. Each lock of a session is
  /// given back on its own.
  ///
  /// @return whether it is held now: always when the call may wait
  boolean lockAdvisory(AdvisoryKey key, boolean shared, boolean forTransaction, boolean waits);

  /// Gives back one advisory lock of the session; false when it has none such.
  boolean unlockAdvisory(AdvisoryKey key, boolean shared);

  /// Gives back all advisory locks of the session.
  void unlockAllAdvisory();

  /// Whether the open transaction refuses writes from here on (25006).
  void readOnly(boolean value);

  /// Holds on to the moment that the snapshot shows, without the own writes.
  Moment moment();

  /// Keeps other writers away from a table of which an index is to be built, and moves a READ
  /// COMMITTED statement's snapshot past all of them; the other levels throw 40001 when the table has
  /// changed since theirs.
  void beginBuild(TableDescriptor table);

  /// Removes every entry of an index within the transaction, without reading them.
  void truncate(IndexDescriptor index);

  /// Removes every row of the table, and every entry of its indexes, within the transaction, without
  /// reading them.
  void truncate(TableDescriptor table);

  /// Starts a bulk load: rows in any order; large loads become segments directly and the commit
  /// attaches them. Same errors as [#insert].
  BulkLoad bulkLoad(TableDescriptor table);

  /// Rolls back what is open and gives everything back.
  @Override
  void close();

  /// A mark in a transaction's writes.
  interface Savepoint {}

  /// What a transaction's reads saw at some time; keeps its snapshot open until it is closed.
  interface ReadView extends AutoCloseable {
    @Override
    void close();
  }

  /// Follows one transaction to its end, on the session's thread.
  interface Synchronization {
    /// The transaction is about to be committed or prepared, and may still read, lock and write. What
    /// is thrown here rolls it back.
    void beforeCommit();

    /// The session has no transaction any more.
    ///
    /// @param committed whether it was committed or prepared
    void afterEnd(boolean committed);
  }
}
