package org.ordinaldb.session;

import java.util.List;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;

/// One client's conversation with the database: what every face (pgwire, REST, tests) speaks.
///
/// - Owned by one thread at a time, [#cancel()] excepted.
/// - Any call may throw [SqlException]. The session has then undone the statement: an implicit
///   transaction is rolled back, an explicit block is [TransactionStatus#FAILED].
/// - ROLLBACK TO SAVEPOINT closes the executions that were started since; those from before go on, also
///   when an error came between.
/// - Outside an explicit block (BEGIN), statements run in one *implicit* transaction that the first
///   of them begins and [#sync()] commits, as PostgreSQL does for one simple query or for everything
///   up to a Sync.
public interface QuerySession extends AutoCloseable {
  /// Splits a query string into its statements and checks their syntax. An empty or blank string
  /// has none.
  List<StatementText> parse(String script);

  /// Analyses one statement.
  ///
  /// @param parameterTypes the client's types for `$1`, `$2`, ...; [SqlType#UNKNOWN] or a missing
  ///     entry asks for inference
  PreparedStatement prepare(StatementText statement, List<SqlType> parameterTypes);

  /// Starts a statement that this session prepared.
  ///
  /// @param parameters one row, one column a parameter in the types of
  ///     [PreparedStatement#parameterTypes()]
  Execution execute(PreparedStatement statement, ColumnBatch parameters);

  /// Ends the implicit transaction, if one is open: commits it, durably when it returns. Open
  /// executions of it are closed. Called at Sync, at the end of a simple query, and by REST after a
  /// request.
  void sync();

  /// Ends the implicit transaction after a failure that the session did not see, such as a parameter
  /// that could not be decoded or a client that broke off: rolls it back, and marks an explicit
  /// block as failed.
  void fail();

  TransactionStatus transactionStatus();

  /// The number by which other sessions know this one, what `pg_backend_pid()` answers.
  int backendId();

  /// How long the session may wait for its client as it stands now, in milliseconds; 0 is forever.
  /// Longer, and it ends with 25P03 in a transaction block, else with 57P05.
  long idleTimeoutMillis();

  /// The run-time parameter's current value, e.g. of `DateStyle`.
  String setting(String name);

  /// Asks the running statement to stop with 57014. Called by any thread; without effect while the
  /// session waits for its client. A query also runs while its client takes rows, up to [#sync()].
  void cancel();

  /// Rolls back what is open and ends the session.
  @Override
  void close();
}
