package org.ordinaldb.pgwire;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/// Accepts clients on a port and gives each a task of the caller's executor, which should have a
/// thread for each: a task lasts as long as its client stays. Safe for use by many threads.
public final class PgServer implements AutoCloseable {
  private static final Logger LOGGER = System.getLogger(PgServer.class.getName());
  private static final int BACKLOG = 512;

  /// So many clients beyond the limit are still told that they are; more are hung up on.
  private static final int REFUSED_AT_ONCE_MAX = 100;

  private final ServerSocket listener;
  private final PgService service;
  private final Executor executor;
  private final Set<PgConnection> connections = ConcurrentHashMap.newKeySet();

  private PgServer(ServerSocket listener, PgService service, Executor executor) {
    this.listener = listener;
    this.service = service;
    this.executor = executor;
  }

  /// Binds the address and begins to accept.
  ///
  /// @param address port 0 takes any free one, see [#port()]
  public static PgServer start(InetSocketAddress address, PgService service, Executor executor)
      throws IOException {
    ServerSocket listener = new ServerSocket();
    try {
      listener.setReuseAddress(true);
      listener.bind(address, BACKLOG);
    } catch (IOException e) {
      listener.close();
      throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
    }
    PgServer server = new PgServer(listener, service, executor);
    executor.execute(server::accept);
    LOGGER.log(Level.INFO, "event=listening protocol=postgresql address={0}", address);
    return server;
  }

  public int port() {
    return listener.getLocalPort();
  }

  public int connectionCount() {
    return connections.size();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        welcome(listener.accept());
      } catch (IOException e) {
        if (!listener.isClosed()) {
          LOGGER.log(Level.WARNING, "event=accept-failed", e);
          pause();
        }
      }
    }
  }

  /// Running out of file handles must not become a busy loop.
  private static void pause() {
    try {
      Thread.sleep(Duration.ofMillis(100));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void welcome(Socket socket) throws IOException {
    int limit = service.limits().connectionsMax();
    int count = connections.size();
    if (count >= limit + REFUSED_AT_ONCE_MAX) {
      socket.close();
      return;
    }
    try {
      PgConnection connection =
          new PgConnection(new SocketTransport(socket), service, count >= limit);
      connections.add(connection);
      if (listener.isClosed()) {
        connection.terminate();
      }
      executor.execute(() -> serve(connection));
    } catch (IOException | RejectedExecutionException e) {
      socket.close();
    }
  }

  private void serve(PgConnection connection) {
    try {
      connection.run();
    } finally {
      connections.remove(connection);
    }
  }

  /// Stops with ten seconds of grace.
  @Override
  public void close() {
    close(Duration.ofSeconds(10));
  }

  /// Accepts no more; clients end with 57P01, idle ones at once, busy ones after their statement,
  /// which is cancelled when the grace is over. Returns when all are gone, or hung up on.
  public void close(Duration grace) {
    try {
      listener.close();
    } catch (IOException e) {
      LOGGER.log(Level.WARNING, "event=close-listener", e);
    }
    connections.forEach(PgConnection::terminate);
    if (!awaitEmpty(grace)) {
      connections.forEach(PgConnection::cancel);
      awaitEmpty(grace);
    }
    LOGGER.log(Level.INFO, "event=stopped protocol=postgresql remaining={0}", connections.size());
  }

  private boolean awaitEmpty(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!connections.isEmpty() && System.nanoTime() < deadline) {
      try {
        Thread.sleep(Duration.ofMillis(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return connections.isEmpty();
  }
}
