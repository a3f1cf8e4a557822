package org.ordinaldb.sql;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.ordinaldb.pgwire.PgLimits;
import org.ordinaldb.pgwire.PgServer;
import org.ordinaldb.pgwire.PgService;
import org.ordinaldb.storage.StorageConfig;
import org.ordinaldb.storage.StorageEngine;

/// Storage, SQL and wire protocol in one process without a container, to try things with psql:
///
///     DevServer PORT DIRECTORY
public final class DevServer implements AutoCloseable {
  private final ScheduledExecutorService background;
  private final ExecutorService clients;
  private final StorageEngine storage;
  private final SqlEngine sql;
  private final PgServer server;

  public DevServer(int port, Path directory) throws Exception {
    background = Executors.newScheduledThreadPool(2, Thread.ofPlatform().daemon().factory());
    clients = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory());
    storage = StorageEngine.open(directory, StorageConfig.DEFAULT, background, Clock.systemUTC());
    sql =
        new SqlEngine(
            storage, SqlConfig.DEFAULT, Clock.systemUTC(), background, StatementObserver.NONE);
    sql.warmUp();
    server =
        PgServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            new PgService(sql, new PgLimits()),
            clients);
  }

  public static void main(String[] arguments) throws Exception {
    DevServer dev = new DevServer(Integer.parseInt(arguments[0]), Path.of(arguments[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(dev::close));
    System.out.println("psql -h 127.0.0.1 -p " + dev.port() + " -U ordinal ordinal");
    new CountDownLatch(1).await();
  }

  public int port() {
    return server.port();
  }

  public StorageEngine storage() {
    return storage;
  }

  @Override
  public void close() {
    server.close();
    sql.close();
    storage.close();
    clients.shutdown();
    background.shutdown();
  }
}
