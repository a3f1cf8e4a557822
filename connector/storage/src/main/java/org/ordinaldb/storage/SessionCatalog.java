package org.ordinaldb.storage;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.transaction.TableLock;
import org.ordinaldb.transaction.TableWrites;
import org.ordinaldb.transaction.Transaction;

/// The catalog as the transactions of a session see and change it: one transaction of all at a time
/// changes it, from the newest committed one on, with the tables that it alters or drops locked. Owned
/// by the session's thread.
final class SessionCatalog {
  /// The lock that stands for the catalog; no table has this id.
  private static final int CATALOG_LOCK = 0;

  private final SessionLocks locks;
  private final Supplier<Catalog> newest;

  SessionCatalog(SessionLocks locks, Supplier<Catalog> newest) {
    this.locks = locks;
    this.newest = newest;
  }

  /// The catalog of a transaction, or the newest when there is none.
  Catalog of(@Nullable Transaction transaction) {
    Catalog own = transaction == null ? null : transaction.catalog();
    return own == null ? newest.get() : own;
  }

  void lock(Transaction transaction) {
    locks.lockTable(transaction, CATALOG_LOCK, TableLock.ACCESS_EXCLUSIVE);
  }

  boolean tryLock(Transaction transaction) {
    return locks.tryLockTable(transaction, CATALOG_LOCK, TableLock.ACCESS_EXCLUSIVE);
  }

  /// @param lock of the tables that are altered; null for one that keeps out whoever has to be
  void change(Transaction transaction, UnaryOperator<Catalog> change, @Nullable TableLock lock) {
    lock(transaction);
    Catalog before = of(transaction);
    Catalog after = change.apply(before);
    lockTables(transaction, before, after, lock);
    for (TableDescriptor table : before.tables().values()) {
      TableDescriptor changed = after.table(table.id());
      if (changed == null) {
        transaction.write(table.id(), TableWrites.EMPTIED);
      }
      if (changed != table) {
        emptyIndexes(transaction, table, changed);
      }
    }
    transaction.changeCatalog(after);
  }

  private void lockTables(
      Transaction transaction, Catalog before, Catalog after, @Nullable TableLock lock) {
    for (TableDescriptor table : before.tables().values()) {
      TableDescriptor changed = after.table(table.id());
      if (changed == null) {
        locks.lockTable(transaction, table.id(), TableLock.ACCESS_EXCLUSIVE);
      } else if (changed != table && !changed.equals(table)) {
        locks.lockTable(transaction, table.id(), lock == null ? lockFor(table, changed) : lock);
      }
    }
  }

  /// Readers of rows need not wait for a table that only gets an index, or one ready.
  private static TableLock lockFor(TableDescriptor table, TableDescriptor changed) {
    boolean gainsIndex =
        changed.isSameButForIndexes(table)
            && table.indexes().stream().allMatch(index -> keeps(changed, index));
    return gainsIndex ? TableLock.SHARE_ROW_EXCLUSIVE : TableLock.ACCESS_EXCLUSIVE;
  }

  private static boolean keeps(TableDescriptor changed, IndexDescriptor index) {
    IndexDescriptor now = changed.index(index.id());
    return index.equals(now) || index.withReady(true).equals(now);
  }

  /// Removes the entries of the indexes that a table loses.
  private static void emptyIndexes(
      Transaction transaction, TableDescriptor before, @Nullable TableDescriptor after) {
    for (IndexDescriptor index : before.indexes()) {
      if (after == null || after.index(index.id()) == null) {
        transaction.write(index.id(), TableWrites.EMPTIED);
      }
    }
  }

  /// Whether the transaction's snapshot shows an index with all its entries, or the transaction has
  /// made it itself.
  boolean sees(Transaction transaction, IndexDescriptor index) {
    Catalog committed = newest.get();
    Catalog seen = transaction.hasSnapshot() ? transaction.snapshot().state().catalog() : committed;
    if (isReady(seen, index)) {
      return true;
    }
    Catalog own = transaction.catalog();
    return own != null && isReady(own, index) && committed.tableOfIndex(index.id()) == null;
  }

  private static boolean isReady(Catalog catalog, IndexDescriptor index) {
    TableDescriptor table = catalog.tableOfIndex(index.id());
    IndexDescriptor present = table == null ? null : table.index(index.id());
    return present != null && present.ready();
  }
}
