package org.ordinaldb.transaction;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.error.TransactionRollbackException;

/// Row and table locks, shared or exclusive, first come first served. Safe for use by many threads.
///
/// - Writers share a table's lock and take their rows' locks alone; schema changes, truncation and
///   bulk loads take the table's lock alone. Readers take none.
/// - A deadlock is found by the transaction whose wait would close the cycle: every edge of the
///   wait-for graph comes into being when somebody starts to wait, so looking then is enough.
/// - A waiting thread is never interrupted (it may be inside JE next): it looks at its cancel token
///   every few milliseconds.
/// - One mutex guards everything. It is held for a hash lookup; a lookup by stripes would save
///   nothing at the rate that an fsync allows.
public final class LockManager {
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final ReentrantLock mutex = new ReentrantLock();
  private final Map<Lock, Lock> locks = new HashMap<>();

  /// Locks a row for writing. Returns whether it had to wait.
  ///
  /// @param timeoutMillis 0 waits forever; past it the request fails with 55P03
  public boolean lockRow(
      LockOwner owner, int table, byte[] key, long timeoutMillis, CancelToken cancel) {
    return acquire(owner, new Lock(table, key), true, timeoutMillis, cancel);
  }

  /// Locks a table: shared with other writers, or alone.
  public boolean lockTable(
      LockOwner owner, int table, boolean exclusive, long timeoutMillis, CancelToken cancel) {
    return acquire(owner, new Lock(table, Lock.WHOLE_TABLE), exclusive, timeoutMillis, cancel);
  }

  /// Gives every lock of the transaction back.
  public void releaseAll(LockOwner owner) {
    mutex.lock();
    try {
      for (int i = owner.held.size() - 1; i >= 0; i--) {
        Lock lock = owner.held.get(i);
        lock.release(owner);
        grantWaiters(lock);
      }
      owner.held.clear();
    } finally {
      mutex.unlock();
    }
  }

  /// What an owner holds, for the record of a prepared transaction.
  public List<HeldLock> held(LockOwner owner) {
    mutex.lock();
    try {
      return owner.held.stream()
          .map(lock -> new HeldLock(lock.table, lock.key, lock.exclusive))
          .toList();
    } finally {
      mutex.unlock();
    }
  }

  /// Gives an owner the locks of its record back, before anybody else asks for any.
  public void restore(LockOwner owner, List<HeldLock> held) {
    mutex.lock();
    try {
      for (HeldLock each : held) {
        Lock lock = locks.computeIfAbsent(new Lock(each.table(), each.key()), key -> key);
        lock.grant(owner, each.exclusive());
      }
    } finally {
      mutex.unlock();
    }
  }

  /// How many locks are held now.
  public int size() {
    mutex.lock();
    try {
      return locks.size();
    } finally {
      mutex.unlock();
    }
  }

  private boolean acquire(
      LockOwner owner, Lock wanted, boolean exclusive, long timeoutMillis, CancelToken cancel) {
    Lock lock;
    mutex.lock();
    try {
      Lock present = locks.putIfAbsent(wanted, wanted);
      lock = present == null ? wanted : present;
      boolean held = lock.isHeldBy(owner);
      if (held && (lock.exclusive || !exclusive)) {
        return false;
      }
      if (lock.admits(owner, exclusive) && (held || !lock.hasQueue())) {
        lock.grant(owner, exclusive);
        return false;
      }
      startWaiting(owner, lock, exclusive);
    } finally {
      mutex.unlock();
    }
    await(owner, lock, timeoutMillis, cancel);
    return true;
  }

  private void startWaiting(LockOwner owner, Lock lock, boolean exclusive) {
    owner.waitsFor = lock;
    owner.wantsExclusive = exclusive;
    owner.waiter = Thread.currentThread();
    owner.granted = false;
    if (closesCycle(owner, lock)) {
      owner.waitsFor = null;
      throw new TransactionRollbackException(SqlState.DEADLOCK_DETECTED, "deadlock detected")
          .hint("See server log for query details.");
    }
    lock.enqueue(owner);
  }

  /// Whether somebody else who holds `lock` waits, over any number of others, for `owner`.
  private static boolean closesCycle(LockOwner owner, Lock lock) {
    Set<LockOwner> seen = new HashSet<>();
    seen.add(owner);
    ArrayDeque<LockOwner> open = new ArrayDeque<>();
    addOthers(lock, owner, seen, open);
    while (!open.isEmpty()) {
      Lock next = open.pop().waitsFor;
      if (next == null) {
        continue;
      }
      if (next.isHeldBy(owner)) {
        return true;
      }
      addOthers(next, owner, seen, open);
    }
    return false;
  }

  private static void addOthers(
      Lock lock, LockOwner owner, Set<LockOwner> seen, ArrayDeque<LockOwner> open) {
    for (LockOwner holder : lock.holders()) {
      if (holder != owner && seen.add(holder)) {
        open.push(holder);
      }
    }
  }

  private void await(LockOwner owner, Lock lock, long timeoutMillis, CancelToken cancel) {
    long start = System.nanoTime();
    while (!owner.granted) {
      LockSupport.parkNanos(lock, POLL_NANOS);
      boolean late =
          timeoutMillis > 0
              && System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
      if ((late || cancel.isCancelled()) && stopWaiting(owner, lock)) {
        cancel.check();
        throw new StatementException(
            SqlState.LOCK_NOT_AVAILABLE, "canceling statement due to lock timeout");
      }
    }
  }

  /// Leaves the queue; false when the lock was granted meanwhile.
  private boolean stopWaiting(LockOwner owner, Lock lock) {
    mutex.lock();
    try {
      if (owner.granted) {
        return false;
      }
      lock.dequeue(owner);
      owner.waitsFor = null;
      grantWaiters(lock);
      return true;
    } finally {
      mutex.unlock();
    }
  }

  private void grantWaiters(Lock lock) {
    LockOwner first = lock.first();
    while (first != null && lock.admits(first, first.wantsExclusive)) {
      lock.dequeue(first);
      lock.grant(first, first.wantsExclusive);
      first.waitsFor = null;
      Thread waiter = first.waiter;
      first.granted = true;
      LockSupport.unpark(waiter);
      first = lock.first();
    }
    if (lock.holder == null && !lock.hasQueue()) {
      locks.remove(lock);
    }
  }
}
