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

/// Changes the catalog within a transaction: one transaction at a time, on the newest committed
/// catalog, with the tables that it alters or drops locked.
final class CatalogChange {
  /// The lock that stands for the catalog; no table has this id.
  static final int CATALOG_LOCK = 0;

  private CatalogChange() {}

  static void lock(Transaction transaction, RowWriter writer) {
    writer.lockTable(transaction, CATALOG_LOCK, TableLock.ACCESS_EXCLUSIVE);
  }

  /// @param lock of the tables that are altered; null for one that keeps out whoever has to be
  static void apply(
      Transaction transaction,
      RowWriter writer,
      Supplier<Catalog> newest,
      UnaryOperator<Catalog> change,
      @Nullable TableLock lock) {
    lock(transaction, writer);
    Catalog own = transaction.catalog();
    Catalog before = own == null ? newest.get() : own;
    Catalog after = change.apply(before);
    lockTables(transaction, writer, before, after, lock);
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

  private static void lockTables(
      Transaction transaction,
      RowWriter writer,
      Catalog before,
      Catalog after,
      @Nullable TableLock lock) {
    for (TableDescriptor table : before.tables().values()) {
      TableDescriptor changed = after.table(table.id());
      if (changed == null) {
        writer.lockTable(transaction, table.id(), TableLock.ACCESS_EXCLUSIVE);
      } else if (changed != table && !changed.equals(table)) {
        writer.lockTable(transaction, table.id(), lock == null ? lockFor(table, changed) : lock);
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
}
