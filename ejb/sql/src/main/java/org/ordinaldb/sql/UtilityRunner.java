package org.ordinaldb.sql;

import java.util.function.Function;
import org.apache.calcite.sql.SqlNode;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.SessionListener;
import org.ordinaldb.sql.command.TableCommands;
import org.ordinaldb.sql.parser.Utility;
import org.ordinaldb.sql.parser.UtilityNode;
import org.ordinaldb.storage.StalePlanException;
import org.ordinaldb.storage.StorageSession;

/// Runs commands that plan: those about tables (DDL, COPY, maintenance) and EXPLAIN. When a table turns
/// out to have been altered meanwhile, the command is undone and runs again. Owned by the session's
/// thread.
final class UtilityRunner {
  private final SqlEngine engine;
  private final StorageSession storage;
  private final SessionListener listener;
  private final SessionState state;
  private final TransactionBlock block;
  private final SessionTransactions transactions;
  private final ExecutionContexts contexts;
  private final StatementCompiler compiler;
  private final QueryRunner queries;

  /// Whether the command that runs has ended a transaction, so that it cannot be undone.
  private boolean committedInPart;

  UtilityRunner(
      SqlEngine engine,
      StorageSession storage,
      SessionListener listener,
      SessionState state,
      TransactionBlock block,
      SessionTransactions transactions,
      ExecutionContexts contexts,
      StatementCompiler compiler,
      QueryRunner queries) {
    this.engine = engine;
    this.storage = storage;
    this.listener = listener;
    this.state = state;
    this.block = block;
    this.transactions = transactions;
    this.contexts = contexts;
    this.compiler = compiler;
    this.queries = queries;
  }

  /// Explains a statement that stands within an EXPLAIN.
  Execution explain(Prepared.Command command, Utility.Explain explain) {
    ExplainCommand options = ExplainCommand.of(explain.options());
    if (explain.statement() instanceof UtilityNode) {
      throw new StatementException(
          SqlState.FEATURE_NOT_SUPPORTED, "EXPLAIN of this command is not supported");
    }
    transactions.enterForPlanning();
    return untilPlansHold(
        command,
        utility -> {
          long start = System.nanoTime();
          SqlNode explained = ((Utility.Explain) utility).statement();
          Prepared.Query query = compiler.query(command.text(), explained);
          return options.run(queries, query, System.nanoTime() - start);
        });
  }

  /// Runs a statement about tables.
  Execution run(Prepared.Command command) {
    boolean begun = transactions.enter();
    refuseWhereReadOnly(command.utility());
    if (command.utility() instanceof Utility.LockTable) {
      block.beginWithoutSnapshot();
    } else {
      transactions.beginStatement();
    }
    state.statementBegins(command.text().sql(), begun);
    boolean alone = begun && block.isOwn();
    CommandScope scope =
        new CommandScope(
            engine,
            storage,
            listener,
            state,
            transactions,
            contexts,
            queries,
            this,
            command.text(),
            block.isBlock(),
            alone);
    return untilPlansHold(command, utility -> run(utility, scope));
  }

  private static Execution run(Utility utility, CommandScope scope) {
    Execution execution = TableCommands.run(utility, scope);
    if (execution == null) {
      throw new StatementException(
          SqlState.FEATURE_NOT_SUPPORTED, utility.getClass().getSimpleName() + " is not supported");
    }
    return execution;
  }

  private Execution untilPlansHold(Prepared.Command command, Function<Utility, Execution> run) {
    TransactionBlock.Mark mark = block.mark();
    Utility utility = command.utility();
    committedInPart = false;
    while (true) {
      try {
        return run.apply(utility);
      } catch (StalePlanException stale) {
        if (committedInPart) {
          throw stale;
        }
        block.retry(mark);
        utility = command.toRun();
      }
    }
  }

  /// The storage refuses what writes, but does not know by which command.
  private void refuseWhereReadOnly(Utility utility) {
    String name =
        switch (utility) {
          case Utility.CreateTable create -> "CREATE TABLE";
          case Utility.CreateTableAs create -> "CREATE TABLE AS";
          case Utility.DropTable drop -> "DROP TABLE";
          case Utility.AlterTable alter -> "ALTER TABLE";
          case Utility.AlterDefaults alter -> alter.ofDatabase() ? "ALTER DATABASE" : "ALTER ROLE";
          case Utility.CreateIndex create -> "CREATE INDEX";
          case Utility.DropIndex drop -> "DROP INDEX";
          default -> null;
        };
    if (name != null) {
      block.refuseReadOnly(name);
    }
  }

  /// Commits what a command has done that works in several transactions, and begins the next.
  void nextTransaction() {
    committedInPart = true;
    block.next();
  }
}
