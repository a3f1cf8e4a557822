package org.ordinaldb.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.Notice;
import org.ordinaldb.session.SessionListener;
import org.ordinaldb.sql.parser.Utility;
import org.ordinaldb.sql.setting.Settings;

/// SET, RESET, SHOW and DISCARD. Owned by the session's thread.
final class SettingCommands {
  private final TransactionBlock block;
  private final SessionTransactions transactions;
  private final TransactionCommands transactionCommands;
  private final SessionState state;
  private final NamedStatements named;
  private final SessionListener listener;

  SettingCommands(
      TransactionBlock block,
      SessionTransactions transactions,
      TransactionCommands transactionCommands,
      SessionState state,
      NamedStatements named,
      SessionListener listener) {
    this.block = block;
    this.transactions = transactions;
    this.transactionCommands = transactionCommands;
    this.state = state;
    this.named = named;
    this.listener = listener;
  }

  /// SET and RESET of one parameter.
  Execution set(Utility.SetParameter set) {
    transactions.enter();
    if (set.local() && !block.isBlock()) {
      listener.notice(
          Notice.warning(
              SqlState.NO_ACTIVE_SQL_TRANSACTION,
              "SET LOCAL can only be used in transaction blocks"));
    }
    String name = set.name();
    List<String> values = set.values();
    if (values == null) {
      state.changeable().reset(name, set.local());
      return FixedRows.none("RESET");
    }
    boolean ofTransaction = name.startsWith("transaction_");
    String value =
        state.changeable().set(name, String.join(", ", values), set.local() || ofTransaction);
    if (ofTransaction) {
      transactionCommands.setParameter(name, value);
    }
    return FixedRows.none("SET");
  }

  Execution resetAll() {
    transactions.enter();
    state.changeable().resetAll();
    return FixedRows.none("RESET");
  }

  Execution show(String name) {
    return FixedRows.of("SHOW", List.of(List.of(state.requireSetting(name))));
  }

  Execution showAll() {
    List<List<String>> rows = new ArrayList<>();
    for (Settings.Entry entry : state.changeable().entries()) {
      String value = state.requireSetting(entry.name());
      rows.add(List.of(entry.name(), value, entry.description()));
    }
    return FixedRows.of("SHOW", rows);
  }

  /// Only of ALL there is anything to forget.
  Execution discard(String what) {
    if (what.equals("all")) {
      if (block.isBlock()) {
        throw new StatementException(
            SqlState.ACTIVE_SQL_TRANSACTION, "DISCARD ALL cannot run inside a transaction block");
      }
      named.deallocate(null);
      state.changeable().resetAll();
      state.advisoryLocks().unlockAll();
    }
    return FixedRows.none("DISCARD " + what.toUpperCase(Locale.ROOT));
  }
}
