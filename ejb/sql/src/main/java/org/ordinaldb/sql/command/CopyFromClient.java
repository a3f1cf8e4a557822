package org.ordinaldb.sql.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.session.Execution;
import org.ordinaldb.sql.copy.CopyColumn;
import org.ordinaldb.sql.copy.CopyOptions;
import org.ordinaldb.sql.copy.CopyReader;
import org.ordinaldb.sql.execution.IndexMaintenance;
import org.ordinaldb.sql.execution.IndexedLoad;
import org.ordinaldb.sql.execution.LoadConstraints;
import org.ordinaldb.sql.plan.Planner;
import org.ordinaldb.storage.BulkLoad;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.Vector;

/// COPY ... FROM STDIN: completes the rows that were read by the columns that the data lacks, and
/// puts them into a bulk load. Owned by the session's thread.
final class CopyFromClient implements Execution.CopyIn {
  private final TableDescriptor table;
  private final int[] sources;
  private final @Nullable Vector[] defaults;
  private final StorageSession storage;
  private final LoadConstraints constraints;
  private final CopyReader reader;
  private final int headerLines;
  private final BulkLoad load;
  private final int columnCount;
  private long rows;

  CopyFromClient(
      TableDescriptor table, List<Integer> columns, CopyOptions options, CommandContext context) {
    this.table = table;
    this.columnCount = columns.size();
    this.storage = context.storage();
    this.headerLines = options.header() == CopyOptions.Header.NONE ? 0 : 1;
    int count = table.columns().size();
    this.sources = new int[count];
    this.defaults = new Vector[count];
    for (int i = 0; i < count; i++) {
      sources[i] = columns.indexOf(i);
      defaults[i] = sources[i] >= 0 ? null : DefaultValues.of(table.columns().get(i), context);
    }
    List<CopyColumn> read = new ArrayList<>();
    for (int column : columns) {
      ColumnDescriptor descriptor = table.columns().get(column);
      read.add(new CopyColumn(descriptor.name(), descriptor.type()));
    }
    this.reader = CopyReader.of(options, table.name(), read, context.format(), this::take);
    this.constraints = context.constraints(table);
    IndexMaintenance indexes = Planner.maintenance(table, IndexDescriptor::ready);
    this.load = new IndexedLoad(storage, table, indexes, context.evaluation());
  }

  @Override
  public int columnCount() {
    return columnCount;
  }

  @Override
  public void write(byte[] data, int offset, int length) {
    reader.write(data, offset, length);
  }

  private void take(ColumnBatch read) {
    storage.cancelToken().check();
    Vector[] vectors = new Vector[sources.length];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = sources[i] >= 0 ? read.column(sources[i]) : repeated(i, read.rowCount());
    }
    ColumnBatch batch = read.withColumns(vectors);
    check(batch);
    load.add(batch);
    rows += batch.size();
  }

  private Vector repeated(int column, int count) {
    return DefaultValues.repeated(table.columns().get(column).type(), defaults[column], count);
  }

  private void check(ColumnBatch batch) {
    try {
      constraints.take(batch);
    } catch (SqlException e) {
      throw located(e, batch);
    }
  }

  /// Says in which line the first of the rows stands that is refused.
  private SqlException located(SqlException error, ColumnBatch batch) {
    for (int i = 0; i < batch.size(); i++) {
      try {
        constraints.check(batch.slice(i, i + 1));
      } catch (SqlException e) {
        // Exact as long as no value spans lines.
        long line = headerLines + rows + i + 1;
        return e.context("COPY " + table.name() + ", line " + line);
      }
    }
    return error;
  }

  @Override
  public String finish() {
    reader.finish();
    long loaded = load.finish();
    constraints.finish();
    return "COPY " + loaded;
  }

  @Override
  public void close() {
    load.close();
  }
}
