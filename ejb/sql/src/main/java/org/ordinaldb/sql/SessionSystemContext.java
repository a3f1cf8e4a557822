package org.ordinaldb.sql;

import java.util.List;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.sql.check.DatabaseCheck;
import org.ordinaldb.sql.execution.DeferredChecks;
import org.ordinaldb.sql.execution.ExecutionContext;
import org.ordinaldb.sql.execution.MemoryBudget;
import org.ordinaldb.sql.execution.StatementConstraints;
import org.ordinaldb.sql.expression.EvaluationContext;
import org.ordinaldb.sql.expression.SessionView;
import org.ordinaldb.sql.plan.CatalogConstraints;
import org.ordinaldb.sql.system.IndexProgress;
import org.ordinaldb.sql.system.SystemContext;
import org.ordinaldb.storage.CheckFinding;
import org.ordinaldb.storage.PreparedTransaction;
import org.ordinaldb.storage.SegmentStatistics;
import org.ordinaldb.storage.StorageMetrics;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.storage.TableStatistics;
import org.ordinaldb.transaction.IsolationLevel;
import org.ordinaldb.transaction.LockListing;

/// What the system tables tell to one session. Owned by the session's thread.
record SessionSystemContext(SqlEngine engine, StorageSession storage, SessionState state)
    implements SystemContext {
  /// What a check sorts at a time: then it decodes a large index a few times at most.
  private static final long CHECK_BYTES = 32 << 20;

  @Override
  public SessionView session() {
    return state;
  }

  @Override
  public TableStatistics statistics(TableDescriptor table) {
    return engine.storage().statistics(table);
  }

  @Override
  public List<SegmentStatistics> segments(TableDescriptor table) {
    return engine.storage().segments(table);
  }

  @Override
  public StorageMetrics metrics() {
    return engine.storage().metrics();
  }

  /// What rows say of each other is only asked where all of them can be read.
  @Override
  public List<CheckFinding> check() {
    List<CheckFinding> damage = engine.storage().check(storage.cancelToken());
    return damage.isEmpty() ? checkRows() : damage;
  }

  /// What is committed, whatever the session's own transaction sees and has written.
  private List<CheckFinding> checkRows() {
    try (StorageSession reader = engine.storage().openSession()) {
      Catalog catalog = beginReading(reader);
      CancelToken token = storage.cancelToken();
      CatalogConstraints constraints = engine.constraints(catalog);
      ExecutionContext context =
          new ExecutionContext(
              reader,
              EvaluationContext.of(state, token),
              this,
              token,
              new MemoryBudget(engine.config().statementBytesMax()),
              new StatementConstraints(constraints, new DeferredChecks()),
              false);
      return new DatabaseCheck(catalog, constraints, context, CHECK_BYTES).run();
    }
  }

  /// Begins a transaction with one snapshot.
  ///
  /// @return the catalog of the snapshot, for none was committed while it was taken
  private static Catalog beginReading(StorageSession reader) {
    while (true) {
      Catalog catalog = reader.catalog();
      reader.begin(IsolationLevel.REPEATABLE_READ, true);
      reader.beginStatement();
      if (reader.catalog() == catalog) {
        return catalog;
      }
      reader.rollback();
    }
  }

  @Override
  public List<Setting> settings() {
    return state.changeable().entries().stream()
        .map(entry ->
            new Setting(
                entry.name(),
                entry.value(),
                entry.description(),
                entry.source(),
                entry.reset(),
                entry.builtIn()))
        .toList();
  }

  @Override
  public List<SessionRow> sessions() {
    return engine.sessionRows();
  }

  @Override
  public List<IndexProgress> indexBuilds() {
    return engine.progress().list();
  }

  @Override
  public List<LockListing> locks() {
    return engine.storage().locks();
  }

  @Override
  public List<PreparedTransaction> preparedTransactions() {
    return engine.storage().prepared();
  }
}
