package org.ordinaldb.sql.expression;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.storage.TableStatistics;

/// What functions may ask about the session they run in. Called on the session's thread.
public interface SessionView {
  String currentUser();

  String sessionUser();

  String database();

  /// The schemas in which unqualified names are looked up, `pg_catalog` not among them.
  List<String> searchPath();

  /// The catalog as the running statement sees it.
  Catalog catalog();

  /// The number that pg_backend_pid() answers.
  int backendId();

  /// How values read and print: time zone, date order, form of bytea.
  FormatSettings format();

  /// A run-time parameter as SHOW prints it, or null when there is none of that name.
  @Nullable String setting(String name);

  /// SET, or SET LOCAL.
  ///
  /// @return the new value as SHOW prints it
  String changeSetting(String name, String value, boolean untilTransactionEnds);

  AdvisoryLocks advisoryLocks();

  /// The sessions, by the numbers of [#backendId()], that keep one waiting for a lock; 0 for a prepared
  /// transaction.
  Set<Integer> blockers(int backend);

  /// Asks what a session runs to stop; warns and answers false when there is no such session.
  boolean cancelBackend(int backend);

  /// When the transaction began, in microseconds since 2000-01-01 UTC: what now() answers.
  long transactionTimestamp();

  /// When the statement arrived, in microseconds since 2000-01-01 UTC.
  long statementTimestamp();

  /// What the engine knows about a table.
  TableStatistics statistics(TableDescriptor table);
}
