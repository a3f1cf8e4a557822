package org.ordinaldb.sql;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.ordinaldb.session.QuerySession;
import org.ordinaldb.session.SessionListener;
import org.ordinaldb.session.SessionRequest;
import org.ordinaldb.storage.StorageConfig;
import org.ordinaldb.storage.StorageEngine;

/// A database in a directory, for tests of whole statements.
final class TestDatabase implements AutoCloseable {
  private final ScheduledExecutorService background;
  private final StorageEngine storage;
  private final SqlEngine sql;

  TestDatabase(Path directory) {
    this(directory, StorageConfig.DEFAULT, SqlConfig.DEFAULT, StatementObserver.NONE);
  }

  TestDatabase(Path directory, StorageConfig config, SqlConfig limits, StatementObserver observer) {
    background = background();
    storage = StorageEngine.open(directory, config, background, Clock.systemUTC());
    sql = new SqlEngine(storage, limits, Clock.systemUTC(), background, observer);
  }

  /// @param alarms of statement_timeout
  TestDatabase(Path directory, ScheduledExecutorService alarms) {
    background = background();
    storage = StorageEngine.open(directory, StorageConfig.DEFAULT, background, Clock.systemUTC());
    sql =
        new SqlEngine(
            storage, SqlConfig.DEFAULT, Clock.systemUTC(), alarms, StatementObserver.NONE);
  }

  private static ScheduledExecutorService background() {
    return Executors.newScheduledThreadPool(1, Thread.ofPlatform().daemon().factory());
  }

  StorageEngine storage() {
    return storage;
  }

  SqlEngine sql() {
    return sql;
  }

  QuerySession open() {
    return open(SessionListener.NONE);
  }

  QuerySession open(SessionListener listener) {
    return sql.open(new SessionRequest("ordinal", "ordinal", "", Map.of()), listener);
  }

  @Override
  public void close() {
    sql.close();
    storage.close();
    background.shutdown();
  }
}
