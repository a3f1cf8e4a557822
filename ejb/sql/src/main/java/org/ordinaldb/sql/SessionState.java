package org.ordinaldb.sql;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.format.TimeZones;
import org.ordinaldb.session.Notice;
import org.ordinaldb.session.SessionListener;
import org.ordinaldb.session.SessionRequest;
import org.ordinaldb.session.TransactionStatus;
import org.ordinaldb.sql.expression.AdvisoryLocks;
import org.ordinaldb.sql.expression.SessionView;
import org.ordinaldb.sql.setting.SettingDefinition;
import org.ordinaldb.sql.setting.Settings;
import org.ordinaldb.sql.system.SystemContext;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.storage.TableStatistics;
import org.ordinaldb.transaction.IsolationLevel;

/// Who a session is, its settings and what it is about, as functions see them. Owned by the session's
/// thread, except for what [#row()] tells to others.
final class SessionState implements SessionView {
  private final SqlEngine engine;
  private final StorageSession storage;
  private final SessionRequest request;
  private final SessionListener listener;
  private final int backendId;
  private final TransactionBlock block;
  private final SessionClock clock;
  private final AdvisoryLocks advisoryLocks;
  private final Settings settings;

  // Derived from the settings when they change.
  private FormatSettings format = FormatSettings.DEFAULT;
  private String environment = "";
  private IsolationLevel isolation = IsolationLevel.READ_COMMITTED;
  private boolean readOnly;
  private boolean deferrable;
  private long idleTimeoutMillis;
  private long idleInTransactionTimeoutMillis;
  private long statementTimeoutMillis;
  private List<String> searchPath = List.of();

  private volatile String activity = "idle";
  private volatile String lastQuery = "";
  private volatile long queryStartMicros;
  private volatile String applicationName = "";

  SessionState(
      SqlEngine engine,
      StorageSession storage,
      SessionRequest request,
      SessionListener listener,
      int backendId,
      TransactionBlock block) {
    this.engine = engine;
    this.storage = storage;
    this.request = request;
    this.listener = listener;
    this.backendId = backendId;
    storage.identify(backendId);
    this.block = block;
    this.clock = new SessionClock(engine.clock());
    this.advisoryLocks = new SessionAdvisoryLocks(storage, listener);
    this.settings =
        new Settings(
            Map.of("max_prepared_transactions", Integer.toString(engine.storage().preparedMax())),
            SessionPresets.of(engine.storage().catalog(), request),
            request.settings(),
            error -> listener.notice(Notice.warning(error.state(), error.text())),
            this::changed);
    derive();
    for (SettingDefinition definition : SettingDefinition.all()) {
      if (definition.isReported()) {
        listener.parameterChanged(definition.name(), reportedValue(definition.name()));
      }
    }
  }

  private void changed(String name, String value) {
    derive();
    for (SettingDefinition definition : SettingDefinition.all()) {
      if (definition.isReported() && definition.name().equals(name)) {
        listener.parameterChanged(name, value);
      }
    }
  }

  private String reportedValue(String name) {
    return name.equals("session_authorization") ? request.user() : settings.require(name);
  }

  private void derive() {
    ZoneId zone = TimeZones.parse(settings.require("TimeZone"));
    String dateStyle = settings.require("DateStyle");
    format =
        FormatSettings.DEFAULT
            .withTimeZone(zone == null ? ZoneOffset.UTC : zone)
            .withDateOrder(FormatSettings.DateOrder.ofDateStyle(dateStyle))
            .withHexBytea(settings.require("bytea_output").equals("hex"))
            .withClock(clock::transactionInstant);
    searchPath = readSearchPath();
    environment = String.join(",", searchPath) + "|" + format.timeZone() + "|" + dateStyle;
    isolation = isolation(settings.require("default_transaction_isolation"));
    readOnly = settings.isOn("default_transaction_read_only");
    deferrable = settings.isOn("default_transaction_deferrable");
    statementTimeoutMillis = settings.millis("statement_timeout");
    idleTimeoutMillis = settings.millis("idle_session_timeout");
    idleInTransactionTimeoutMillis = settings.millis("idle_in_transaction_session_timeout");
    storage.lockTimeoutMillis(settings.millis("lock_timeout"));
    storage.synchronousCommit(!settings.require("synchronous_commit").equals("off"));
    applicationName = settings.require("application_name");
  }

  static IsolationLevel isolation(String name) {
    return switch (name) {
      case "serializable" -> IsolationLevel.SERIALIZABLE;
      case "repeatable read" -> IsolationLevel.REPEATABLE_READ;
      default -> IsolationLevel.READ_COMMITTED;
    };
  }

  private List<String> readSearchPath() {
    List<String> path = new ArrayList<>();
    for (String name : settings.require("search_path").split(",")) {
      String schema = name.strip().replace("\"", "");
      // No schema belongs to a user yet; that of Ordinal's views only has the same name as one.
      if (!schema.isEmpty() && !schema.equals("$user")) {
        path.add(schema);
      }
    }
    return List.copyOf(path);
  }

  /// The settings, to be changed.
  Settings changeable() {
    return settings;
  }

  @Override
  public FormatSettings format() {
    return format;
  }

  /// What analysis depends on besides the catalog.
  String environment() {
    return environment;
  }

  /// Of new transactions.
  IsolationLevel isolation() {
    return isolation;
  }

  /// Whether new transactions are read-only.
  boolean isReadOnly() {
    return readOnly;
  }

  /// Whether new transactions are deferrable, which changes nothing: a read-only transaction never
  /// waits for others and is never refused anyway.
  boolean isDeferrable() {
    return deferrable;
  }

  /// How long the session may idle.
  long idleTimeoutMillis(boolean inTransaction) {
    return inTransaction ? idleInTransactionTimeoutMillis : idleTimeoutMillis;
  }

  long statementTimeoutMillis() {
    return statementTimeoutMillis;
  }

  // ---- transactions and statements

  void transactionBegins() {
    clock.transactionBegins();
  }

  /// @param withTransaction whether its transaction began for it
  void statementBegins(String sql, boolean withTransaction) {
    clock.statementBegins(withTransaction);
    queryStartMicros = clock.statementMicros();
    lastQuery = sql;
    activity = "active";
  }

  /// The session waits for its client.
  void statementPauses(TransactionStatus transaction) {
    activity =
        switch (transaction) {
          case IDLE -> "idle";
          case ACTIVE -> "idle in transaction";
          case FAILED -> "idle in transaction (aborted)";
        };
  }

  void transactionEnds(boolean committed) {
    settings.transactionEnds(committed);
    activity = "idle";
  }

  @Override
  public long transactionTimestamp() {
    return clock.transactionMicros();
  }

  @Override
  public long statementTimestamp() {
    return clock.statementMicros();
  }

  // ---- SessionView

  @Override
  public String currentUser() {
    return request.user();
  }

  @Override
  public String sessionUser() {
    return request.user();
  }

  @Override
  public String database() {
    return request.database();
  }

  @Override
  public List<String> searchPath() {
    return searchPath;
  }

  @Override
  public Catalog catalog() {
    return storage.catalog();
  }

  @Override
  public int backendId() {
    return backendId;
  }

  @Override
  public AdvisoryLocks advisoryLocks() {
    return advisoryLocks;
  }

  @Override
  public Set<Integer> blockers(int backend) {
    return engine.storage().blockers(backend);
  }

  @Override
  public boolean cancelBackend(int backend) {
    boolean found = engine.cancel(backend);
    if (!found) {
      listener.notice(
          Notice.warning(
              SqlState.WARNING, "PID " + backend + " is not a PostgreSQL backend process"));
    }
    return found;
  }

  /// What the running transaction is, or the next one will be; null for other parameters.
  private @Nullable String transactionMode(String name) {
    TransactionBlock open = block.isOpen() ? block : null;
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "transaction_isolation" -> (open == null ? isolation : open.isolation()).sqlName();
      case "transaction_read_only" -> onOff(open == null ? readOnly : open.isReadOnly());
      case "transaction_deferrable" -> onOff(open == null ? deferrable : open.isDeferrable());
      default -> null;
    };
  }

  private static String onOff(boolean value) {
    return value ? "on" : "off";
  }

  @Override
  public @Nullable String setting(String name) {
    String mode = transactionMode(name);
    if (mode != null) {
      return mode;
    }
    return name.equalsIgnoreCase("session_authorization") ? request.user() : settings.get(name);
  }

  /// Throws 42704 when there is none of that name.
  String requireSetting(String name) {
    String value = setting(name);
    if (value == null) {
      throw new StatementException(
          SqlState.UNDEFINED_OBJECT, "unrecognized configuration parameter \"" + name + "\"");
    }
    return value;
  }

  @Override
  public String changeSetting(String name, String value, boolean untilTransactionEnds) {
    if (transactionMode(name) != null) {
      throw new StatementException(
          SqlState.ACTIVE_SQL_TRANSACTION,
          "SET TRANSACTION ISOLATION LEVEL must be called before any query");
    }
    return settings.set(name, value, untilTransactionEnds);
  }

  @Override
  public TableStatistics statistics(TableDescriptor table) {
    return engine.storage().statistics(table);
  }

  /// What others may see. Called by any thread.
  SystemContext.SessionRow row() {
    return new SystemContext.SessionRow(
        backendId,
        request.user(),
        request.database(),
        applicationName,
        request.clientAddress(),
        clock.startedMicros(),
        queryStartMicros,
        activity,
        lastQuery);
  }
}
