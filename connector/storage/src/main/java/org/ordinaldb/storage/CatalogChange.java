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
/// catalog, with the tables that it alters or drops to itself.
final class CatalogChange {
  /// The lock that stands for the catalog; no table has this id.
  private static final int CATALOG_LOCK = 0;

  private CatalogChange() {}

  static void lock(Transaction transaction, RowWriter writer) {
    writer.lockTable(transaction, CATALOG_LOCK, TableLock.ACCESS_EXCLUSIVE);
  }

  static void apply(
      Transaction transaction,
      RowWriter writer,
      Supplier<Catalog> newest,
      UnaryOperator<Catalog> change) {
    lock(transaction, writer);
    Catalog own = transaction.catalog();
    Catalog before = own == null ? newest.get() : own;
    Catalog after = change.apply(before);
    for (TableDescriptor table : before.tables().values()) {
      TableDescriptor changed = after.table(table.id());
      if (changed == null) {
        writer.lockTable(transaction, table.id(), TableLock.ACCESS_EXCLUSIVE);
        transaction.write(table.id(), TableWrites.EMPTIED);
        emptyIndexes(transaction, table, null);
      } else if (changed != table && !changed.equals(table)) {
        boolean gainsIndex =
            changed.indexes().containsAll(table.indexes())
                && changed.withIndexes(table.indexes()).equals(table);
        TableLock lock = gainsIndex ? TableLock.SHARE_ROW_EXCLUSIVE : TableLock.ACCESS_EXCLUSIVE;
        writer.lockTable(transaction, table.id(), lock);
        emptyIndexes(transaction, table, changed);
      }
    }
    transaction.changeCatalog(after);
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
