package org.ordinaldb.storage;

import org.ordinaldb.error.CancelToken;
import org.ordinaldb.transaction.AdvisoryKey;
import org.ordinaldb.transaction.LockManager;
import org.ordinaldb.transaction.LockOwner;
import org.ordinaldb.transaction.LockWait;
import org.ordinaldb.transaction.RowLock;
import org.ordinaldb.transaction.TableLock;
import org.ordinaldb.transaction.Transaction;

/// Takes locks for a session's transactions, with the session's patience. Owned by the session's
/// thread.
final class SessionLocks {
  private final LockManager locks;
  private LockWait wait;

  SessionLocks(LockManager locks, CancelToken cancel) {
    this.locks = locks;
    this.wait = new LockWait(true, 0, cancel);
  }

  /// Waits at most this long; 0 is forever.
  void timeoutMillis(long millis) {
    wait = new LockWait(true, millis, wait.cancel());
  }

  void lockTable(Transaction transaction, int table, TableLock mode) {
    locks.lockTable(transaction.locks(), table, mode, wait);
  }

  boolean tryLockTable(Transaction transaction, int table, TableLock mode) {
    return locks.lockTable(transaction.locks(), table, mode, wait.withoutWaiting());
  }

  boolean lockAdvisory(LockOwner owner, AdvisoryKey key, boolean shared, boolean waits) {
    return locks.lockAdvisory(owner, key, shared, waits ? wait : wait.withoutWaiting());
  }

  void lockRow(Transaction transaction, int table, byte[] key, RowLock strength) {
    locks.lockRow(transaction.locks(), table, key, strength, wait);
  }

  boolean tryLockRow(Transaction transaction, int table, byte[] key, RowLock strength) {
    return locks.lockRow(transaction.locks(), table, key, strength, wait.withoutWaiting());
  }
}
