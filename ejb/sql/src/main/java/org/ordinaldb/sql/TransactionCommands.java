package org.ordinaldb.sql;

import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.Notice;
import org.ordinaldb.session.SessionListener;
import org.ordinaldb.sql.parser.Utility;
import org.ordinaldb.sql.parser.Utility.TransactionMode;
import org.ordinaldb.storage.StorageEngine;

/// The commands that begin, shape and end transactions. Owned by the session's thread.
final class TransactionCommands {
  private final StorageEngine engine;
  private final TransactionBlock block;
  private final SessionTransactions transactions;
  private final SessionState state;
  private final SessionListener listener;

  TransactionCommands(
      StorageEngine engine,
      TransactionBlock block,
      SessionTransactions transactions,
      SessionState state,
      SessionListener listener) {
    this.engine = engine;
    this.block = block;
    this.transactions = transactions;
    this.state = state;
    this.listener = listener;
  }

  Execution begin(Utility.Begin begin) {
    if (!begin(TransactionModes.of(begin.modes()))) {
      warn(SqlState.ACTIVE_SQL_TRANSACTION, "there is already a transaction in progress");
    }
    return FixedRows.none(begin.tag());
  }

  /// @return false when a block was open already
  private boolean begin(TransactionModes modes) {
    boolean begun =
        block.begin(modes.isolationOr(state.isolation()), modes.readOnlyOr(state.isReadOnly()));
    if (begun) {
      block.deferrable(modes.deferrableOr(state.isDeferrable()));
      state.transactionBegins();
    }
    return begun;
  }

  Execution commit(boolean chain) {
    endsBlock(chain, "COMMIT AND CHAIN");
    TransactionModes modes = block.modes();
    boolean committed = transactions.commit();
    if (chain) {
      begin(modes);
    }
    return FixedRows.none(committed ? "COMMIT" : "ROLLBACK");
  }

  Execution rollback(boolean chain) {
    endsBlock(chain, "ROLLBACK AND CHAIN");
    TransactionModes modes = block.modes();
    transactions.rollback();
    if (chain) {
      begin(modes);
    }
    return FixedRows.none("ROLLBACK");
  }

  private void endsBlock(boolean chain, String statement) {
    if (chain) {
      block.requireBlock(statement);
    } else {
      warnOutside();
    }
    block.refuseManaged();
  }

  private void warnOutside() {
    if (!block.isBlock()) {
      warn(SqlState.NO_ACTIVE_SQL_TRANSACTION, "there is no transaction in progress");
    }
  }

  private void warnOutside(String statement) {
    if (!block.isBlock()) {
      warn(
          SqlState.NO_ACTIVE_SQL_TRANSACTION,
          statement + " can only be used in transaction blocks");
    }
  }

  private void warn(SqlState code, String message) {
    listener.notice(Notice.warning(code, message));
  }

  // ---- savepoints

  Execution savepoint(SqlIdentifier name) {
    transactions.savepoint(name.getSimple());
    return FixedRows.none("SAVEPOINT");
  }

  Execution rollbackTo(SqlIdentifier name) {
    transactions.rollbackTo(name.getSimple());
    return FixedRows.none("ROLLBACK");
  }

  Execution release(SqlIdentifier name) {
    block.release(name.getSimple());
    return FixedRows.none("RELEASE");
  }

  // ---- two phases

  /// As in PostgreSQL, the tag tells a client whose block had failed that nothing was prepared.
  Execution prepare(String globalId) {
    warnOutside();
    block.refuseManaged();
    boolean prepared = block.isOpen() && transactions.prepare(globalId);
    return FixedRows.none(prepared ? "PREPARE TRANSACTION" : "ROLLBACK");
  }

  Execution commitPrepared(String globalId) {
    refuseBlock("COMMIT PREPARED");
    engine.commitPrepared(globalId);
    return FixedRows.none("COMMIT PREPARED");
  }

  Execution rollbackPrepared(String globalId) {
    refuseBlock("ROLLBACK PREPARED");
    engine.rollbackPrepared(globalId);
    return FixedRows.none("ROLLBACK PREPARED");
  }

  private void refuseBlock(String statement) {
    if (block.isOpen()) {
      throw new StatementException(
          SqlState.ACTIVE_SQL_TRANSACTION, statement + " cannot run inside a transaction block");
    }
  }

  // ---- modes

  Execution set(List<TransactionMode> modes) {
    warnOutside("SET TRANSACTION");
    if (block.isBlock()) {
      change(TransactionModes.of(modes));
    }
    return FixedRows.none("SET");
  }

  /// SET of a parameter that is the running transaction's.
  ///
  /// @param parameter a name that begins with `transaction_`
  /// @param value as SHOW prints it
  void setParameter(String parameter, String value) {
    if (block.isBlock()) {
      boolean on = value.equals("on");
      change(
          switch (parameter) {
            case "transaction_read_only" -> new TransactionModes(null, on, null);
            case "transaction_deferrable" -> new TransactionModes(null, null, on);
            default -> new TransactionModes(SessionState.isolation(value), null, null);
          });
    }
  }

  private void change(TransactionModes modes) {
    boolean deferrable = modes.deferrableOr(block.isDeferrable());
    block.change(
        modes.isolationOr(block.isolation()),
        modes.readOnlyOr(block.isReadOnly()),
        modes.deferrable() != null);
    block.deferrable(deferrable);
  }

  Execution setCharacteristics(List<TransactionMode> given) {
    TransactionModes modes = TransactionModes.of(given);
    transactions.enter();
    String isolation = modes.isolationOr(state.isolation()).sqlName();
    state.changeable().set("default_transaction_isolation", isolation, false);
    setDefault("default_transaction_read_only", modes.readOnlyOr(state.isReadOnly()));
    setDefault("default_transaction_deferrable", modes.deferrableOr(state.isDeferrable()));
    return FixedRows.none("SET");
  }

  private void setDefault(String parameter, boolean on) {
    state.changeable().set(parameter, on ? "on" : "off", false);
  }

  Execution setConstraints(Utility.SetConstraints set) {
    warnOutside("SET CONSTRAINTS");
    List<SqlIdentifier> names = set.names();
    transactions.enter();
    transactions.setConstraints(
        names == null ? null : DeferrableConstraints.of(names, state), set.deferred());
    return FixedRows.none("SET CONSTRAINTS");
  }
}
