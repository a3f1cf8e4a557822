package org.ordinaldb.storage;

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

/// What a session and its transactions lock, with the session's patience. Owned by the session's
/// thread.
final class SessionLocks {
  private final LockManager locks;
  private LockWait wait;

  /// Has the advisory locks of the session.
  private final LockOwner session = new LockOwner();

  /// Has the table locks that outlive a transaction.
  private final LockOwner tables = new LockOwner(session);

  SessionLocks(LockManager locks, CancelToken cancel) {
    this.locks = locks;
    this.wait = new LockWait(true, 0, cancel);
  }

  /// The number by which others know the session.
  void identify(int number) {
    session.identify(number);
  }

  /// Waits at most this long; 0 is forever.
  void timeoutMillis(long millis) {
    wait = brief(millis);
  }

  long timeoutMillis() {
    return wait.timeoutMillis();
  }

  private LockWait brief(long millis) {
    return new LockWait(true, millis, wait.cancel());
  }

  /// Has the locks of a new transaction.
  LockOwner newTransaction() {
    return new LockOwner(session);
  }

  int mark(Transaction transaction) {
    return locks.mark(transaction.locks());
  }

  void releaseSince(Transaction transaction, int mark) {
    locks.releaseSince(transaction.locks(), mark);
  }

  void releaseAll(Transaction transaction) {
    locks.releaseAll(transaction.locks());
  }

  /// Leaves the transaction's locks to the transaction, which is the session's no longer.
  void detach(Transaction transaction) {
    locks.detach(transaction.locks());
  }

  void lockTable(Transaction transaction, int table, TableLock mode) {
    locks.lockTable(transaction.locks(), table, mode, wait);
  }

  boolean tryLockTable(Transaction transaction, int table, TableLock mode) {
    return locks.lockTable(transaction.locks(), table, mode, wait.withoutWaiting());
  }

  /// Waits no longer than that; 55P03 when the session's patience ends before.
  boolean tryLockTable(Transaction transaction, int table, TableLock mode, long millis) {
    boolean givesUp = wait.timeoutMillis() == 0 || wait.timeoutMillis() > millis;
    try {
      locks.lockTable(transaction.locks(), table, mode, givesUp ? brief(millis) : wait);
      return true;
    } catch (StatementException e) {
      if (e.state() != SqlState.LOCK_NOT_AVAILABLE || !givesUp) {
        throw e;
      }
      return false;
    }
  }

  void lockTableForSession(int table, TableLock mode) {
    locks.lockTable(tables, table, mode, wait);
  }

  void unlockTables() {
    locks.releaseAll(tables);
  }

  /// Waits for each of them no longer than that, then 55P03.
  void awaitHolders(int table, TableLock mode, long millis, LockersProgress progress) {
    locks.awaitHolders(tables, table, mode, brief(Math.max(1, millis)), progress);
  }

  boolean lockAdvisory(AdvisoryKey key, boolean shared, boolean waits) {
    return lockAdvisory(session, key, shared, waits);
  }

  boolean lockAdvisory(Transaction transaction, AdvisoryKey key, boolean shared, boolean waits) {
    return lockAdvisory(transaction.locks(), key, shared, waits);
  }

  private boolean lockAdvisory(LockOwner owner, AdvisoryKey key, boolean shared, boolean waits) {
    return locks.lockAdvisory(owner, key, shared, waits ? wait : wait.withoutWaiting());
  }

  boolean unlockAdvisory(AdvisoryKey key, boolean shared) {
    return locks.unlockAdvisory(session, key, shared);
  }

  void unlockAllAdvisory() {
    locks.releaseAll(session);
  }

  void lockRow(Transaction transaction, int table, byte[] key, RowLock strength) {
    locks.lockRow(transaction.locks(), table, key, strength, wait);
  }

  boolean tryLockRow(Transaction transaction, int table, byte[] key, RowLock strength) {
    return locks.lockRow(transaction.locks(), table, key, strength, wait.withoutWaiting());
  }
}
