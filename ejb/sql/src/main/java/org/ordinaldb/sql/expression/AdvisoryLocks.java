package org.ordinaldb.sql.expression;

import org.ordinaldb.transaction.AdvisoryKey;

/// A session's locks of numbers that applications agree on. Called on the session's thread.
public interface AdvisoryLocks {
  /// @param forTransaction whether the lock goes when the transaction ends
  /// @return whether it is held now: always when the call may wait
  boolean lock(AdvisoryKey key, boolean shared, boolean forTransaction, boolean waits);

  /// Gives one lock of the session back; warns its client and answers false when there is none.
  boolean unlock(AdvisoryKey key, boolean shared);

  void unlockAll();
}
