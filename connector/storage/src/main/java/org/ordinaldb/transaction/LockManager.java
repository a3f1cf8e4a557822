package org.ordinaldb.transaction;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;

/// Row, table and advisory locks, first come first served. Safe for use by many threads.
///
/// - A request waits for every other session that holds a conflicting mode, and for those who asked
///   for one before. Plain readers take no locks at all ([TableLock] says why).
/// - Of rows whoever conflicts with no holder waits for nobody, as in PostgreSQL: who refers to a row
///   need not wait until somebody who waits for its other referrers has deleted it.
/// - A deadlock is found by the session whose wait would close the cycle: every edge of the wait-for
///   graph that ends at a waiting session comes into being when somebody starts to wait, so looking
///   then is enough. It is none when one of the cycle can overtake another in a queue.
/// - A waiting thread is never interrupted (it may be inside JE next): it looks at its cancel token
///   every few milliseconds.
/// - One mutex guards everything. It is held for a hash lookup; a lookup by stripes would save
///   nothing at the rate that an fsync allows.
public final class LockManager {
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final ReentrantLock mutex = new ReentrantLock();
  private final Map<Lock, Lock> locks = new HashMap<>();
  private final InstantSource clock;

  /// @param clock says since when somebody waits
  public LockManager(InstantSource clock) {
    this.clock = clock;
  }

  /// Locks a row. Returns whether the owner has it now, which is always so when it may wait.
  public boolean lockRow(LockOwner owner, int table, byte[] key, RowLock mode, LockWait wait) {
    return acquire(owner, new Lock(table, key), mode, wait, false);
  }

  /// Locks a table, likewise.
  public boolean lockTable(LockOwner owner, int table, TableLock mode, LockWait wait) {
    return acquire(owner, new Lock(table, Lock.WHOLE_TABLE), mode, wait, false);
  }

  /// Waits until those who hold a conflicting mode of a table now have given it up, and stands in
  /// nobody's way meanwhile: others may take it and are not waited for.
  public void awaitHolders(
      LockOwner owner, int table, TableLock mode, LockWait wait, LockersProgress progress) {
    List<LockOwner> holders = new ArrayList<>();
    LockRequest watch = startWatching(owner, new Lock(table, Lock.WHOLE_TABLE), mode, holders);
    try {
      for (int done = 0; done < holders.size(); done++) {
        LockOwner holder = holders.get(done);
        progress.at(holders.size(), done, holder.session().backend);
        awaitRelease(holder, watch, wait);
      }
      progress.at(holders.size(), holders.size(), 0);
    } finally {
      stopWatching(watch);
    }
  }

  private LockRequest startWatching(
      LockOwner owner, Lock watched, TableLock mode, List<LockOwner> holders) {
    mutex.lock();
    try {
      Lock present = locks.putIfAbsent(watched, watched);
      Lock lock = present == null ? watched : present;
      lock.forEachBlockingHolder(owner, mode, holders::add);
      LockRequest watch = new LockRequest(owner, lock, mode, nowMicros());
      lock.watchers().add(watch);
      if (!holders.isEmpty()) {
        startWaiting(watch, () -> stopWatching(watch));
      }
      return watch;
    } finally {
      mutex.unlock();
    }
  }

  private void awaitRelease(LockOwner holder, LockRequest watch, LockWait wait) {
    Patience patience = new Patience(wait);
    while (holds(holder, watch)) {
      LockSupport.parkNanos(watch.lock, POLL_NANOS);
      if (patience.isOver()) {
        throw patience.error();
      }
    }
  }

  private boolean holds(LockOwner holder, LockRequest watch) {
    mutex.lock();
    try {
      return (watch.lock.modesOf(holder) & watch.mode.conflicts()) != 0;
    } finally {
      mutex.unlock();
    }
  }

  private void stopWatching(LockRequest watch) {
    mutex.lock();
    try {
      watch.lock.watchers().remove(watch);
      watch.owner.session().waiting = null;
      grantWaiters(watch.lock);
    } finally {
      mutex.unlock();
    }
  }

  /// Locks a number that applications agree on, likewise. Each lock that an owner takes is given
  /// back on its own.
  public boolean lockAdvisory(LockOwner owner, AdvisoryKey key, boolean shared, LockWait wait) {
    return acquire(owner, key.lock(), AdvisoryKey.mode(shared), wait, true);
  }

  /// Gives one advisory lock back; false when the owner does not have it.
  public boolean unlockAdvisory(LockOwner owner, AdvisoryKey key, boolean shared) {
    mutex.lock();
    try {
      Lock lock = locks.get(key.lock());
      LockMode mode = AdvisoryKey.mode(shared);
      if (lock == null || !owner.remove(lock, mode)) {
        return false;
      }
      if (!owner.holds(lock, mode)) {
        lock.release(owner, mode.bit());
        grantWaiters(lock);
      }
      return true;
    } finally {
      mutex.unlock();
    }
  }

  /// How many locks the owner holds: what [#releaseSince] goes back to.
  public int mark(LockOwner owner) {
    mutex.lock();
    try {
      return owner.heldCount();
    } finally {
      mutex.unlock();
    }
  }

  /// Gives every lock back.
  public void releaseAll(LockOwner owner) {
    releaseSince(owner, 0);
  }

  /// Gives back what was taken after the mark.
  public void releaseSince(LockOwner owner, int mark) {
    mutex.lock();
    try {
      while (owner.heldCount() > mark) {
        int mode = owner.lastMode();
        Lock lock = owner.removeLast();
        // One that was taken again before the mark stays; asking takes time for each that is held.
        if (mark == 0 || !lock.isAdvisory() || !owner.holds(lock, mode)) {
          lock.release(owner, mode);
          grantWaiters(lock);
        }
      }
    } finally {
      mutex.unlock();
    }
  }

  /// What an owner holds, for the record of a prepared transaction.
  public List<HeldLock> held(LockOwner owner) {
    mutex.lock();
    try {
      return owner.list();
    } finally {
      mutex.unlock();
    }
  }

  /// Makes a transaction one that belongs to no session.
  public void detach(LockOwner owner) {
    mutex.lock();
    try {
      owner.detach();
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
        lock.grant(owner, each.mode());
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

  /// Every lock that is held or waited for.
  public List<LockListing> list() {
    mutex.lock();
    try {
      List<LockListing> listing = new ArrayList<>();
      for (Lock lock : locks.values()) {
        lock.forEachHold((owner, modes) -> LockListing.add(lock, owner, modes, listing));
        for (LockRequest request : lock.requests()) {
          listing.add(LockListing.of(request));
        }
        for (LockRequest watch : lock.watchers()) {
          listing.add(LockListing.of(watch));
        }
      }
      return listing;
    } finally {
      mutex.unlock();
    }
  }

  /// The sessions that keep one waiting, by their numbers; 0 for a prepared transaction. Empty when it
  /// does not wait.
  public Set<Integer> blockers(int backend) {
    mutex.lock();
    try {
      Set<Integer> blockers = new TreeSet<>();
      for (Lock lock : locks.values()) {
        for (LockRequest request : lock.requests()) {
          if (request.owner.session().backend == backend) {
            lock.forEachBlocker(request, blocker -> blockers.add(blocker.session().backend));
          }
        }
      }
      return blockers;
    } finally {
      mutex.unlock();
    }
  }

  private boolean acquire(
      LockOwner owner, Lock wanted, LockMode mode, LockWait wait, boolean counted) {
    LockRequest request;
    mutex.lock();
    try {
      Lock present = locks.putIfAbsent(wanted, wanted);
      Lock lock = present == null ? wanted : present;
      if (present != null && covers(lock.modesOf(owner), mode)) {
        if (counted) {
          owner.add(lock, mode);
        }
        return true;
      }
      int place = lock.placeFor(owner);
      boolean queues = !(mode instanceof RowLock);
      if (lock.admits(owner, mode) && !(queues && lock.isWantedBefore(place, mode))) {
        lock.grant(owner, mode);
        return true;
      }
      if (!wait.waits()) {
        return false;
      }
      request = startWaiting(owner, lock, mode, place);
    } finally {
      mutex.unlock();
    }
    await(request, wait);
    return true;
  }

  /// Whether one of the held modes keeps out all that `mode` would.
  private static boolean covers(int held, LockMode mode) {
    return (held & mode.bit()) != 0 || (mode instanceof RowLock && held > mode.bit());
  }

  private LockRequest startWaiting(LockOwner owner, Lock lock, LockMode mode, int place) {
    LockRequest request = new LockRequest(owner, lock, mode, nowMicros());
    lock.enqueue(place, request);
    startWaiting(request, () -> lock.dequeue(request));
    return request;
  }

  private long nowMicros() {
    Instant now = clock.instant();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
  }

  /// @param undo takes the request back when it would close a circle
  private void startWaiting(LockRequest request, Runnable undo) {
    LockOwner session = request.owner.session();
    session.waiting = request;
    Deadlock deadlock = Deadlock.find(request);
    if (deadlock == null) {
      return;
    }
    Lock queue = deadlock.openByOvertaking();
    if (queue != null) {
      grantWaiters(queue);
    } else {
      session.waiting = null;
      undo.run();
      throw deadlock.error();
    }
  }

  private void await(LockRequest request, LockWait wait) {
    Patience patience = new Patience(wait);
    while (!request.granted) {
      LockSupport.parkNanos(request.lock, POLL_NANOS);
      if (patience.isOver() && stopWaiting(request)) {
        throw patience.error();
      }
    }
  }

  /// How long a wait may still take.
  private static final class Patience {
    private final LockWait wait;
    private final long start = System.nanoTime();

    Patience(LockWait wait) {
      this.wait = wait;
    }

    boolean isOver() {
      long timeoutNanos = TimeUnit.MILLISECONDS.toNanos(wait.timeoutMillis());
      return wait.cancel().isCancelled()
          || (timeoutNanos > 0 && System.nanoTime() - start >= timeoutNanos);
    }

    RuntimeException error() {
      wait.cancel().check();
      return new StatementException(
          SqlState.LOCK_NOT_AVAILABLE, "canceling statement due to lock timeout");
    }
  }

  /// Leaves the queue; false when the lock was granted meanwhile.
  private boolean stopWaiting(LockRequest request) {
    mutex.lock();
    try {
      if (request.granted) {
        return false;
      }
      request.lock.dequeue(request);
      request.owner.session().waiting = null;
      grantWaiters(request.lock);
      return true;
    } finally {
      mutex.unlock();
    }
  }

  private void grantWaiters(Lock lock) {
    lock.grantWaiters(request -> {
      request.owner.session().waiting = null;
      Thread waiter = request.thread;
      request.granted = true;
      LockSupport.unpark(waiter);
    });
    if (lock.isUnused()) {
      locks.remove(lock);
    }
  }
}
