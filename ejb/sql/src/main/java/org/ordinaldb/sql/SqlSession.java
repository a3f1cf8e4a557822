package org.ordinaldb.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.PreparedStatement;
import org.ordinaldb.session.QuerySession;
import org.ordinaldb.session.SessionListener;
import org.ordinaldb.session.SessionRequest;
import org.ordinaldb.session.StatementText;
import org.ordinaldb.session.TransactionStatus;
import org.ordinaldb.sql.execution.ConstraintSource;
import org.ordinaldb.sql.execution.DeferredChecks;
import org.ordinaldb.sql.parser.PostgresParser;
import org.ordinaldb.sql.system.SystemContext;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;

/// A conversation: gets statements planned and run, in transactions. Owned by one thread at a time,
/// [#cancel()] excepted.
///
/// A statement that fails outside a block takes its transaction with it; in a block it fails the block.
final class SqlSession implements QuerySession {
  private final SqlEngine engine;
  private final StorageSession storage;
  private final @Nullable StorageSession own;
  private final SessionState state;
  private final TransactionBlock block;
  private final SessionTransactions transactions;
  private final SessionWork work;
  private final StatementCompiler compiler;
  private final QueryRunner queries;
  private final Commands commands;

  /// @param own the storage session when it is this session's to close, null when a container's
  SqlSession(
      SqlEngine engine,
      StorageSession storage,
      @Nullable StorageSession own,
      SessionRequest request,
      SessionListener listener,
      int backendId) {
    this.engine = engine;
    this.storage = storage;
    this.own = own;
    DeferredChecks deferred = new DeferredChecks();
    block = new TransactionBlock(storage, deferred, own == null);
    state = new SessionState(engine, storage, request, listener, backendId, block);
    ConstraintSource constraints = new SessionConstraints(engine, storage);
    ExecutionContexts contexts =
        new ExecutionContexts(
            storage,
            state,
            new SessionSystemContext(engine, storage, state),
            constraints,
            deferred,
            engine.config().statementBytesMax());
    OpenQueries open = new OpenQueries();
    transactions = new SessionTransactions(storage, block, state, open, deferred, contexts);
    work = new SessionWork(engine, storage.cancelToken(), state, transactions, open);
    NamedStatements named = new NamedStatements();
    compiler = new StatementCompiler(engine, storage, state, constraints, named);
    queries =
        new QueryRunner(
            block, transactions, state, open, work, compiler, contexts, engine.observer());
    UtilityRunner utilities =
        new UtilityRunner(
            engine, storage, listener, state, block, transactions, contexts, compiler, queries);
    TransactionCommands transactionCommands =
        new TransactionCommands(engine.storage(), block, transactions, state, listener);
    SettingCommands settingCommands =
        new SettingCommands(block, transactions, transactionCommands, state, named, listener);
    commands =
        new Commands(this, block, transactionCommands, settingCommands, utilities, named, queries);
  }

  // ---- preparing

  @Override
  public List<StatementText> parse(String script) {
    try {
      List<StatementText> statements = PostgresParser.split(script);
      if (statements.size() > 1) {
        // A mistake in any of them keeps all of them from running.
        statements.forEach(compiler::check);
      }
      return statements;
    } catch (RuntimeException | Error e) {
      throw work.failed(e);
    }
  }

  @Override
  public PreparedStatement prepare(StatementText statement, List<SqlType> parameterTypes) {
    return work.run(() -> compile(statement, parameterTypes));
  }

  /// Analyses and plans a statement; in a failed block only what may end it.
  Prepared compile(StatementText statement, List<SqlType> parameterTypes) {
    if (block.isFailed()) {
      Prepared.Command command = compiler.command(statement);
      if (command == null || !Commands.endsFailedBlock(command.utility())) {
        block.refuseFailed();
      } else {
        return command;
      }
    }
    if (statement.sql().isBlank()) {
      return new Prepared.Empty(statement);
    }
    Prepared cached = compiler.cached(statement, parameterTypes);
    return cached != null
        ? cached
        : compiler.compile(statement, parameterTypes, transactions::enterForPlanning);
  }

  // ---- running

  @Override
  public Execution execute(PreparedStatement statement, ColumnBatch parameters) {
    return work.run(() -> start((Prepared) statement, parameters));
  }

  Execution start(Prepared statement, ColumnBatch parameters) {
    return switch (statement) {
      case Prepared.Empty empty -> FixedRows.none("");
      case Prepared.Command command -> runCommand(command);
      case Prepared.Query query -> queries.run(query, parameters, false);
    };
  }

  private Execution runCommand(Prepared.Command command) {
    long start = System.nanoTime();
    StatementTimer timer = work.timer();
    Execution execution = timed(command, timer);
    return switch (execution) {
      case Execution.Rows rows -> {
        observe(rows.commandTag(0), start);
        yield rows;
      }
      case Execution.CopyIn copy -> new GuardedCopyIn(copy, copyWork(timer));
      case Execution.CopyOut copy -> new GuardedCopyOut(copy, copyWork(timer));
    };
  }

  private Execution timed(Prepared.Command command, StatementTimer timer) {
    timer.resume();
    try {
      return commands.run(command);
    } finally {
      timer.pause();
    }
  }

  private void observe(String tag, long start) {
    int blank = tag.indexOf(' ');
    engine
        .observer()
        .ended(blank < 0 ? tag : tag.substring(0, blank), System.nanoTime() - start, 0, null);
  }

  private CopyWork copyWork(StatementTimer timer) {
    return new CopyWork(work, storage.cancelToken(), timer, engine.observer());
  }

  // ---- ending

  @Override
  public void sync() {
    work.sync();
  }

  @Override
  public void fail() {
    work.fail();
  }

  @Override
  public void close() {
    if (!work.close()) {
      return;
    }
    try {
      transactions.close();
    } finally {
      engine.closed(this, own);
    }
  }

  // ---- what it tells

  @Override
  public TransactionStatus transactionStatus() {
    return block.status();
  }

  @Override
  public int backendId() {
    return state.backendId();
  }

  @Override
  public long idleTimeoutMillis() {
    return state.idleTimeoutMillis(block.isBlock());
  }

  @Override
  public String setting(String name) {
    return state.requireSetting(name);
  }

  // ---- for other threads

  @Override
  public void cancel() {
    work.cancel();
  }

  void shutDown() {
    storage.cancelToken().cancel(CancelToken.Reason.SHUTDOWN);
  }

  SystemContext.SessionRow row() {
    return state.row();
  }
}
