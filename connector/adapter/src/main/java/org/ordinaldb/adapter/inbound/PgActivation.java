package org.ordinaldb.adapter.inbound;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.ordinaldb.pgwire.PgLimits;
import org.ordinaldb.pgwire.PgServer;
import org.ordinaldb.pgwire.PgService;

/// A port that is open for as long as its message-driven bean is. Every client has one thread for its
/// whole stay, and calls the bean on it: a hop to the container's work manager for each statement
/// would cost several times what the call costs.
///
/// The threads are virtual, or platform threads with `ordinal.pg.threads=platform`. Virtual ones are
/// never preempted, so the server needs more carriers than cores
/// (`jdk.virtualThreadScheduler.parallelism`), or as many busy statements as cores keep new clients
/// and cancel requests waiting. Platform threads answered 1.5 to 3 times as many empty queries a
/// second on two cores, at the price of a stack for each idle client.
public final class PgActivation implements AutoCloseable {
  private final PgServer server;

  private PgActivation(PgServer server) {
    this.server = server;
  }

  public static PgActivation start(
      MessageEndpointFactory endpoints, PgActivationSpec spec, PgLimits limits)
      throws ResourceException {
    InetSocketAddress address =
        new InetSocketAddress(spec.effectiveAddress(), spec.effectivePort());
    PgService service = new PgService(new EndpointSessions(endpoints), limits);
    try {
      return new PgActivation(PgServer.start(address, service, clientThreads()));
    } catch (IOException e) {
      throw new ResourceException(e.getMessage(), e);
    }
  }

  /// Not an ExecutorService: closing one interrupts its threads, which may be inside JE.
  private static Executor clientThreads() {
    boolean platform = "platform".equals(System.getProperty("ordinal.pg.threads"));
    Thread.Builder builder = platform ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
    ThreadFactory threads = builder.name("pg-", 0).factory();
    return task -> threads.newThread(task).start();
  }

  public int port() {
    return server.port();
  }

  public int connectionCount() {
    return server.connectionCount();
  }

  @Override
  public void close() {
    server.close();
  }
}
