package org.ordinaldb.adapter.outbound;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterAssociation;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.Set;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.storage.StorageEngine;

/// Makes the connections that the container pools. Safe for use by many threads once configured.
public class StorageManagedConnectionFactory
    implements ManagedConnectionFactory, ResourceAdapterAssociation {
  private static final long serialVersionUID = 1L;

  private transient volatile @Nullable ResourceAdapter resourceAdapter;
  private transient @Nullable PrintWriter logWriter;

  StorageEngine engine() {
    return ((EngineSource) Objects.requireNonNull(resourceAdapter, "no resource adapter")).engine();
  }

  @Override
  public Object createConnectionFactory(ConnectionManager manager) {
    return new PooledConnectionFactory(this, manager);
  }

  @Override
  public Object createConnectionFactory() {
    return new PooledConnectionFactory(this, new UnpooledConnections());
  }

  @Override
  public ManagedConnection createManagedConnection(
      @Nullable Subject subject, @Nullable ConnectionRequestInfo info) {
    return new StorageManagedConnection(engine());
  }

  /// Connections are alike: any free one will do.
  @Override
  @SuppressWarnings("rawtypes") // as the interface declares it
  public @Nullable ManagedConnection matchManagedConnections(
      Set candidates, @Nullable Subject subject, @Nullable ConnectionRequestInfo info) {
    for (Object candidate : candidates) {
      if (candidate instanceof StorageManagedConnection connection) {
        return connection;
      }
    }
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) {
    logWriter = out;
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return logWriter;
  }

  @Override
  public @Nullable ResourceAdapter getResourceAdapter() {
    return resourceAdapter;
  }

  @Override
  public void setResourceAdapter(ResourceAdapter adapter) throws ResourceException {
    resourceAdapter = adapter;
  }

  /// Without properties of its own, one factory of an adapter is like another.
  @Override
  public final boolean equals(@Nullable Object other) {
    return other instanceof StorageManagedConnectionFactory that
        && that.resourceAdapter == resourceAdapter;
  }

  @Override
  public final int hashCode() {
    return System.identityHashCode(resourceAdapter);
  }
}
