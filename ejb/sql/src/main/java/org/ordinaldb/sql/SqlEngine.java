package org.ordinaldb.sql;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.error.ResourceException;
import org.ordinaldb.error.SessionException;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.session.QuerySession;
import org.ordinaldb.session.SessionFactory;
import org.ordinaldb.session.SessionListener;
import org.ordinaldb.session.SessionRequest;
import org.ordinaldb.session.StatementText;
import org.ordinaldb.sql.plan.CatalogConstraints;
import org.ordinaldb.sql.system.IndexProgress;
import org.ordinaldb.sql.system.SystemContext;
import org.ordinaldb.storage.StorageEngine;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.type.SqlType;

/// The SQL layer over a storage engine: opens sessions, and keeps what they share. Safe for use by
/// many threads; starts none.
public final class SqlEngine implements SessionFactory, AutoCloseable {
  private static final int CATALOGS_MAX = 64;

  /// The one database that there is.
  public static final String DATABASE = "ordinal";

  private final StorageEngine storage;
  private final SqlConfig config;
  private final InstantSource clock;
  private final @Nullable ScheduledExecutorService timer;
  private final StatementObserver observer;
  private final PlanCache plans;

  /// By the catalog's identity; transactions that change it have their own.
  private final LoadingCache<Catalog, CatalogConstraints> constraints =
      Caffeine.newBuilder()
          .weakKeys()
          .maximumSize(CATALOGS_MAX)
          .executor(Runnable::run)
          .build(CatalogConstraints::new);

  private final IndexProgress.Registry progress = new IndexProgress.Registry();
  private final Set<SqlSession> sessions = ConcurrentHashMap.newKeySet();
  private final AtomicInteger sessionCount = new AtomicInteger();
  private final AtomicInteger lastBackendId = new AtomicInteger();
  private volatile boolean closed;

  /// @param timer runs the alarms of `statement_timeout`; null for none
  public SqlEngine(
      StorageEngine storage,
      SqlConfig config,
      InstantSource clock,
      @Nullable ScheduledExecutorService timer,
      StatementObserver observer) {
    this.storage = storage;
    this.config = config;
    this.clock = clock;
    this.timer = timer;
    this.observer = observer;
    this.plans = new PlanCache(config.cachedPlans());
  }

  /// With default limits, the machine's clock and without statement timeouts.
  public SqlEngine(StorageEngine storage) {
    this(storage, SqlConfig.DEFAULT, InstantSource.system(), null, StatementObserver.NONE);
  }

  /// The constraints of a catalog, compiled once however many sessions ask.
  CatalogConstraints constraints(Catalog catalog) {
    return constraints.get(catalog);
  }

  @Override
  public QuerySession open(SessionRequest request, SessionListener listener) {
    admit(request);
    StorageSession own = null;
    SqlSession session = null;
    try {
      own = storage.openSession();
      session = open(own, own, request, listener);
      return session;
    } finally {
      if (session == null) {
        sessionCount.decrementAndGet();
        if (own != null) {
          own.close();
        }
      }
    }
  }

  /// Opens a session over a storage session that a container manages: while the container has a
  /// transaction open there, statements run in it and cannot end it.
  ///
  /// @param managed the container's; closing the SQL session does not close it
  public QuerySession open(
      StorageSession managed, SessionRequest request, SessionListener listener) {
    admit(request);
    SqlSession session = null;
    try {
      session = open(managed, null, request, listener);
      return session;
    } finally {
      if (session == null) {
        sessionCount.decrementAndGet();
      }
    }
  }

  private SqlSession open(
      StorageSession used,
      @Nullable StorageSession own,
      SessionRequest request,
      SessionListener listener) {
    SqlSession session =
        new SqlSession(this, used, own, request, listener, lastBackendId.incrementAndGet());
    sessions.add(session);
    return session;
  }

  private void admit(SessionRequest request) {
    check(request);
    if (sessionCount.incrementAndGet() > config.sessionsMax()) {
      sessionCount.decrementAndGet();
      throw new ResourceException(SqlState.TOO_MANY_CONNECTIONS, "sorry, too many clients already");
    }
  }

  private void check(SessionRequest request) {
    if (closed) {
      throw new SessionException(
          SqlState.CANNOT_CONNECT_NOW, "the database system is shutting down");
    }
    if (!request.database().equals(DATABASE)) {
      throw new StatementException(
          SqlState.INVALID_CATALOG_NAME, "database \"" + request.database() + "\" does not exist");
    }
    if (request.user().isEmpty()) {
      throw new StatementException(
          SqlState.INVALID_AUTHORIZATION_SPECIFICATION, "no user name was given");
    }
  }

  void closed(SqlSession session, @Nullable StorageSession own) {
    if (sessions.remove(session)) {
      sessionCount.decrementAndGet();
      if (own != null) {
        own.close();
      }
    }
  }

  /// Runs the front end once over typical statements, so that the first client does not pay for
  /// class loading and the compilation of Calcite's metadata (about a second).
  public void warmUp() {
    SessionRequest request = new SessionRequest("ordinal", DATABASE, "", Map.of());
    try (QuerySession session = open(request, SessionListener.NONE)) {
      for (String sql : WARM_UP) {
        try {
          session.prepare(StatementText.of(sql), List.of(SqlType.INT4));
        } catch (SqlException e) {
          System.getLogger(SqlEngine.class.getName())
              .log(System.Logger.Level.DEBUG, "event=warm_up_skipped", e);
        }
        session.sync();
      }
    }
  }

  private static final List<String> WARM_UP =
      List.of(
          "SELECT a.oid, count(*) FROM pg_catalog.pg_class a, pg_catalog.pg_class b"
              + " WHERE a.oid = b.oid AND b.oid > $1 AND a.oid IN"
              + " (SELECT oid FROM pg_catalog.pg_class) GROUP BY a.oid ORDER BY 2 LIMIT 1");

  // ---- for sessions

  StorageEngine storage() {
    return storage;
  }

  SqlConfig config() {
    return config;
  }

  InstantSource clock() {
    return clock;
  }

  @Nullable ScheduledExecutorService timer() {
    return timer;
  }

  StatementObserver observer() {
    return observer;
  }

  PlanCache plans() {
    return plans;
  }

  /// The builds of indexes that are under way.
  IndexProgress.Registry progress() {
    return progress;
  }

  List<SystemContext.SessionRow> sessionRows() {
    List<SystemContext.SessionRow> rows = new ArrayList<>();
    sessions.forEach(session -> rows.add(session.row()));
    rows.sort((a, b) -> Integer.compare(a.processId(), b.processId()));
    return rows;
  }

  /// Cancels what a session runs; false when there is no session of that number.
  boolean cancel(int backend) {
    for (SqlSession session : sessions) {
      if (session.row().processId() == backend) {
        session.cancel();
        return true;
      }
    }
    return false;
  }

  // ---- for monitoring

  public int sessionCount() {
    return sessionCount.get();
  }

  public long planCacheHits() {
    return plans.hits();
  }

  public long planCacheMisses() {
    return plans.misses();
  }

  /// Refuses new sessions and ends the statements of the open ones with 57P01. Their owners close
  /// them.
  @Override
  public void close() {
    closed = true;
    sessions.forEach(SqlSession::shutDown);
  }
}
