package org.ordinaldb.transaction;

import org.ordinaldb.error.CancelToken;

/// How long to wait for a lock.
///
/// @param waits false to take only what is free
/// @param timeoutMillis 0 waits forever; past it the request fails with 55P03
/// @param cancel asked while waiting
public record LockWait(boolean waits, long timeoutMillis, CancelToken cancel) {
  public LockWait withoutWaiting() {
    return new LockWait(false, 0, cancel);
  }
}
