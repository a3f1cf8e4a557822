package org.ordinaldb.transaction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The lock of one row, of a whole table when `key` is empty, or of a number that applications agree
/// on. Guarded by the lock manager's mutex.
final class Lock {
  /// Instead of a table's id, which is never negative: the key is one bigint, or two integers.
  static final int ADVISORY_BIGINT = -1;

  static final int ADVISORY_PAIR = -2;

  static final byte[] WHOLE_TABLE = {};

  /// What an owner has of a lock: a bit for each mode.
  private static final class Hold {
    final LockOwner owner;
    int modes;

    Hold(LockOwner owner, int modes) {
      this.owner = owner;
      this.modes = modes;
    }
  }

  final int table;
  final byte[] key;
  private final int hash;

  /// The only holder, or one of several; null when the lock is free. Most locks never have a second.
  private @Nullable LockOwner holder;

  private int modes;
  private @Nullable List<Hold> others;
  private @Nullable List<LockRequest> queue;

  /// Who waits for holders to go, and for no lock.
  private final List<LockRequest> watchers = new ArrayList<>(0);

  Lock(int table, byte[] key) {
    this.table = table;
    this.key = key;
    this.hash = 31 * table + Arrays.hashCode(key);
  }

  boolean isAdvisory() {
    return table < 0;
  }

  boolean isWholeTable() {
    return key.length == 0;
  }

  /// The modes that the owner holds, a bit for each.
  int modesOf(LockOwner owner) {
    if (holder == owner) {
      return modes;
    }
    Hold hold = hold(owner);
    return hold == null ? 0 : hold.modes;
  }

  private @Nullable Hold hold(LockOwner owner) {
    if (others != null) {
      for (Hold hold : others) {
        if (hold.owner == owner) {
          return hold;
        }
      }
    }
    return null;
  }

  /// Whether no other session holds what conflicts.
  boolean admits(LockOwner owner, LockMode mode) {
    if (holder == null || (others == null && holder.session() == owner.session())) {
      return true;
    }
    boolean[] free = {true};
    forEachBlockingHolder(owner, mode, blocker -> free[0] = false);
    return free[0];
  }

  void forEachBlockingHolder(LockOwner owner, LockMode mode, Consumer<LockOwner> action) {
    if (holder != null && blocks(holder, modes, owner, mode)) {
      action.accept(holder);
    }
    if (others != null) {
      for (Hold hold : others) {
        if (blocks(hold.owner, hold.modes, owner, mode)) {
          action.accept(hold.owner);
        }
      }
    }
  }

  private static boolean blocks(LockOwner holder, int held, LockOwner owner, LockMode mode) {
    return (held & mode.conflicts()) != 0 && holder.session() != owner.session();
  }

  void grant(LockOwner owner, LockMode mode) {
    owner.add(this, mode);
    if (holder == null || holder == owner) {
      holder = owner;
      modes |= mode.bit();
      return;
    }
    Hold hold = hold(owner);
    if (hold != null) {
      hold.modes |= mode.bit();
      return;
    }
    if (others == null) {
      others = new ArrayList<>(2);
    }
    others.add(new Hold(owner, mode.bit()));
  }

  void release(LockOwner owner, int bit) {
    if (holder == owner) {
      modes &= ~bit;
      if (modes == 0) {
        promoteOther();
      }
      return;
    }
    Hold hold = hold(owner);
    if (hold != null && others != null) {
      hold.modes &= ~bit;
      if (hold.modes == 0) {
        others.remove(hold);
      }
    }
  }

  private void promoteOther() {
    Hold next = others == null || others.isEmpty() ? null : others.removeLast();
    holder = next == null ? null : next.owner;
    modes = next == null ? 0 : next.modes;
  }

  boolean isUnused() {
    return holder == null && (queue == null || queue.isEmpty()) && watchers.isEmpty();
  }

  // ---- the queue

  /// Where a request of the owner stands: at the end, or, when its session holds the lock already,
  /// before the first that waits for it, since neither could pass otherwise.
  int placeFor(LockOwner owner) {
    if (queue == null) {
      return 0;
    }
    for (int i = 0; i < queue.size(); i++) {
      LockRequest request = queue.get(i);
      int held = modesOfSession(owner.session());
      if ((held & request.mode.conflicts()) != 0) {
        return i;
      }
    }
    return queue.size();
  }

  private int modesOfSession(LockOwner session) {
    int held = holder != null && holder.session() == session ? modes : 0;
    if (others != null) {
      for (Hold hold : others) {
        held |= hold.owner.session() == session ? hold.modes : 0;
      }
    }
    return held;
  }

  /// Whether somebody who waits before `place` wants what conflicts.
  boolean isWantedBefore(int place, LockMode mode) {
    for (int i = 0; i < place; i++) {
      if ((requests().get(i).mode.bit() & mode.conflicts()) != 0) {
        return true;
      }
    }
    return false;
  }

  /// Whether a request waits for another for no other reason than that it was made later.
  boolean isOnlyQueuedBehind(LockRequest later, LockRequest earlier) {
    int place = requests().indexOf(earlier);
    return place >= 0
        && place < requests().indexOf(later)
        && (modesOfSession(earlier.owner.session()) & later.mode.conflicts()) == 0;
  }

  /// Moves a request that waits; returns where it stood.
  int moveTo(LockRequest request, int place) {
    int before = requests().indexOf(request);
    dequeue(request);
    enqueue(place, request);
    return before;
  }

  void enqueue(int place, LockRequest request) {
    if (queue == null) {
      queue = new ArrayList<>(2);
    }
    queue.add(place, request);
  }

  void dequeue(LockRequest request) {
    requests().remove(request);
  }

  List<LockRequest> watchers() {
    return watchers;
  }

  List<LockRequest> requests() {
    return queue == null ? List.of() : queue;
  }

  /// The sessions that keep a request waiting: holders, and those before it in the queue.
  void forEachBlocker(LockRequest request, Consumer<LockOwner> action) {
    forEachBlockingHolder(request.owner, request.mode, action);
    if (watchers.contains(request)) {
      return;
    }
    for (LockRequest earlier : requests()) {
      if (earlier == request) {
        return;
      }
      if ((earlier.mode.bit() & request.mode.conflicts()) != 0) {
        action.accept(earlier.owner);
      }
    }
  }

  /// Grants what has become free, in the order of the queue.
  void grantWaiters(Consumer<LockRequest> granted) {
    int wantedBefore = 0;
    Iterator<LockRequest> waiting = requests().iterator();
    while (waiting.hasNext()) {
      LockRequest request = waiting.next();
      if ((wantedBefore & request.mode.conflicts()) == 0 && admits(request.owner, request.mode)) {
        waiting.remove();
        grant(request.owner, request.mode);
        granted.accept(request);
      } else {
        wantedBefore |= request.mode.bit();
      }
    }
  }

  /// Tells every mode that anybody holds.
  void forEachHold(HoldReader reader) {
    if (holder != null) {
      reader.accept(holder, modes);
    }
    if (others != null) {
      for (Hold hold : others) {
        reader.accept(hold.owner, hold.modes);
      }
    }
  }

  /// Takes an owner and the bits of the modes that it holds.
  @FunctionalInterface
  interface HoldReader {
    void accept(LockOwner owner, int modes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Lock lock
        && lock.hash == hash
        && lock.table == table
        && Arrays.equals(lock.key, key);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
