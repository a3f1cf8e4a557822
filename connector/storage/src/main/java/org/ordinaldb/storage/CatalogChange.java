package org.ordinaldb.storage;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.ordinaldb.catalog.Catalog;
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

  static void apply(
      Transaction transaction,
      RowWriter writer,
      Supplier<Catalog> newest,
      UnaryOperator<Catalog> change) {
    writer.lockTable(transaction, CATALOG_LOCK, TableLock.ACCESS_EXCLUSIVE);
    Catalog own = transaction.catalog();
    Catalog before = own == null ? newest.get() : own;
    Catalog after = change.apply(before);
    for (TableDescriptor table : before.tables().values()) {
      TableDescriptor changed = after.table(table.id());
      if (changed == null) {
        writer.lockTable(transaction, table.id(), TableLock.ACCESS_EXCLUSIVE);
        transaction.write(table.id(), TableWrites.EMPTIED);
      } else if (changed != table && !changed.equals(table)) {
        writer.lockTable(transaction, table.id(), TableLock.ACCESS_EXCLUSIVE);
      }
    }
    transaction.changeCatalog(after);
  }
}
