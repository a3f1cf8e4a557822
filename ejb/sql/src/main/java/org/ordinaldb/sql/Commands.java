package org.ordinaldb.sql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.ResultColumn;
import org.ordinaldb.session.StatementText;
import org.ordinaldb.sql.parser.PostgresTypeNameSpec;
import org.ordinaldb.sql.parser.Utility;
import org.ordinaldb.sql.parser.Utility.TransactionMode;
import org.ordinaldb.sql.setting.Settings;
import org.ordinaldb.transaction.IsolationLevel;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;

/// Runs the statements that are about the session itself: transactions, settings, prepared
/// statements, EXPLAIN. The others it hands to `command`. Owned by the session's thread.
final class Commands {
  private final SqlSession session;
  private final TransactionBlock block;
  private final SessionState state;
  private final Map<String, Prepared> named = new HashMap<>();

  Commands(SqlSession session, TransactionBlock block, SessionState state) {
    this.session = session;
    this.block = block;
    this.state = state;
  }

  /// Whether a failed block accepts the command.
  static boolean endsFailedBlock(Utility utility) {
    return switch (utility) {
      case Utility.Commit commit -> true;
      case Utility.Rollback rollback -> true;
      case Utility.RollbackTo to -> true;
      case Utility.PrepareTransaction prepare -> true;
      default -> false;
    };
  }

  /// The columns of the rows that a command returns; empty when it returns none.
  private List<ResultColumn> columns(Utility utility) {
    return switch (utility) {
      case Utility.Show show -> List.of(text(settingName(show.name())));
      case Utility.ShowAll all -> List.of(text("name"), text("setting"), text("description"));
      case Utility.Explain explain -> List.of(text("QUERY PLAN"));
      case Utility.Execute execute -> find(execute.name()).columns();
      default -> List.of();
    };
  }

  private static ResultColumn text(String name) {
    return new ResultColumn(name, SqlType.TEXT, 0, 0);
  }

  private static String settingName(String name) {
    return switch (name) {
      case "timezone" -> "TimeZone";
      case "datestyle" -> "DateStyle";
      case "intervalstyle" -> "IntervalStyle";
      default -> name;
    };
  }

  Prepared.Command prepared(StatementText text, Utility utility) {
    return new Prepared.Command(text, utility, columns(utility));
  }

  Execution run(Prepared.Command command) {
    Utility utility = command.utility();
    if (!endsFailedBlock(utility)) {
      block.refuseFailed();
    }
    return switch (utility) {
      case Utility.Begin begin -> begin(begin.modes());
      case Utility.Commit commit -> commit();
      case Utility.Rollback rollback -> rollback();
      case Utility.Savepoint savepoint -> {
        session.enter();
        block.savepoint(name(savepoint.name()));
        yield FixedRows.none("SAVEPOINT");
      }
      case Utility.RollbackTo to -> {
        session.closeExecutions();
        block.rollbackTo(name(to.name()));
        yield FixedRows.none("ROLLBACK");
      }
      case Utility.Release release -> {
        block.release(name(release.name()));
        yield FixedRows.none("RELEASE");
      }
      case Utility.PrepareTransaction prepare -> prepareTransaction(prepare.globalId());
      case Utility.CommitPrepared commit -> {
        refuseBlock("COMMIT PREPARED");
        session.storageEngine().commitPrepared(commit.globalId());
        yield FixedRows.none("COMMIT PREPARED");
      }
      case Utility.RollbackPrepared rollback -> {
        refuseBlock("ROLLBACK PREPARED");
        session.storageEngine().rollbackPrepared(rollback.globalId());
        yield FixedRows.none("ROLLBACK PREPARED");
      }
      case Utility.SetTransaction set -> setTransaction(set.modes());
      case Utility.SetSessionCharacteristics set -> setCharacteristics(set.modes());
      case Utility.SetConstraints set -> setConstraints(set);
      case Utility.SetParameter set -> set(set);
      case Utility.ResetAll all -> {
        session.enter();
        state.changeable().resetAll();
        yield FixedRows.none("RESET");
      }
      case Utility.Show show -> rows("SHOW", List.of(List.of(session.setting(show.name()))));
      case Utility.ShowAll all -> showAll();
      case Utility.Discard discard -> discard(discard.what());
      case Utility.Unlisten unlisten -> FixedRows.none("UNLISTEN");
      case Utility.Explain explain -> session.explain(command, explain);
      case Utility.Prepare prepare -> prepare(command.text(), prepare);
      case Utility.Execute execute -> execute(execute);
      case Utility.Deallocate deallocate -> deallocate(deallocate.name());
      case Utility.CloseCursor close when close.name() == null ->
          FixedRows.none("CLOSE CURSOR ALL");
      case Utility.DeclareCursor declare -> throw unsupported("DECLARE CURSOR");
      case Utility.FetchCursor fetch -> throw unsupported("FETCH");
      case Utility.CloseCursor close ->
          throw new StatementException(
              SqlState.INVALID_CURSOR_NAME, "cursor \"" + close.name() + "\" does not exist");
      default -> session.runUtility(command);
    };
  }

  // ---- transactions

  private Execution begin(List<TransactionMode> modes) {
    if (!block.begin(isolation(modes, state.isolation()), readOnly(modes, state.isReadOnly()))) {
      session.warn(SqlState.ACTIVE_SQL_TRANSACTION, "there is already a transaction in progress");
    } else {
      block.deferrable(deferrable(modes, state.isDeferrable()));
      state.transactionBegins();
    }
    return FixedRows.none("BEGIN");
  }

  private Execution commit() {
    warnOutside();
    block.refuseManaged();
    return FixedRows.none(session.commit() ? "COMMIT" : "ROLLBACK");
  }

  private Execution rollback() {
    warnOutside();
    block.refuseManaged();
    session.rollback();
    return FixedRows.none("ROLLBACK");
  }

  /// As in PostgreSQL, the tag tells a client whose block had failed that nothing was prepared.
  private Execution prepareTransaction(String globalId) {
    warnOutside();
    block.refuseManaged();
    boolean prepared = block.isOpen() && session.prepareTransaction(globalId);
    return FixedRows.none(prepared ? "PREPARE TRANSACTION" : "ROLLBACK");
  }

  private void refuseBlock(String statement) {
    if (block.isOpen()) {
      throw new StatementException(
          SqlState.ACTIVE_SQL_TRANSACTION, statement + " cannot run inside a transaction block");
    }
  }

  private void warnOutside() {
    if (!block.isBlock()) {
      session.warn(SqlState.NO_ACTIVE_SQL_TRANSACTION, "there is no transaction in progress");
    }
  }

  private Execution setTransaction(List<TransactionMode> modes) {
    if (!block.isBlock()) {
      session.warn(
          SqlState.NO_ACTIVE_SQL_TRANSACTION,
          "SET TRANSACTION can only be used in transaction blocks");
      return FixedRows.none("SET");
    }
    change(modes);
    return FixedRows.none("SET");
  }

  private void change(List<TransactionMode> modes) {
    boolean deferrable = deferrable(modes, block.isDeferrable());
    block.change(
        isolation(modes, block.isolation()),
        readOnly(modes, block.isReadOnly()),
        modes.contains(TransactionMode.DEFERRABLE)
            || modes.contains(TransactionMode.NOT_DEFERRABLE));
    block.deferrable(deferrable);
  }

  private Execution setCharacteristics(List<TransactionMode> modes) {
    session.enter();
    Settings settings = state.changeable();
    settings.set(
        "default_transaction_isolation", isolation(modes, state.isolation()).sqlName(), false);
    settings.set(
        "default_transaction_read_only", readOnly(modes, state.isReadOnly()) ? "on" : "off", false);
    settings.set(
        "default_transaction_deferrable",
        deferrable(modes, state.isDeferrable()) ? "on" : "off",
        false);
    return FixedRows.none("SET");
  }

  private Execution setConstraints(Utility.SetConstraints set) {
    if (!block.isBlock()) {
      session.warn(
          SqlState.NO_ACTIVE_SQL_TRANSACTION,
          "SET CONSTRAINTS can only be used in transaction blocks");
    }
    List<SqlIdentifier> names = set.names();
    session.enter();
    session.setConstraints(
        names == null ? null : DeferrableConstraints.of(names, state), set.deferred());
    return FixedRows.none("SET CONSTRAINTS");
  }

  private static IsolationLevel isolation(List<TransactionMode> modes, IsolationLevel otherwise) {
    IsolationLevel isolation = otherwise;
    for (TransactionMode mode : modes) {
      isolation =
          switch (mode) {
            case READ_COMMITTED -> IsolationLevel.READ_COMMITTED;
            case REPEATABLE_READ -> IsolationLevel.REPEATABLE_READ;
            case SERIALIZABLE -> IsolationLevel.SERIALIZABLE;
            default -> isolation;
          };
    }
    return isolation;
  }

  private static boolean readOnly(List<TransactionMode> modes, boolean otherwise) {
    boolean readOnly = otherwise;
    for (TransactionMode mode : modes) {
      readOnly =
          switch (mode) {
            case READ_ONLY -> true;
            case READ_WRITE -> false;
            default -> readOnly;
          };
    }
    return readOnly;
  }

  private static boolean deferrable(List<TransactionMode> modes, boolean otherwise) {
    boolean deferrable = otherwise;
    for (TransactionMode mode : modes) {
      deferrable =
          switch (mode) {
            case DEFERRABLE -> true;
            case NOT_DEFERRABLE -> false;
            default -> deferrable;
          };
    }
    return deferrable;
  }

  // ---- settings

  private Execution set(Utility.SetParameter set) {
    boolean reset = set.values() == null;
    session.enter();
    if (set.local() && !block.isBlock()) {
      session.warn(
          SqlState.NO_ACTIVE_SQL_TRANSACTION, "SET LOCAL can only be used in transaction blocks");
    }
    String name = set.name();
    List<String> values = set.values();
    if (values != null && name.startsWith("transaction_")) {
      String value = state.changeable().set(name, String.join(", ", values), true);
      if (block.isBlock()) {
        change(List.of(mode(name, value)));
      }
      return FixedRows.none("SET");
    }
    if (values == null) {
      state.changeable().reset(name, set.local());
    } else {
      state.changeable().set(name, String.join(", ", values), set.local());
    }
    return FixedRows.none(reset ? "RESET" : "SET");
  }

  private static TransactionMode mode(String parameter, String value) {
    boolean on = value.equals("on");
    return switch (parameter) {
      case "transaction_read_only" -> on ? TransactionMode.READ_ONLY : TransactionMode.READ_WRITE;
      case "transaction_deferrable" ->
          on ? TransactionMode.DEFERRABLE : TransactionMode.NOT_DEFERRABLE;
      default ->
          switch (SessionState.isolation(value)) {
            case READ_COMMITTED -> TransactionMode.READ_COMMITTED;
            case REPEATABLE_READ -> TransactionMode.REPEATABLE_READ;
            case SERIALIZABLE -> TransactionMode.SERIALIZABLE;
          };
    };
  }

  private Execution showAll() {
    List<List<String>> rows = new ArrayList<>();
    for (Settings.Entry entry : state.changeable().entries()) {
      rows.add(List.of(entry.name(), session.setting(entry.name()), entry.description()));
    }
    return rows("SHOW", rows);
  }

  private Execution discard(String what) {
    if (block.isBlock() && what.equals("all")) {
      throw new StatementException(
          SqlState.ACTIVE_SQL_TRANSACTION, "DISCARD ALL cannot run inside a transaction block");
    }
    switch (what) {
      case "all" -> {
        named.clear();
        state.changeable().resetAll();
        state.advisoryLocks().unlockAll();
      }
      case "plans" -> {}
      default -> {}
    }
    return FixedRows.none("DISCARD " + what.toUpperCase(java.util.Locale.ROOT));
  }

  // ---- prepared statements

  private Execution prepare(StatementText text, Utility.Prepare prepare) {
    String name = name(prepare.name());
    if (named.containsKey(name)) {
      throw new StatementException(
          SqlState.DUPLICATE_PREPARED_STATEMENT,
          "prepared statement \"" + name + "\" already exists");
    }
    int start = prepare.column() - 1;
    StatementText inner = new StatementText(text.sql().substring(start), text.offset() + start);
    named.put(name, session.compile(inner, types(prepare.types())));
    return FixedRows.none("PREPARE");
  }

  private Execution execute(Utility.Execute execute) {
    Prepared prepared = find(execute.name());
    int expected = prepared.parameterTypes().size();
    if (expected != execute.arguments().size()) {
      throw new StatementException(
              SqlState.SYNTAX_ERROR,
              "wrong number of parameters for prepared statement \"" + execute.name() + "\"")
          .detail(
              "Expected " + expected + " parameters but got " + execute.arguments().size() + ".");
    }
    return session.start(
        prepared, session.evaluate(execute.arguments(), prepared.parameterTypes()));
  }

  private static List<SqlType> types(List<SqlDataTypeSpec> specifications) {
    List<SqlType> types = new ArrayList<>();
    for (SqlDataTypeSpec specification : specifications) {
      types.add(((PostgresTypeNameSpec) specification.getTypeNameSpec()).resolve());
    }
    return types;
  }

  private Prepared find(SqlIdentifier identifier) {
    Prepared prepared = named.get(name(identifier));
    if (prepared == null) {
      throw new StatementException(
          SqlState.INVALID_SQL_STATEMENT_NAME,
          "prepared statement \"" + name(identifier) + "\" does not exist");
    }
    return prepared;
  }

  private Execution deallocate(@Nullable SqlIdentifier name) {
    if (name == null) {
      named.clear();
      return FixedRows.none("DEALLOCATE ALL");
    }
    find(name);
    named.remove(name(name));
    return FixedRows.none("DEALLOCATE");
  }

  // ---- results

  static FixedRows rows(String tag, List<List<String>> rows) {
    if (rows.isEmpty()) {
      return FixedRows.none(tag);
    }
    List<ColumnBatch> batches = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += ColumnBatch.ROWS_MAX) {
      List<List<String>> part =
          rows.subList(from, Math.min(rows.size(), from + ColumnBatch.ROWS_MAX));
      BytesVector[] columns = new BytesVector[part.getFirst().size()];
      for (int column = 0; column < columns.length; column++) {
        int index = column;
        columns[column] =
            BytesVector.ofStrings(part.stream().map(row -> row.get(index)).toArray(String[]::new));
      }
      batches.add(new ColumnBatch(part.size(), columns));
    }
    return new FixedRows(tag, batches);
  }

  private static String name(SqlIdentifier identifier) {
    return identifier.getSimple();
  }

  private static StatementException unsupported(String what) {
    return new StatementException(SqlState.FEATURE_NOT_SUPPORTED, what + " is not supported");
  }
}
