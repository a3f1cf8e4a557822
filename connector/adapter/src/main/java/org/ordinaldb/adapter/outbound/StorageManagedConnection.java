package org.ordinaldb.adapter.outbound;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionMetaData;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.security.auth.Subject;
import javax.transaction.xa.XAResource;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.storage.StorageEngine;
import org.ordinaldb.storage.StorageSession;

/// A pooled storage session. The container keeps it to one thread at a time.
final class StorageManagedConnection implements ManagedConnection {
  private final StorageSession session;
  private final SessionXaResource xaResource;
  private final List<ConnectionHandle> handles = new ArrayList<>();
  private final List<ConnectionEventListener> listeners = new CopyOnWriteArrayList<>();
  private @Nullable PrintWriter logWriter;

  StorageManagedConnection(StorageEngine engine) {
    this.session = engine.openSession();
    this.xaResource = new SessionXaResource(engine, session);
  }

  StorageSession session() {
    return session;
  }

  @Override
  public Object getConnection(@Nullable Subject subject, @Nullable ConnectionRequestInfo info) {
    ConnectionHandle handle = new ConnectionHandle(this);
    handles.add(handle);
    return handle;
  }

  @Override
  public void associateConnection(Object connection) throws ResourceException {
    ConnectionHandle handle = (ConnectionHandle) connection;
    handle.moveTo(this);
    handles.add(handle);
  }

  void handleClosed(ConnectionHandle handle) {
    handles.remove(handle);
    ConnectionEvent event = new ConnectionEvent(this, ConnectionEvent.CONNECTION_CLOSED);
    event.setConnectionHandle(handle);
    listeners.forEach(listener -> listener.connectionClosed(event));
  }

  /// Makes the connection fit for its next user.
  @Override
  public void cleanup() {
    handles.forEach(handle -> handle.moveTo(null));
    handles.clear();
    if (session.inTransaction()) {
      session.rollback();
    }
    session.cancelToken().reset();
  }

  @Override
  public void destroy() {
    handles.forEach(handle -> handle.moveTo(null));
    handles.clear();
    session.close();
  }

  @Override
  public LocalTransaction getLocalTransaction() {
    return new SessionLocalTransaction(session);
  }

  @Override
  public XAResource getXAResource() {
    return xaResource;
  }

  @Override
  public void addConnectionEventListener(ConnectionEventListener listener) {
    listeners.add(listener);
  }

  @Override
  public void removeConnectionEventListener(ConnectionEventListener listener) {
    listeners.remove(listener);
  }

  @Override
  public ManagedConnectionMetaData getMetaData() {
    return new MetaData();
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) {
    logWriter = out;
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return logWriter;
  }

  private record MetaData() implements ManagedConnectionMetaData {
    @Override
    public String getEISProductName() {
      return "Ordinal";
    }

    @Override
    public String getEISProductVersion() {
      return "0.1";
    }

    /// No limit of its own.
    @Override
    public int getMaxConnections() {
      return 0;
    }

    @Override
    public String getUserName() {
      return "ordinal";
    }
  }
}
