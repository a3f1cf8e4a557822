package org.ordinaldb.sql;

import java.util.List;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.session.Notice;
import org.ordinaldb.session.ResultColumn;
import org.ordinaldb.session.SessionListener;
import org.ordinaldb.session.StatementText;
import org.ordinaldb.sql.command.CommandContext;
import org.ordinaldb.sql.command.QueryRows;
import org.ordinaldb.sql.execution.LoadConstraints;
import org.ordinaldb.sql.expression.EvaluationContext;
import org.ordinaldb.sql.system.IndexProgress;
import org.ordinaldb.storage.StorageEngine;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.type.ColumnBatch;

/// What one command sees of the session that runs it.
///
/// @param alone whether the command's transaction was begun for it and ends with it
record CommandScope(
    SqlEngine sql,
    StorageSession storage,
    SessionListener listener,
    SessionState state,
    SessionTransactions transactions,
    ExecutionContexts contexts,
    QueryRunner queries,
    UtilityRunner runner,
    StatementText text,
    boolean inBlock,
    boolean alone)
    implements CommandContext {
  @Override
  public StorageEngine engine() {
    return sql.storage();
  }

  @Override
  public void requireAlone(String statement) {
    if (!alone) {
      throw new StatementException(
          SqlState.ACTIVE_SQL_TRANSACTION, statement + " cannot run inside a transaction block");
    }
  }

  @Override
  public void nextTransaction() {
    runner.nextTransaction();
  }

  @Override
  public IndexProgress progress(String command, TableDescriptor table) {
    return sql.progress().start(state.backendId(), command, table.id());
  }

  @Override
  public FormatSettings format() {
    return state.format();
  }

  @Override
  public EvaluationContext evaluation() {
    return EvaluationContext.of(state, storage.cancelToken());
  }

  @Override
  public List<String> searchPath() {
    return state.searchPath();
  }

  @Override
  public void notice(Notice notice) {
    listener.notice(notice);
  }

  @Override
  public QueryRows query(SqlNode query) {
    return queries.within(text, query);
  }

  @Override
  public QueryRows query(String sql) {
    return queries.within(sql);
  }

  @Override
  public LoadConstraints constraints(TableDescriptor table) {
    return contexts.loadConstraints(table);
  }

  @Override
  public void requireNoPendingChecks(TableDescriptor table, String command) {
    transactions.requireNoPendingChecks(table, command);
  }

  /// A query under way within a command.
  record Rows(List<ResultColumn> columns, QueryExecution execution) implements QueryRows {
    @Override
    public @Nullable ColumnBatch next() {
      return execution.next();
    }

    @Override
    public void close() {
      execution.close();
    }
  }
}
