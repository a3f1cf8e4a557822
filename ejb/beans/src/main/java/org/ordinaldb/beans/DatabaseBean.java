package org.ordinaldb.beans;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import jakarta.resource.ConnectionFactoryDefinition;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.adapter.api.StorageConnectionFactory;
import org.ordinaldb.beans.metrics.QueryMetrics;
import org.ordinaldb.beans.query.StatementRunner;
import org.ordinaldb.session.SessionFactory;
import org.ordinaldb.sql.SqlConfig;
import org.ordinaldb.sql.SqlEngine;
import org.ordinaldb.storage.StorageEngine;

/// The database inside the container: puts the SQL engine on the storage engine that the resource
/// adapter keeps open, and counts what goes through. Used by many threads at once; it holds nothing
/// that changes after its start.
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@ConnectionFactoryDefinition(
    name = "java:app/ordinal/storage",
    interfaceName = "org.ordinaldb.adapter.api.StorageConnectionFactory",
    resourceAdapter = "#connector",
    description = "The storage engine of the embedded resource adapter")
public class DatabaseBean {
  private static final System.Logger LOG = System.getLogger(DatabaseBean.class.getName());

  @Resource(lookup = "java:app/ordinal/storage")
  StorageConnectionFactory storage;

  @Resource ManagedScheduledExecutorService timer;

  @Inject QueryMetrics metrics;

  private @Nullable Running running;

  /// What exists between start and stop.
  private record Running(StorageEngine engine, SqlEngine sql, StatementRunner statements) {}

  @PostConstruct
  void start() {
    StorageEngine engine = storage.engine();
    SqlEngine sql = new SqlEngine(engine, limits(), InstantSource.system(), timer, metrics);
    metrics.publish(engine, sql);
    sql.warmUp();
    running = new Running(engine, sql, new StatementRunner(sql));
    LOG.log(Level.INFO, "event=database_started");
  }

  @PreDestroy
  void stop() {
    running().sql().close();
    LOG.log(Level.INFO, "event=database_stopped");
  }

  public StorageEngine engine() {
    return running().engine();
  }

  /// Opens the conversations of every face.
  public SessionFactory sessions() {
    return running().sql();
  }

  public StatementRunner statements() {
    return running().statements();
  }

  private Running running() {
    return Objects.requireNonNull(running, "the container starts this bean before it calls it");
  }

  /// A statement may take a quarter of the heap, as the cache of chunks may.
  private static SqlConfig limits() {
    return SqlConfig.DEFAULT.withStatementBytesMax(Runtime.getRuntime().maxMemory() / 4);
  }
}
