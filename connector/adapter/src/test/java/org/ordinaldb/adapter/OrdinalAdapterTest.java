package org.ordinaldb.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.Attribute;
import javax.management.ObjectName;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.adapter.api.SessionEndpoint;
import org.ordinaldb.adapter.api.StorageConnection;
import org.ordinaldb.adapter.api.StorageConnectionFactory;
import org.ordinaldb.adapter.inbound.PgActivationSpec;
import org.ordinaldb.adapter.outbound.StorageManagedConnectionFactory;
import org.ordinaldb.error.SessionException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.session.QuerySession;
import org.ordinaldb.session.SessionListener;
import org.ordinaldb.session.SessionRequest;
import org.ordinaldb.storage.StorageSession;

class OrdinalAdapterTest {
  @TempDir Path directory;
  private final OrdinalAdapter adapter = new OrdinalAdapter();

  @BeforeEach
  void start() throws ResourceException {
    adapter.setDataDirectory(directory.toString());
    adapter.setCacheMegabytes(16);
    adapter.start(null);
  }

  @AfterEach
  void stop() {
    adapter.stop();
  }

  @Test
  void theEngineIsOpenFromStartToStop() throws ResourceException {
    assertThat(adapter.engine().catalog()).isNotNull();
    adapter.stop();
    assertThatThrownBy(adapter::engine).isInstanceOf(IllegalStateException.class);
    adapter.start(null);
    assertThat(adapter.engine().catalog()).isNotNull();
  }

  @Test
  void aDirectoryInUseIsRefusedWithItsName() {
    OrdinalAdapter second = new OrdinalAdapter();
    second.setDataDirectory(directory.toString());
    assertThatThrownBy(() -> second.start(null)).hasMessageContaining(directory.toString());
  }

  @Test
  void limitsAreTunedThroughJmx() throws Exception {
    var server = ManagementFactory.getPlatformMBeanServer();
    ObjectName name = new ObjectName("org.ordinaldb:type=Limits");
    assertThat(server.getAttribute(name, "ConnectionsMax")).isEqualTo(200);
    server.setAttribute(name, new Attribute("ConnectionsMax", 7));
    assertThat(server.getAttribute(name, "ConnectionsMax")).isEqualTo(7);
    adapter.stop();
    assertThat(server.isRegistered(name)).isFalse();
  }

  @Test
  void clientsReachTheEndpointWhileItIsActive() throws Exception {
    int port = freePort();
    Endpoints endpoints = new Endpoints();
    PgActivationSpec spec = new PgActivationSpec();
    spec.setPort(port);
    spec.validate();
    adapter.endpointActivation(endpoints, spec);
    assertThat(greet(port)).contains("FATAL", "3D000", "no database ada");
    assertThat(endpoints.released).hasValue(1);
    adapter.endpointDeactivation(endpoints, spec);
    assertThatThrownBy(() -> greet(port)).isInstanceOf(IOException.class);
  }

  @Test
  void aBusyPortFailsTheActivation() throws Exception {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      PgActivationSpec spec = new PgActivationSpec();
      spec.setPort(busy.getLocalPort());
      assertThatThrownBy(() -> adapter.endpointActivation(new Endpoints(), spec))
          .isInstanceOf(ResourceException.class)
          .hasMessageContaining("cannot listen on")
          .hasMessageContaining(String.valueOf(busy.getLocalPort()));
    }
  }

  @Test
  void connectionsGiveSessionsUntilTheyAreClosed() throws ResourceException {
    StorageManagedConnectionFactory connections = connections();
    StorageConnectionFactory factory =
        (StorageConnectionFactory) connections.createConnectionFactory();
    assertThat(factory.engine()).isSameAs(adapter.engine());
    StorageConnection connection = factory.getConnection();
    StorageSession session = connection.session();
    assertThat(session.inTransaction()).isFalse();
    connection.close();
    connection.close();
    assertThatThrownBy(connection::session).isInstanceOf(SessionException.class);
  }

  @Test
  void aPooledConnectionComesBackClean() throws ResourceException {
    var managed = connections().createManagedConnection(null, null);
    AtomicInteger closed = new AtomicInteger();
    managed.addConnectionEventListener(new CountingListener(closed));
    StorageConnection handle = (StorageConnection) managed.getConnection(null, null);
    managed.getLocalTransaction().begin();
    assertThat(handle.session().inTransaction()).isTrue();
    StorageSession session = handle.session();
    handle.close();
    assertThat(closed).hasValue(1);
    managed.cleanup();
    assertThat(session.inTransaction()).isFalse();
    managed.destroy();
  }

  @Test
  void xaWorkBeginsAndEndsWithItsBranch() throws Exception {
    var managed = connections().createManagedConnection(null, null);
    StorageConnection handle = (StorageConnection) managed.getConnection(null, null);
    XAResource xa = managed.getXAResource();
    Xid one = new Branch(1);
    xa.start(one, XAResource.TMNOFLAGS);
    assertThat(handle.session().inTransaction()).isTrue();
    xa.end(one, XAResource.TMSUCCESS);
    assertThat(xa.prepare(one)).isEqualTo(XAResource.XA_OK);
    xa.commit(one, false);
    assertThat(handle.session().inTransaction()).isFalse();
    Xid two = new Branch(2);
    xa.start(two, XAResource.TMNOFLAGS);
    assertThatThrownBy(() -> xa.end(one, XAResource.TMSUCCESS)).isInstanceOf(XAException.class);
    xa.end(two, XAResource.TMFAIL);
    xa.rollback(two);
    assertThat(handle.session().inTransaction()).isFalse();
    assertThat(xa.recover(XAResource.TMSTARTRSCAN)).isEmpty();
    managed.destroy();
  }

  private StorageManagedConnectionFactory connections() throws ResourceException {
    StorageManagedConnectionFactory connections = new StorageManagedConnectionFactory();
    connections.setResourceAdapter(adapter);
    return connections;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /// Starts a session as `ada` and gives back everything the server says.
  private static String greet(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
      byte[] user = "user\0ada\0\0".getBytes(StandardCharsets.US_ASCII);
      socket
          .getOutputStream()
          .write(
              ByteBuffer.allocate(8 + user.length)
                  .putInt(8 + user.length)
                  .putInt(196608)
                  .put(user)
                  .array());
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static final class Endpoints implements MessageEndpointFactory {
    final AtomicInteger released = new AtomicInteger();

    @Override
    public MessageEndpoint createEndpoint(XAResource resource) throws UnavailableException {
      return new Endpoint(released);
    }

    @Override
    public MessageEndpoint createEndpoint(XAResource resource, long timeout)
        throws UnavailableException {
      return createEndpoint(resource);
    }

    @Override
    public boolean isDeliveryTransacted(Method method) {
      return false;
    }

    @Override
    public String getActivationName() {
      return "test";
    }

    @Override
    public Class<?> getEndpointClass() {
      return Endpoint.class;
    }
  }

  private record Endpoint(AtomicInteger released) implements MessageEndpoint, SessionEndpoint {
    @Override
    public QuerySession open(SessionRequest request, SessionListener listener) {
      throw new IllegalStateException(
          "wrapped as containers do",
          new SessionException(SqlState.INVALID_CATALOG_NAME, "no database " + request.database()));
    }

    @Override
    public void beforeDelivery(Method method) {}

    @Override
    public void afterDelivery() {}

    @Override
    public void release() {
      released.incrementAndGet();
    }
  }

  private record CountingListener(AtomicInteger closed) implements ConnectionEventListener {
    @Override
    public void connectionClosed(ConnectionEvent event) {
      closed.incrementAndGet();
    }

    @Override
    public void connectionErrorOccurred(ConnectionEvent event) {}

    @Override
    public void localTransactionStarted(ConnectionEvent event) {}

    @Override
    public void localTransactionCommitted(ConnectionEvent event) {}

    @Override
    public void localTransactionRolledback(ConnectionEvent event) {}
  }

  private record Branch(int number) implements Xid {
    @Override
    public int getFormatId() {
      return 1;
    }

    @Override
    public byte[] getGlobalTransactionId() {
      return new byte[] {(byte) number};
    }

    @Override
    public byte[] getBranchQualifier() {
      return new byte[] {0};
    }
  }
}
