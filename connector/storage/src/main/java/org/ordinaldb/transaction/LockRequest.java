package org.ordinaldb.transaction;

/// A place in a lock's queue. Guarded by the lock manager's mutex, except that the waiting thread
/// reads `granted`.
final class LockRequest {
  final LockOwner owner;
  final Lock lock;
  final LockMode mode;
  final Thread thread = Thread.currentThread();

  /// When it began, in microseconds since 1970.
  final long startMicros;

  volatile boolean granted;

  /// @param mode what is wanted, or what holders of conflicting modes are watched for
  LockRequest(LockOwner owner, Lock lock, LockMode mode, long startMicros) {
    this.owner = owner;
    this.lock = lock;
    this.mode = mode;
    this.startMicros = startMicros;
  }
}
