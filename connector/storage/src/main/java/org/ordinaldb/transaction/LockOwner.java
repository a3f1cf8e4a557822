package org.ordinaldb.transaction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A transaction, or a session across its transactions, as the [LockManager] knows it: what it holds.
/// Owners of one session never stand in each other's way, and wait as one. All fields are guarded by
/// the lock manager's mutex.
public final class LockOwner {
  private LockOwner session;
  private final List<Lock> held = new ArrayList<>();

  /// The ordinal of the mode that each entry of `held` added.
  private byte[] modes = new byte[8];

  /// What the session waits for; of a session's own owner only.
  @Nullable LockRequest waiting;

  /// The number of the session in listings; of a session's own owner only.
  int backend;

  /// A session.
  public LockOwner() {
    this.session = this;
  }

  /// A transaction of a session.
  public LockOwner(LockOwner session) {
    this.session = session.session;
  }

  /// The number by which listings and deadlock reports name the session.
  public void identify(int number) {
    session.backend = number;
  }

  LockOwner session() {
    return session;
  }

  void detach() {
    session = this;
  }

  List<HeldLock> list() {
    List<HeldLock> all = new ArrayList<>();
    for (int i = 0; i < held.size(); i++) {
      all.add(HeldLock.of(held.get(i).table, held.get(i).key, modes[i]));
    }
    return all;
  }

  int heldCount() {
    return held.size();
  }

  void add(Lock lock, LockMode mode) {
    int count = held.size();
    if (count == modes.length) {
      modes = Arrays.copyOf(modes, 2 * count);
    }
    modes[count] = (byte) mode.ordinal();
    held.add(lock);
  }

  /// Takes the newest entry away; its mode is that of [#lastMode()] before.
  Lock removeLast() {
    return held.removeLast();
  }

  /// The bit of the mode that the newest entry added.
  int lastMode() {
    return 1 << modes[held.size() - 1];
  }

  /// Takes one entry away.
  ///
  /// @return whether there was one
  boolean remove(Lock lock, LockMode mode) {
    for (int i = held.size() - 1; i >= 0; i--) {
      if (held.get(i) == lock && modes[i] == mode.ordinal()) {
        held.remove(i);
        System.arraycopy(modes, i + 1, modes, i, held.size() - i);
        return true;
      }
    }
    return false;
  }

  boolean holds(Lock lock, LockMode mode) {
    return holds(lock, mode.bit());
  }

  /// Whether some entry adds the mode of that bit.
  boolean holds(Lock lock, int bit) {
    for (int i = held.size() - 1; i >= 0; i--) {
      if (held.get(i) == lock && 1 << modes[i] == bit) {
        return true;
      }
    }
    return false;
  }
}
