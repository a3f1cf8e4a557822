package org.ordinaldb.sql;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.StatementText;
import org.ordinaldb.sql.parser.PostgresTypeNameSpec;
import org.ordinaldb.sql.parser.Utility;
import org.ordinaldb.type.SqlType;

/// Runs everything but queries and data changes, each by the class that knows it; PREPARE and EXECUTE
/// itself. Owned by the session's thread.
final class Commands {
  private final SqlSession session;
  private final TransactionBlock block;
  private final TransactionCommands transactions;
  private final SettingCommands settings;
  private final UtilityRunner utilities;
  private final NamedStatements named;
  private final QueryRunner queries;

  Commands(
      SqlSession session,
      TransactionBlock block,
      TransactionCommands transactions,
      SettingCommands settings,
      UtilityRunner utilities,
      NamedStatements named,
      QueryRunner queries) {
    this.session = session;
    this.block = block;
    this.transactions = transactions;
    this.settings = settings;
    this.utilities = utilities;
    this.named = named;
    this.queries = queries;
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

  Execution run(Prepared.Command command) {
    Utility utility = command.toRun();
    if (!endsFailedBlock(utility)) {
      block.refuseFailed();
    }
    return switch (utility) {
      case Utility.Begin begin -> transactions.begin(begin);
      case Utility.Commit commit -> transactions.commit(commit.chain());
      case Utility.Rollback rollback -> transactions.rollback(rollback.chain());
      case Utility.Savepoint savepoint -> transactions.savepoint(savepoint.name());
      case Utility.RollbackTo to -> transactions.rollbackTo(to.name());
      case Utility.Release release -> transactions.release(release.name());
      case Utility.PrepareTransaction prepare -> transactions.prepare(prepare.globalId());
      case Utility.CommitPrepared commit -> transactions.commitPrepared(commit.globalId());
      case Utility.RollbackPrepared rollback -> transactions.rollbackPrepared(rollback.globalId());
      case Utility.SetTransaction set -> transactions.set(set.modes());
      case Utility.SetSessionCharacteristics set -> transactions.setCharacteristics(set.modes());
      case Utility.SetConstraints set -> transactions.setConstraints(set);
      case Utility.SetParameter set -> settings.set(set);
      case Utility.ResetAll all -> settings.resetAll();
      case Utility.Show show -> settings.show(show.name());
      case Utility.ShowAll all -> settings.showAll();
      case Utility.Discard discard -> settings.discard(discard.what());
      case Utility.Unlisten unlisten -> FixedRows.none("UNLISTEN");
      case Utility.Explain explain -> utilities.explain(command, explain);
      case Utility.Prepare prepare -> prepare(command.text(), prepare);
      case Utility.Execute execute -> execute(execute);
      case Utility.Deallocate deallocate -> named.deallocate(deallocate.name());
      case Utility.CloseCursor close when close.name() == null ->
          FixedRows.none("CLOSE CURSOR ALL");
      case Utility.DeclareCursor declare -> throw unsupported("DECLARE CURSOR");
      case Utility.FetchCursor fetch -> throw unsupported("FETCH");
      case Utility.CloseCursor close ->
          throw new StatementException(
              SqlState.INVALID_CURSOR_NAME, "cursor \"" + close.name() + "\" does not exist");
      default -> utilities.run(command);
    };
  }

  private static StatementException unsupported(String what) {
    return new StatementException(SqlState.FEATURE_NOT_SUPPORTED, what + " is not supported");
  }

  private Execution prepare(StatementText text, Utility.Prepare prepare) {
    named.requireFree(prepare.name());
    int start = prepare.column() - 1;
    StatementText inner = new StatementText(text.sql().substring(start), text.offset() + start);
    named.put(prepare.name(), session.compile(inner, types(prepare.types())));
    return FixedRows.none("PREPARE");
  }

  private static List<SqlType> types(List<SqlDataTypeSpec> specifications) {
    List<SqlType> types = new ArrayList<>();
    for (SqlDataTypeSpec specification : specifications) {
      types.add(((PostgresTypeNameSpec) specification.getTypeNameSpec()).resolve());
    }
    return types;
  }

  private Execution execute(Utility.Execute execute) {
    Prepared prepared = named.find(execute.name());
    int expected = prepared.parameterTypes().size();
    if (expected != execute.arguments().size()) {
      throw new StatementException(
              SqlState.SYNTAX_ERROR,
              "wrong number of parameters for prepared statement \"" + execute.name() + "\"")
          .detail(
              "Expected " + expected + " parameters but got " + execute.arguments().size() + ".");
    }
    return session.start(
        prepared, queries.evaluate(execute.arguments(), prepared.parameterTypes()));
  }
}
