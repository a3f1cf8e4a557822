package org.ordinaldb.adapter.outbound;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.adapter.api.StorageConnection;
import org.ordinaldb.error.SessionException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.storage.StorageSession;

/// What a bean holds. The container may move it to another managed connection of the same
/// transaction. Owned by one thread at a time.
public final class ConnectionHandle implements StorageConnection {
  private @Nullable StorageManagedConnection owner;

  ConnectionHandle(StorageManagedConnection owner) {
    this.owner = owner;
  }

  @Override
  public StorageSession session() {
    StorageManagedConnection connection = owner;
    if (connection == null) {
      throw new SessionException(SqlState.CONNECTION_FAILURE, "the connection is closed");
    }
    return connection.session();
  }

  @Override
  public void close() {
    StorageManagedConnection connection = owner;
    if (connection != null) {
      owner = null;
      connection.handleClosed(this);
    }
  }

  void moveTo(@Nullable StorageManagedConnection connection) {
    owner = connection;
  }
}
