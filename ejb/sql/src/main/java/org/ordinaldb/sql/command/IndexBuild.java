package org.ordinaldb.sql.command;

import java.util.BitSet;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.execution.DuplicateKeys;
import org.ordinaldb.sql.execution.IndexMaintenance;
import org.ordinaldb.sql.plan.Planner;
import org.ordinaldb.storage.BulkLoad;
import org.ordinaldb.storage.ScanRequest;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.storage.TableScan;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;

/// Writes the entries of all rows of a table into an index. Owned by the session's thread.
final class IndexBuild {
  private final CommandContext context;
  private final StorageSession storage;
  private final TableDescriptor table;

  IndexBuild(CommandContext context, TableDescriptor table) {
    this.context = context;
    this.storage = context.storage();
    this.table = table;
  }

  /// Fills an empty index with what the snapshot and the transaction itself see.
  void fill(IndexDescriptor index) {
    IndexMaintenance.Maintained maintained =
        Planner.maintenance(table, each -> each.id() == index.id()).indexes().getFirst();
    int[] projection = projection(maintained.columns());
    try (TableScan scan = storage.scan(ScanRequest.all(table, projection));
        BulkLoad load = storage.bulkLoad(maintained.index().entries())) {
      for (ColumnBatch batch = scan.next(); batch != null; batch = scan.next()) {
        ColumnBatch rows = placed(batch, projection);
        load.add(maintained.entries(rows, numbers(batch), context.evaluation()));
      }
      load.finish();
      if (index.isDeferrable()) {
        DuplicateKeys.requireNone(maintained.index(), storage);
      }
    } catch (SqlException e) {
      throw e.state() == SqlState.UNIQUE_VIOLATION ? duplicated(e, table, index.name()) : e;
    }
  }

  /// The columns that entries depend on, and the row numbers of a table without primary key.
  private int[] projection(BitSet columns) {
    int[] read = columns.stream().toArray();
    if (table.primaryKey() != null) {
      return read;
    }
    int[] withKey = java.util.Arrays.copyOf(read, read.length + 1);
    withKey[read.length] = ScanRequest.ROW_KEY;
    return withKey;
  }

  /// The columns at their ordinals.
  private ColumnBatch placed(ColumnBatch batch, int[] projection) {
    Vector[] columns = new Vector[table.columns().size()];
    for (int i = 0; i < projection.length; i++) {
      if (projection[i] >= 0) {
        columns[projection[i]] = batch.column(i);
      }
    }
    return batch.withColumns(columns);
  }

  private LongVector numbers(ColumnBatch batch) {
    long[] numbers = new long[batch.rowCount()];
    if (table.primaryKey() == null) {
      BytesVector keys = (BytesVector) batch.column(batch.columnCount() - 1);
      for (int i = 0; i < batch.size(); i++) {
        numbers[batch.row(i)] = KeyCodec.decodeLong(keys.bytes(batch.row(i)));
      }
    }
    return LongVector.of(numbers);
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
