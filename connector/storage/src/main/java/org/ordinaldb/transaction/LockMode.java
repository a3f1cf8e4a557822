package org.ordinaldb.transaction;

/// How strongly something is locked. Two owners may hold modes of one lock together unless the modes
/// conflict; conflicts are symmetric.
public sealed interface LockMode permits RowLock, TableLock {
  int ordinal();

  /// The modes that nobody else may hold with this one, a bit for each ordinal.
  int conflicts();

  /// What `pg_locks` calls it.
  String lockName();

  default int bit() {
    return 1 << ordinal();
  }
}
