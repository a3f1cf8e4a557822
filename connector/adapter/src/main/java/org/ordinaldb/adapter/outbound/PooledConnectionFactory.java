package org.ordinaldb.adapter.outbound;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import javax.naming.NamingException;
import javax.naming.Reference;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.adapter.api.StorageConnection;
import org.ordinaldb.adapter.api.StorageConnectionFactory;
import org.ordinaldb.storage.StorageEngine;

/// What a lookup finds. Safe for use by many threads.
public final class PooledConnectionFactory implements StorageConnectionFactory {
  private static final long serialVersionUID = 1L;

  private final StorageManagedConnectionFactory connections;
  private final ConnectionManager manager;
  private @Nullable Reference reference;

  PooledConnectionFactory(StorageManagedConnectionFactory connections, ConnectionManager manager) {
    this.connections = connections;
    this.manager = manager;
  }

  @Override
  public StorageConnection getConnection() throws ResourceException {
    return (StorageConnection) manager.allocateConnection(connections, null);
  }

  @Override
  public StorageEngine engine() {
    return connections.engine();
  }

  @Override
  public void setReference(Reference value) {
    reference = value;
  }

  @Override
  public Reference getReference() throws NamingException {
    Reference known = reference;
    if (known == null) {
      throw new NamingException("no reference was set");
    }
    return known;
  }
}
