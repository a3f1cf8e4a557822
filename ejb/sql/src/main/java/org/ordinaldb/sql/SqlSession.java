package org.ordinaldb.sql;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.error.TransactionRollbackException;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.Notice;
import org.ordinaldb.session.PreparedStatement;
import org.ordinaldb.session.QuerySession;
import org.ordinaldb.session.SessionListener;
import org.ordinaldb.session.StatementText;
import org.ordinaldb.session.TransactionStatus;
import org.ordinaldb.sql.command.TableCommands;
import org.ordinaldb.sql.execution.ConstraintSource;
import org.ordinaldb.sql.execution.DeferredChecks;
import org.ordinaldb.sql.execution.ExecutionContext;
import org.ordinaldb.sql.execution.LoadConstraints;
import org.ordinaldb.sql.execution.MemoryBudget;
import org.ordinaldb.sql.execution.Operator;
import org.ordinaldb.sql.execution.StatementConstraints;
import org.ordinaldb.sql.expression.EvaluationContext;
import org.ordinaldb.sql.parser.PostgresParser;
import org.ordinaldb.sql.parser.Utility;
import org.ordinaldb.sql.system.SystemContext;
import org.ordinaldb.storage.StalePlanException;
import org.ordinaldb.storage.StaleRowException;
import org.ordinaldb.storage.StorageEngine;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.transaction.IsolationLevel;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;

/// A conversation: puts transactions around statements, and gets them planned and run. Owned by one
/// thread at a time, [#cancel()] excepted.
///
/// - A statement that fails outside a block takes its transaction with it; in a block it fails the
///   block.
/// - At READ COMMITTED, a data change that meets a row changed since its snapshot is undone and run
///   again on a new snapshot, its locks kept.
final class SqlSession implements QuerySession {
  private static final ColumnBatch NO_PARAMETERS = new ColumnBatch(1);

  private final SqlEngine engine;
  private final StorageSession storage;
  private final @Nullable StorageSession own;
  private final SessionListener listener;
  private final SessionState state;
  private final DeferredChecks deferred = new DeferredChecks();
  private final TransactionBlock block;
  private final ConstraintSource constraints;
  private final StatementCompiler compiler;
  private final Commands commands;
  private final Set<QueryExecution> executions = new LinkedHashSet<>();

  private final SplittableRandom random = new SplittableRandom();

  /// How many calls deep the session is at work; 0 while it waits for its client between statements.
  /// Written by the owning thread only.
  private volatile int depth;

  /// Whether the command that runs has ended a transaction, so that it cannot be undone.
  private boolean committedInPart;

  private boolean closed;

  /// @param own the storage session when it is this session's to close, null when a container's
  SqlSession(
      SqlEngine engine,
      StorageSession storage,
      @Nullable StorageSession own,
      SessionState state,
      SessionListener listener) {
    this.engine = engine;
    this.storage = storage;
    this.own = own;
    this.state = state;
    this.listener = listener;
    this.block = new TransactionBlock(storage, deferred, own == null);
    state.follow(block);
    this.constraints = new SessionConstraints(engine, storage);
    this.compiler = new StatementCompiler(engine, storage, state, constraints);
    this.commands = new Commands(this, block, state);
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
      throw failed(e);
    }
  }

  @Override
  public PreparedStatement prepare(StatementText statement, List<SqlType> parameterTypes) {
    begin();
    try {
      return compile(statement, parameterTypes);
    } catch (RuntimeException | Error e) {
      throw failed(e);
    } finally {
      end();
    }
  }

  /// Analyses and plans a statement; in a failed block only what may end it.
  Prepared compile(StatementText statement, List<SqlType> parameterTypes) {
    if (block.isFailed()) {
      Prepared.Command command = compiler.command(statement, commands);
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
        : compiler.compile(statement, parameterTypes, commands, this::enterForPlanning);
  }

  /// Planning counts rows, which needs a snapshot.
  void enterForPlanning() {
    if (enter()) {
      storage.beginStatement();
    }
  }

  // ---- running

  @Override
  public Execution execute(PreparedStatement statement, ColumnBatch parameters) {
    begin();
    try {
      return start((Prepared) statement, parameters);
    } catch (RuntimeException | Error e) {
      throw failed(e);
    } finally {
      end();
    }
  }

  Execution start(Prepared statement, ColumnBatch parameters) {
    return switch (statement) {
      case Prepared.Empty empty -> FixedRows.none("");
      case Prepared.Command command -> runCommand(command);
      case Prepared.Query query -> run(query, parameters, false);
    };
  }

  private Execution runCommand(Prepared.Command command) {
    long start = System.nanoTime();
    StatementTimer timer = timer();
    Execution execution = timed(command, timer);
    return switch (execution) {
      case Execution.Rows rows -> {
        observeCommand(rows.commandTag(0), start);
        yield rows;
      }
      case Execution.CopyIn copy -> new GuardedCopyIn(this, copy, new CopyWork(this, timer));
      case Execution.CopyOut copy -> new GuardedCopyOut(this, copy, new CopyWork(this, timer));
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

  private void observeCommand(String tag, long start) {
    int blank = tag.indexOf(' ');
    engine
        .observer()
        .ended(blank < 0 ? tag : tag.substring(0, blank), System.nanoTime() - start, 0, null);
  }

  /// For a statement that starts now.
  private StatementTimer timer() {
    return new StatementTimer(
        engine.timer(), storage.cancelToken(), state.statementTimeoutMillis());
  }

  /// Starts a query or data change within the present transaction, or one that it begins.
  QueryExecution run(Prepared.Query query, ColumnBatch parameters, boolean instrumented) {
    boolean begun = enter();
    beginStatement();
    state.statementBegins(query.text().sql(), begun);
    return open(query, parameters, instrumented);
  }

  /// The literals that were lifted out of the text, or else what the client gave.
  private ColumnBatch parameters(
      Prepared.Query query, PlannedStatement planned, ColumnBatch given) {
    LiteralLifter.Lifted lifted = query.lifted();
    return lifted == null
        ? given
        : lifted.parameters(planned.parameterTypes(), state.format(), query.text().offset());
  }

  private QueryExecution open(Prepared.Query query, ColumnBatch given, boolean instrumented) {
    PlannedStatement planned = compiler.current(query, given);
    StatementTimer timer = timer();
    long startNanos = System.nanoTime();
    timer.resume();
    try {
      boolean changes = planned.kind().changesData();
      StorageSession.Savepoint mark = changes ? block.mark() : null;
      DeferredChecks.Mark before = deferred.mark();
      while (true) {
        ExecutionContext context = context(parameters(query, planned, given), instrumented);
        try {
          Operator root = context.open(planned.plan().root());
          QueryExecution execution =
              new QueryExecution(
                  this, planned, context, root, timer, engine.observer(), startNanos);
          executions.add(execution);
          return execution;
        } catch (StaleRowException stale) {
          if (block.isolation() != IsolationLevel.READ_COMMITTED) {
            throw new TransactionRollbackException(
                SqlState.SERIALIZATION_FAILURE,
                "could not serialize access due to concurrent update");
          }
          // A query that locks rows has written nothing.
          retry(mark == null ? block.mark() : mark, before);
        } catch (StalePlanException stale) {
          retry(mark == null ? block.mark() : mark, before);
        }
        planned = compiler.current(query, given);
      }
    } finally {
      timer.pause();
    }
  }

  /// Queries that are not at their end go on reading what they saw when they began.
  private void beginStatement() {
    executions.forEach(QueryExecution::keepView);
    block.beginStatement();
  }

  /// Undoes what a statement did so far, for it to run again on a newer snapshot.
  private void retry(StorageSession.Savepoint mark, DeferredChecks.Mark before) {
    storage.cancelToken().check();
    storage.retryStatement(mark);
    deferred.restore(before);
  }

  private ExecutionContext context(ColumnBatch parameters, boolean instrumented) {
    CancelToken token = storage.cancelToken();
    EvaluationContext evaluation = new EvaluationContext(state, parameters, token, random);
    MemoryBudget memory = new MemoryBudget(engine.config().statementBytesMax());
    StatementConstraints constraints = new StatementConstraints(this.constraints, deferred);
    return new ExecutionContext(
        storage, evaluation, state, token, memory, constraints, instrumented);
  }

  private void begin() {
    if (closed) {
      throw new IllegalStateException("the session is closed");
    }
    if (depth == 0) {
      storage.cancelToken().reset();
    }
    depth = depth + 1;
  }

  private void end() {
    depth = depth - 1;
  }

  /// Makes sure that there is a transaction.
  ///
  /// @return whether it was begun here
  boolean enter() {
    boolean begun = block.enter(state.isolation(), state.isReadOnly());
    if (begun) {
      state.transactionBegins();
      if (block.isForeign()) {
        storage.register(new ForeignTransaction());
      }
    }
    return begun;
  }

  /// A transaction that the container ends, if need be after this session is closed.
  private final class ForeignTransaction implements StorageSession.Synchronization {
    @Override
    public void beforeCommit() {
      try {
        block.refuseFailed();
        runDeferred(any -> true);
      } catch (RuntimeException | Error e) {
        throw Failures.translate(e);
      }
    }

    @Override
    public void afterEnd(boolean committed) {
      block.foreignEnded();
      state.transactionEnds(committed);
    }
  }

  StorageSession.ReadView readView() {
    return storage.readView();
  }

  @Nullable ColumnBatch readIn(StorageSession.ReadView view, Operator operator) {
    return storage.<@Nullable ColumnBatch>readIn(view, operator::next);
  }

  void resume(StatementTimer timer) {
    begin();
    timer.resume();
  }

  void pause(StatementTimer timer) {
    timer.pause();
    end();
  }

  // ---- ending

  @Override
  public void sync() {
    if (!block.isImplicit()) {
      idle();
      return;
    }
    try {
      commit();
    } catch (RuntimeException | Error e) {
      throw failed(e);
    }
  }

  /// The session waits for its client: a transaction that takes a snapshot a statement needs none.
  private void idle() {
    if (block.isOpen() && executions.stream().allMatch(QueryExecution::isDone)) {
      storage.endStatement();
    }
  }

  @Override
  public void fail() {
    closeExecutions();
    boolean ends = block.isImplicit();
    block.fail();
    if (ends) {
      state.transactionEnds(false);
    }
  }

  /// @return whether it was committed rather than rolled back
  boolean commit() {
    closeExecutions();
    boolean committed = false;
    try {
      runDeferred();
      committed = block.commit();
      return committed;
    } finally {
      state.transactionEnds(committed);
    }
  }

  /// Leaves the transaction to whoever commits or rolls it back by its global id.
  ///
  /// @return false when it had failed and is rolled back instead
  boolean prepareTransaction(String globalId) {
    closeExecutions();
    boolean prepared = false;
    try {
      runDeferred();
      prepared = block.prepare(globalId, state.currentUser());
      return prepared;
    } finally {
      state.transactionEnds(prepared);
    }
  }

  /// Runs what was put off until the transaction ends; when that fails the transaction is over.
  private void runDeferred() {
    if (deferred.isEmpty() || block.isFailed() || !block.isOwn()) {
      return;
    }
    boolean held = false;
    try {
      runDeferred(any -> true);
      held = true;
    } finally {
      if (!held) {
        block.rollback();
      }
    }
  }

  private void runDeferred(Predicate<Integer> wanted) {
    ExecutionContext context = context(NO_PARAMETERS, false);
    context.constraints().runDeferred(wanted, context);
  }

  /// SET CONSTRAINTS.
  ///
  /// @param ids of the constraints; null for all
  void setConstraints(@Nullable Set<Integer> ids, boolean puttingOff) {
    enter();
    beginStatement();
    if (!puttingOff) {
      runDeferred(id -> ids == null || ids.contains(id));
    }
    if (ids == null) {
      deferred.setAll(puttingOff);
    } else {
      ids.forEach(id -> deferred.set(id, puttingOff));
    }
  }

  /// Throws for a table whose rows wait for a check that a command would lose.
  void requireNoPendingChecks(TableDescriptor table, String command) {
    if (!deferred.isEmpty()
        && new StatementConstraints(constraints, deferred).pendingTables().contains(table.id())) {
      throw new StatementException(
          SqlState.OBJECT_IN_USE,
          "cannot %s \"%s\" because it has pending trigger events"
              .formatted(command, table.name()));
    }
  }

  /// Holds rows that a command writes to their table's constraints.
  LoadConstraints loadConstraints(TableDescriptor table) {
    return new LoadConstraints(table, context(NO_PARAMETERS, false));
  }

  StorageEngine storageEngine() {
    return engine.storage();
  }

  /// Commits what a command has done that works in several transactions, and begins the next.
  void nextTransaction() {
    committedInPart = true;
    block.next();
  }

  void rollback() {
    closeExecutions();
    block.rollback();
    state.transactionEnds(false);
  }

  void closeExecutions() {
    for (QueryExecution execution : List.copyOf(executions)) {
      execution.close();
    }
  }

  /// The session undoes what failed; returns what its client is to be told.
  SqlException failed(Throwable cause) {
    SqlException error = Failures.translate(cause);
    engine.observer().ended("", 0, 0, error.state());
    undo(error);
    return error;
  }

  /// The execution reports its own error.
  SqlException failed(Throwable cause, QueryExecution execution) {
    SqlException error = Failures.translate(cause);
    execution.failed(error.state());
    undo(error);
    return error;
  }

  private void undo(SqlException error) {
    try {
      fail();
    } catch (RuntimeException e) {
      error.addSuppressed(e);
    }
  }

  void ended(QueryExecution execution) {
    executions.remove(execution);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      closeExecutions();
      if (block.isOwn()) {
        block.rollback();
      }
    } finally {
      engine.closed(this, own);
    }
  }

  // ---- for other threads and packages

  @Override
  public TransactionStatus transactionStatus() {
    return block.status();
  }

  @Override
  public long idleTimeoutMillis() {
    return state.idleTimeoutMillis(block.isBlock());
  }

  @Override
  public String setting(String name) {
    String value = state.setting(name);
    if (value == null) {
      throw new StatementException(
          SqlState.UNDEFINED_OBJECT, "unrecognized configuration parameter \"" + name + "\"");
    }
    return value;
  }

  @Override
  public void cancel() {
    if (depth > 0) {
      storage.cancelToken().cancel(CancelToken.Reason.USER_REQUEST);
    }
  }

  SystemContext.SessionRow row() {
    return state.row();
  }

  void shutDown() {
    storage.cancelToken().cancel(CancelToken.Reason.SHUTDOWN);
  }

  // ---- for commands

  /// Explains a statement that stands within an EXPLAIN.
  Execution explain(Prepared.Command command, Utility.Explain explain) {
    ExplainCommand options = ExplainCommand.of(explain.options());
    enterForPlanning();
    return untilPlansHold(
        command,
        utility -> {
          long start = System.nanoTime();
          SqlNode explained = ((Utility.Explain) utility).statement();
          Prepared.Query query = compiler.query(command.text(), explained, List.of());
          return options.run(this, query, NO_PARAMETERS, System.nanoTime() - start);
        });
  }

  /// Runs a command, and runs it again when a table turns out to have been altered meanwhile.
  private Execution untilPlansHold(Prepared.Command command, Function<Utility, Execution> run) {
    StorageSession.Savepoint mark = block.mark();
    DeferredChecks.Mark before = deferred.mark();
    Utility utility = command.utility();
    committedInPart = false;
    while (true) {
      try {
        return run.apply(utility);
      } catch (StalePlanException stale) {
        if (committedInPart) {
          throw stale;
        }
        retry(mark, before);
        utility = compiler.again(command).utility();
      }
    }
  }

  /// The values of expressions without columns, in the given types: the arguments of EXECUTE.
  ColumnBatch evaluate(List<SqlNode> expressions, List<SqlType> types) {
    return expressions.isEmpty() ? NO_PARAMETERS : arguments(expressions, types);
  }

  private ColumnBatch arguments(List<SqlNode> expressions, List<SqlType> types) {
    enterForPlanning();
    SqlNode select = Arguments.select(expressions);
    Prepared.Query query = compiler.query(StatementText.of(""), select, List.of());
    try (QueryExecution execution = run(query, NO_PARAMETERS, false)) {
      ColumnBatch row = Objects.requireNonNull(execution.next());
      return Arguments.convert(row, query.columns(), types, state.format());
    }
  }

  /// Runs a statement about tables: DDL, COPY, maintenance.
  Execution runUtility(Prepared.Command command) {
    boolean begun = enter();
    refuseWhereReadOnly(command.utility());
    if (command.utility() instanceof Utility.LockTable) {
      block.beginWithoutSnapshot();
    } else {
      beginStatement();
    }
    state.statementBegins(command.text().sql(), begun);
    CommandScope scope =
        new CommandScope(
            this, engine, storage, state, command.text(), block.isBlock(), begun && block.isOwn());
    return untilPlansHold(command, utility -> runTableCommand(utility, scope));
  }

  private static Execution runTableCommand(Utility utility, CommandScope scope) {
    Execution execution = TableCommands.run(utility, scope);
    if (execution == null) {
      throw new StatementException(
          SqlState.FEATURE_NOT_SUPPORTED, utility.getClass().getSimpleName() + " is not supported");
    }
    return execution;
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
    if (name != null && block.isReadOnly()) {
      throw new StatementException(
          SqlState.READ_ONLY_SQL_TRANSACTION,
          "cannot execute " + name + " in a read-only transaction");
    }
  }

  /// A COPY has come to its end, with a tag such as `COPY 5`.
  void copied(String tag, long startNanos) {
    long rows = Long.parseLong(tag.substring(tag.indexOf(' ') + 1));
    engine.observer().ended("COPY", System.nanoTime() - startNanos, rows, null);
  }

  /// A query within a command, in the command's own snapshot.
  CommandScope.Rows query(StatementText text, SqlNode node) {
    Prepared.Query query = compiler.query(text, node, List.of());
    return new CommandScope.Rows(query.columns(), openWithin(query));
  }

  CommandScope.Rows query(String sql) {
    Prepared.Query query =
        (Prepared.Query) compiler.compile(StatementText.of(sql), List.of(), commands, () -> {});
    return new CommandScope.Rows(query.columns(), openWithin(query));
  }

  private QueryExecution openWithin(Prepared.Query query) {
    return open(query, NO_PARAMETERS, false);
  }

  /// A step of a COPY that is under way.
  <T extends @Nullable Object> T guard(Supplier<T> step) {
    begin();
    try {
      storage.cancelToken().check();
      return step.get();
    } catch (RuntimeException | Error e) {
      throw failed(e);
    } finally {
      end();
    }
  }

  void tell(Notice notice) {
    listener.notice(notice);
  }

  void warn(SqlState code, String message) {
    listener.notice(new Notice("WARNING", code, message));
  }
}
