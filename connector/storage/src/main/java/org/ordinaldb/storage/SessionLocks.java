package org.ordinaldb.storage;

import java.util.function.BooleanSupplier;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.transaction.AdvisoryKey;
import org.ordinaldb.transaction.LockManager;
import org.ordinaldb.transaction.LockOwner;
import org.ordinaldb.transaction.LockWait;
import org.ordinaldb.transaction.LockersProgress;
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
    lockTable(transaction.locks(), table, mode);
  }

  void lockTable(LockOwner owner, int table, TableLock mode) {
    locks.lockTable(owner, table, mode, wait);
  }

  boolean tryLockTable(Transaction transaction, int table, TableLock mode, long millis) {
    return inTime(() -> locks.lockTable(transaction.locks(), table, mode, brief(millis)));
  }

  boolean awaitHolders(
      LockOwner owner, int table, TableLock mode, long millis, LockersProgress progress) {
    return inTime(() -> {
      locks.awaitHolders(owner, table, mode, brief(millis), progress);
      return true;
    });
  }

  private LockWait brief(long millis) {
    return new LockWait(true, millis, wait.cancel());
  }

  private static boolean inTime(BooleanSupplier waiting) {
    try {
      return waiting.getAsBoolean();
    } catch (StatementException e) {
      if (e.state() != SqlState.LOCK_NOT_AVAILABLE) {
        throw e;
      }
      return false;
    }
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
