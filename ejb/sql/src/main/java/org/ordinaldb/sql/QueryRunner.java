package org.ordinaldb.sql;

import java.util.List;
import java.util.Objects;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.session.StatementText;
import org.ordinaldb.sql.execution.ExecutionContext;
import org.ordinaldb.sql.execution.Operator;
import org.ordinaldb.storage.StalePlanException;
import org.ordinaldb.storage.StaleRowException;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;

/// Starts queries and data changes. Owned by the session's thread.
///
/// - At READ COMMITTED, a data change that meets a row changed since its snapshot is undone and run
///   again on a new snapshot, its locks kept.
/// - A statement whose table was altered before it had its lock is undone, planned and run again.
final class QueryRunner {
  private final TransactionBlock block;
  private final SessionTransactions transactions;
  private final SessionState state;
  private final OpenQueries queries;
  private final SessionWork work;
  private final StatementCompiler compiler;
  private final ExecutionContexts contexts;
  private final StatementObserver observer;

  QueryRunner(
      TransactionBlock block,
      SessionTransactions transactions,
      SessionState state,
      OpenQueries queries,
      SessionWork work,
      StatementCompiler compiler,
      ExecutionContexts contexts,
      StatementObserver observer) {
    this.block = block;
    this.transactions = transactions;
    this.state = state;
    this.queries = queries;
    this.work = work;
    this.compiler = compiler;
    this.contexts = contexts;
    this.observer = observer;
  }

  /// Starts a query or data change within the present transaction, or one that it begins.
  QueryExecution run(Prepared.Query query, ColumnBatch parameters, boolean instrumented) {
    boolean begun = transactions.enter();
    transactions.beginStatement();
    state.statementBegins(query.text().sql(), begun);
    return open(query, parameters, instrumented);
  }

  /// Starts a query that stands within a command, in the command's own snapshot.
  CommandScope.Rows within(StatementText text, SqlNode node) {
    return openWithin(compiler.query(text, node));
  }

  /// Starts a query of a command's own, in its snapshot.
  CommandScope.Rows within(String sql) {
    Prepared prepared = compiler.compile(StatementText.of(sql), List.of(), () -> {});
    return openWithin((Prepared.Query) prepared);
  }

  private CommandScope.Rows openWithin(Prepared.Query query) {
    return new CommandScope.Rows(query.columns(), open(query, Prepared.NO_PARAMETERS, false));
  }

  /// The values of expressions without columns, in the given types: the arguments of EXECUTE.
  ColumnBatch evaluate(List<SqlNode> expressions, List<SqlType> types) {
    if (expressions.isEmpty()) {
      return Prepared.NO_PARAMETERS;
    }
    transactions.enterForPlanning();
    Prepared.Query query = compiler.query(StatementText.of(""), Arguments.select(expressions));
    try (QueryExecution execution = run(query, Prepared.NO_PARAMETERS, false)) {
      ColumnBatch row = Objects.requireNonNull(execution.next());
      return Arguments.convert(row, query.columns(), types, state.format());
    }
  }

  private QueryExecution open(Prepared.Query query, ColumnBatch given, boolean instrumented) {
    PlannedStatement planned = compiler.current(query, given);
    if (planned.kind().changesData()) {
      // The storage refuses the first row that is written; there may be none.
      block.refuseReadOnly(planned.kind().name());
    }
    StatementTimer timer = work.timer();
    long startNanos = System.nanoTime();
    timer.resume();
    try {
      TransactionBlock.Mark mark = planned.kind().changesData() ? block.mark() : null;
      while (true) {
        ExecutionContext context = contexts.create(parameters(query, planned, given), instrumented);
        try {
          Operator root = context.open(planned.plan().root());
          QueryExecution execution =
              new QueryExecution(
                  queries, work, planned, context, root, timer, observer, startNanos);
          queries.add(execution);
          return execution;
        } catch (StaleRowException stale) {
          if (context.storage().keepsSnapshot()) {
            throw stale;
          }
          retry(mark);
        } catch (StalePlanException stale) {
          retry(mark);
        }
        planned = compiler.current(query, given);
      }
    } finally {
      timer.pause();
    }
  }

  /// The literals that were lifted out of the text, or else what the client gave.
  private ColumnBatch parameters(
      Prepared.Query query, PlannedStatement planned, ColumnBatch given) {
    LiteralLifter.Lifted lifted = query.lifted();
    return lifted == null
        ? given
        : lifted.parameters(planned.parameterTypes(), state.format(), query.text().offset());
  }

  /// @param mark where the statement began; null for a query, which has written nothing even if it
  ///     locks rows
  private void retry(TransactionBlock.@Nullable Mark mark) {
    block.retry(mark == null ? block.mark() : mark);
  }
}
