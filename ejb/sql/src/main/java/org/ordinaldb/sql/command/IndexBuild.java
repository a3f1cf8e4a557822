package org.ordinaldb.sql.command;

import java.util.List;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.execution.DuplicateKeys;
import org.ordinaldb.sql.execution.IndexMaintenance.Maintained;
import org.ordinaldb.sql.plan.Planner;
import org.ordinaldb.sql.system.IndexProgress;
import org.ordinaldb.storage.BulkLoad;
import org.ordinaldb.storage.KeyRange;
import org.ordinaldb.storage.ScanRequest;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.storage.TableScan;
import org.ordinaldb.type.ColumnBatch;

/// Writes the entries of all rows of a table into an index. Owned by the session's thread.
final class IndexBuild {
  private final CommandContext context;
  private final StorageSession storage;
  private final TableDescriptor table;
  private final IndexProgress progress;

  IndexBuild(CommandContext context, TableDescriptor table, IndexProgress progress) {
    this.context = context;
    this.storage = context.storage();
    this.table = table;
    this.progress = progress;
  }

  /// Fills an empty index with what the snapshot and the transaction itself see.
  void fill(IndexDescriptor index) {
    Maintained entries = Planner.maintenance(table, index);
    progress.reads(IndexProgress.Phase.SCANNING, storage.count(table, List.of(KeyRange.ALL)));
    try (TableScan scan = storage.scan(ScanRequest.all(table, entries.rowProjection()));
        BulkLoad load = storage.bulkLoad(entries.index().entries())) {
      long rows = 0;
      for (ColumnBatch batch = scan.next(); batch != null; batch = scan.next()) {
        load.add(entries.entriesOf(batch, context.evaluation()));
        rows += batch.size();
        progress.read(rows);
      }
      progress.phase(IndexProgress.Phase.LOADING);
      load.finish();
      if (index.isDeferrable()) {
        DuplicateKeys.requireNone(entries.index(), storage);
      }
    } catch (SqlException e) {
      throw e.state() == SqlState.UNIQUE_VIOLATION ? duplicated(e, table, index.name()) : e;
    }
  }

  /// The error of a key that occurs twice while a unique index is made.
  static SqlException duplicated(SqlException cause, TableDescriptor table, String index) {
    SqlException failed =
        new StatementException(
            SqlState.UNIQUE_VIOLATION, "could not create unique index \"" + index + "\"");
    String detail = cause.detail();
    if (detail != null) {
      failed.detail(detail.replace(" already exists.", " is duplicated."));
    }
    return failed.object(table.schema(), table.name(), null, index);
  }
}
