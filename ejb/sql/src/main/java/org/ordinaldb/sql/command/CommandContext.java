package org.ordinaldb.sql.command;

import java.util.List;
import org.apache.calcite.sql.SqlNode;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.session.Notice;
import org.ordinaldb.session.StatementText;
import org.ordinaldb.sql.execution.LoadConstraints;
import org.ordinaldb.sql.expression.EvaluationContext;
import org.ordinaldb.sql.system.IndexProgress;
import org.ordinaldb.storage.StorageEngine;
import org.ordinaldb.storage.StorageSession;

/// What a command may use of the session that runs it. A transaction is open, with a snapshot for
/// the statement.
public interface CommandContext {
  StorageSession storage();

  StorageEngine engine();

  FormatSettings format();

  /// What expressions that a command computes itself work with.
  EvaluationContext evaluation();

  /// The schemas where names without one are looked up; new tables go to the first.
  List<String> searchPath();

  /// Holds rows that the command writes, or that are there, to their table's constraints.
  LoadConstraints constraints(TableDescriptor table);

  /// Throws 55006 for a table of which constraints are to be checked later, in the same transaction.
  ///
  /// @param command what is about to be done to it
  void requireNoPendingChecks(TableDescriptor table, String command);

  /// Whether the client opened a transaction block.
  boolean inBlock();

  /// Throws 25001 unless the command has a transaction to itself, which it may end.
  void requireAlone(String statement);

  /// Commits what the command has done so far, and begins another transaction, READ COMMITTED. Only for
  /// commands that are alone.
  void nextTransaction();

  /// Begins to tell other sessions how work on the indexes of a table goes.
  IndexProgress progress(String command, TableDescriptor table);

  void notice(Notice notice);

  /// The statement that runs.
  StatementText text();

  /// Plans and starts a query that stands in the running statement.
  QueryRows query(SqlNode query);

  /// Plans and starts a query of the command's own.
  QueryRows query(String sql);
}
