package org.ordinaldb.transaction;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The lock of one row, or of a whole table when `key` is empty. Guarded by the lock manager's mutex.
final class Lock {
  static final byte[] WHOLE_TABLE = {};

  final int table;
  final byte[] key;
  private final int hash;

  /// The only holder, or the first of several that share it; null when the lock is free.
  @Nullable LockOwner holder;

  boolean exclusive;
  private @Nullable List<LockOwner> sharers;
  private @Nullable ArrayDeque<LockOwner> queue;

  Lock(int table, byte[] key) {
    this.table = table;
    this.key = key;
    this.hash = 31 * table + Arrays.hashCode(key);
  }

  boolean isHeldBy(LockOwner owner) {
    return holder == owner || (sharers != null && sharers.contains(owner));
  }

  List<LockOwner> holders() {
    List<LockOwner> all = new ArrayList<>();
    if (holder != null) {
      all.add(holder);
    }
    if (sharers != null) {
      all.addAll(sharers);
    }
    return all;
  }

  /// Whether `owner`, which may share the lock already, can have it at once, queue left aside.
  boolean admits(LockOwner owner, boolean wantsExclusive) {
    boolean alone = holder == null || (holder == owner && (sharers == null || sharers.isEmpty()));
    return alone || (!wantsExclusive && !exclusive);
  }

  void grant(LockOwner owner, boolean wantsExclusive) {
    if (isHeldBy(owner)) {
      exclusive |= wantsExclusive;
      return;
    }
    if (holder == null) {
      holder = owner;
      exclusive = wantsExclusive;
    } else {
      if (sharers == null) {
        sharers = new ArrayList<>();
      }
      sharers.add(owner);
    }
    owner.held.add(this);
  }

  void release(LockOwner owner) {
    if (holder == owner) {
      holder = sharers == null || sharers.isEmpty() ? null : sharers.removeFirst();
      exclusive = false;
    } else if (sharers != null) {
      sharers.remove(owner);
    }
  }

  boolean hasQueue() {
    return queue != null && !queue.isEmpty();
  }

  /// An owner that shares the lock and wants it alone goes first: nobody behind it can pass anyway.
  void enqueue(LockOwner owner) {
    if (queue == null) {
      queue = new ArrayDeque<>();
    }
    if (isHeldBy(owner)) {
      queue.addFirst(owner);
    } else {
      queue.addLast(owner);
    }
  }

  void dequeue(LockOwner owner) {
    if (queue != null) {
      queue.remove(owner);
    }
  }

  @Nullable LockOwner first() {
    return queue == null ? null : queue.peekFirst();
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
