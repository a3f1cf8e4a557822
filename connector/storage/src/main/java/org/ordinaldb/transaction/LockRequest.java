package org.ordinaldb.transaction;

/// A place in a lock's queue. Guarded by the lock manager's mutex, except that the waiting thread
/// reads `granted`.
final class LockRequest {
  final LockOwner owner;
  final Lock lock;
  final LockMode mode;
  final Thread thread = Thread.currentThread();
  volatile boolean granted;

  LockRequest(LockOwner owner, Lock lock, LockMode mode) {
    this.owner = owner;
    this.lock = lock;
    this.mode = mode;
  }
}
