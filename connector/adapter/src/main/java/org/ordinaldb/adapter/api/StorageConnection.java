package org.ordinaldb.adapter.api;

import org.ordinaldb.storage.StorageSession;

/// A handle on a pooled storage session. Owned by one thread at a time.
public interface StorageConnection extends AutoCloseable {
  /// The session, valid until this handle is closed.
  StorageSession session();

  /// Gives the session back to the pool; work of a JTA transaction goes on to its end.
  @Override
  void close();
}
