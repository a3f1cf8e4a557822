package org.ordinaldb.sql.command;

import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.storage.StalePlanException;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.transaction.TableLock;

/// Keeps a table in its form, and other work on its indexes away, over the transactions of a command.
/// Owned by the session's thread.
final class TableHold implements AutoCloseable {
  private final StorageSession storage;

  private TableHold(StorageSession storage) {
    this.storage = storage;
  }

  static TableHold of(CommandContext context, TableDescriptor table) {
    StorageSession storage = context.storage();
    storage.lockTableForSession(table, TableLock.SHARE_UPDATE_EXCLUSIVE);
    TableHold hold = new TableHold(storage);
    if (!table.equals(storage.catalog().table(table.id()))) {
      hold.close();
      throw new StalePlanException();
    }
    return hold;
  }

  @Override
  public void close() {
    storage.unlockTables();
  }
}
