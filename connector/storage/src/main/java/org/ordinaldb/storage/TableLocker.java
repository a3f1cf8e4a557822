package org.ordinaldb.storage;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.error.TransactionRollbackException;
import org.ordinaldb.transaction.DatabaseState;
import org.ordinaldb.transaction.TableLock;
import org.ordinaldb.transaction.Transaction;

/// Locks tables for statements that were planned before: a table may have been altered or dropped by
/// the time the lock is had. Owned by the session's thread.
final class TableLocker {
  private final SessionLocks locks;
  private final Supplier<DatabaseState> newest;

  TableLocker(SessionLocks locks, Supplier<DatabaseState> newest) {
    this.locks = locks;
    this.newest = newest;
  }

  /// Locks a table whose rows are to be locked or written. When it was dropped or altered meanwhile the
  /// statement has to be planned again, unless only indexes have changed that are not ready. Once the
  /// lock is had, none gets ready and none that is goes.
  ///
  /// An index's entries need no lock of their own: whoever writes them has locked the table, and an
  /// index goes only with its table's descriptor.
  void lockRowsOf(Transaction transaction, TableLayout layout, TableLock mode) {
    if (layout.isIndex()) {
      return;
    }
    TableDescriptor planned = layout.table;
    TableDescriptor now = lockPresent(transaction, planned, mode);
    if (now == planned) {
      return;
    }
    if (now.isSameButForIndexes(planned)) {
      if (!now.readyIndexes().equals(planned.readyIndexes())) {
        throw new StalePlanException();
      }
    } else if (transaction.keepsSnapshot()) {
      throw new TransactionRollbackException(
          SqlState.SERIALIZATION_FAILURE,
          "could not serialize access due to concurrent schema change");
    } else {
      throw new StalePlanException();
    }
  }

  /// Locks a table that is to be exactly what it was when the statement was planned.
  void lockUnchanged(Transaction transaction, TableLayout layout, TableLock mode) {
    lockRowsOf(transaction, layout, mode);
    if (!layout.table.equals(lockPresent(transaction, layout.table, mode))) {
      throw new StalePlanException();
    }
  }

  /// Locks a table, whatever it has become; returns what it is now.
  TableDescriptor lockPresent(Transaction transaction, TableDescriptor planned, TableLock mode) {
    transaction.lookAtNewest();
    locks.lockTable(transaction, planned.id(), mode);
    return present(transaction, planned);
  }

  /// The table whose writers write a layout's rows: itself, or for the entries of an index the table that
  /// it belongs to. Null while nobody writes them but who builds the index.
  @Nullable TableDescriptor writtenWith(Transaction transaction, TableLayout layout) {
    if (!layout.isIndex()) {
      return layout.table;
    }
    Catalog own = transaction.catalog();
    Catalog catalog = own == null ? newest.get().catalog() : own;
    TableDescriptor table = catalog.tableOfIndex(layout.id());
    IndexDescriptor index = table == null ? null : table.index(layout.id());
    return index == null || !index.ready() ? null : table;
  }

  /// Locks a table if that takes no waiting, 55P03 otherwise.
  void lockNow(Transaction transaction, TableDescriptor planned, TableLock mode) {
    transaction.lookAtNewest();
    if (!locks.tryLockTable(transaction, planned.id(), mode)) {
      throw new StatementException(
          SqlState.LOCK_NOT_AVAILABLE,
          "could not obtain lock on relation \"" + planned.name() + "\"");
    }
    present(transaction, planned);
  }

  private TableDescriptor present(Transaction transaction, TableDescriptor planned) {
    Catalog own = transaction.catalog();
    TableDescriptor now = (own == null ? newest.get().catalog() : own).table(planned.id());
    if (now == null && transaction.keepsSnapshot()) {
      throw new StatementException(
          SqlState.UNDEFINED_TABLE, "relation \"" + planned.name() + "\" does not exist");
    }
    if (now == null) {
      throw new StalePlanException();
    }
    return now;
  }

  /// 40001 when the table, locked against writers by now, has changed since a snapshot that the
  /// transaction keeps.
  void requireUnchangedRows(Transaction transaction, TableLayout layout) {
    long lastChange = newest.get().table(layout.id()).lastChange();
    if (transaction.keepsSnapshot() && lastChange > transaction.snapshot().commit()) {
      throw CommittedRow.changedConcurrently(transaction);
    }
  }
}
