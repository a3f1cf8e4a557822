package org.ordinaldb.transaction;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A transaction as the [LockManager] knows it: what it holds and what it waits for. All fields are
/// guarded by the lock manager's mutex, except that the owner's thread reads `granted` while it waits.
public final class LockOwner {
  final List<Lock> held = new ArrayList<>();
  @Nullable Lock waitsFor;
  boolean wantsExclusive;
  @Nullable Thread waiter;
  volatile boolean granted;
}
