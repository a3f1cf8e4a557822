package org.ordinaldb.transaction;

/// Is told how waiting for the holders of a lock goes.
@FunctionalInterface
public interface LockersProgress {
  /// @param done how many of `total` have given it up
  /// @param backend the number of the session that is waited for; 0 for none
  void at(int total, int done, int backend);
}
