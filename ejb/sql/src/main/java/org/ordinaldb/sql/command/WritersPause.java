package org.ordinaldb.sql.command;

import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.storage.LockersWait;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.transaction.LockersProgress;
import org.ordinaldb.transaction.TableLock;

/// Keeps the writers of a table out for the last step of a command beside which they went on. Whoever
/// comes then waits for those who began before; so long transactions are waited for first, with nobody
/// kept out, and the step is given up when it takes long. Owned by the session's thread.
final class WritersPause {
  private static final TableLock LOCK = TableLock.SHARE_ROW_EXCLUSIVE;

  /// How long writers wait at first; twice as long whenever that was given up.
  private static final long PATIENCE_MILLIS = 20;

  private static final int DOUBLINGS_MAX = 10;

  /// How long to wait for those who began before until there may be something else to do.
  private static final long WAIT_MILLIS = 1000;

  private final StorageSession storage;
  private final TableDescriptor table;
  private final LockersWait writers;
  private int givenUp;

  WritersPause(StorageSession storage, TableDescriptor table, LockersProgress progress) {
    this.storage = storage;
    this.table = table;
    this.writers = storage.lockers(table, LOCK, progress);
  }

  /// Waits a while for writers to end who have begun by now.
  ///
  /// @return whether they have
  boolean awaitWriters() {
    return writers.await(WAIT_MILLIS);
  }

  /// Keeps writers out, and others from changing the catalog, until the transaction ends. Whoever holds
  /// the catalog may wait for the table, so it is not waited for under the table's lock.
  ///
  /// @return false when that was given up
  boolean begin() {
    StorageSession.Savepoint before = storage.savepoint();
    long millis = PATIENCE_MILLIS << Math.min(givenUp++, DOUBLINGS_MAX);
    if (storage.lockTable(table, LOCK, millis) && storage.tryLockCatalog()) {
      return true;
    }
    storage.rollbackTo(before);
    storage.lockCatalog();
    storage.rollbackTo(before);
    return false;
  }
}
