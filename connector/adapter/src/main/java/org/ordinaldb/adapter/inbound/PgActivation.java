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
/// The threads are platform threads, or virtual ones with `ordinal.pg.threads=virtual`, which spare
/// idle clients a stack. Virtual ones are never preempted, so the server needs more carriers than
/// cores (`jdk.virtualThreadScheduler.parallelism`), or as many busy statements as cores keep new
/// clients and cancel requests waiting; and their scheduler costs: pgbench's 16 clients got 1.2 to 2
/// times as many point reads a second from platform threads on two cores.
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
    boolean virtual = "virtual".equals(System.getProperty("ordinal.pg.threads"));
    Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
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
