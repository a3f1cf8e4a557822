package org.ordinaldb.sql.system;

import java.util.List;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.expression.SessionView;
import org.ordinaldb.storage.CheckFinding;
import org.ordinaldb.storage.PreparedTransaction;
import org.ordinaldb.storage.SegmentStatistics;
import org.ordinaldb.storage.StorageMetrics;
import org.ordinaldb.storage.TableStatistics;
import org.ordinaldb.transaction.LockListing;

/// What the system tables tell about: the reading session, its catalog, the engine, all sessions and
/// settings.
public interface SystemContext {
  SessionView session();

  TableStatistics statistics(TableDescriptor table);

  List<SegmentStatistics> segments(TableDescriptor table);

  StorageMetrics metrics();

  /// Reads all that is stored and tells what is wrong with it.
  List<CheckFinding> check();

  /// The run-time parameters with the reading session's values, sorted by name.
  List<Setting> settings();

  List<SessionRow> sessions();

  /// The builds of indexes that are under way.
  List<IndexProgress> indexBuilds();

  /// Every lock that is held or waited for.
  List<LockListing> locks();

  /// The transactions between the two phases of their commit.
  List<PreparedTransaction> preparedTransactions();

  /// A run-time parameter as `pg_settings` shows it.
  ///
  /// @param source where the value comes from
  /// @param reset what RESET would make of it
  /// @param builtIn what it is where nobody sets it
  record Setting(
      String name, String value, String description, String source, String reset, String builtIn) {}

  /// A session as `pg_stat_activity` shows it. Times are microseconds since 2000-01-01 UTC.
  ///
  /// @param clientAddress address and port, `127.0.0.1:4711`; empty inside the server
  /// @param state `active`, `idle` or `idle in transaction`
  record SessionRow(
      int processId,
      String user,
      String database,
      String applicationName,
      String clientAddress,
      long startedMicros,
      long queryStartMicros,
      String state,
      String query) {}
}
