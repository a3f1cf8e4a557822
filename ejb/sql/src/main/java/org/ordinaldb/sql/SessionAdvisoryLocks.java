package org.ordinaldb.sql;

import org.ordinaldb.error.SqlState;
import org.ordinaldb.session.Notice;
import org.ordinaldb.session.SessionListener;
import org.ordinaldb.sql.expression.AdvisoryLocks;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.transaction.AdvisoryKey;

/// The advisory locks of a storage session. Owned by the session's thread.
record SessionAdvisoryLocks(StorageSession storage, SessionListener listener)
    implements AdvisoryLocks {
  @Override
  public boolean lock(AdvisoryKey key, boolean shared, boolean forTransaction, boolean waits) {
    return storage.lockAdvisory(key, shared, forTransaction, waits);
  }

  @Override
  public boolean unlock(AdvisoryKey key, boolean shared) {
    boolean unlocked = storage.unlockAdvisory(key, shared);
    if (!unlocked) {
      String mode = shared ? "ShareLock" : "ExclusiveLock";
      listener.notice(Notice.warning(SqlState.WARNING, "you don't own a lock of type " + mode));
    }
    return unlocked;
  }

  @Override
  public void unlockAll() {
    storage.unlockAllAdvisory();
  }
}
