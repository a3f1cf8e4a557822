package org.ordinaldb.sql.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.format.TextCodec;
import org.ordinaldb.session.Execution;
import org.ordinaldb.sql.copy.CopyColumn;
import org.ordinaldb.sql.copy.CopyOptions;
import org.ordinaldb.sql.copy.CopyReader;
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
  private final FormatSettings settings;
  private final StorageSession storage;
  private final CopyReader reader;
  private final int headerLines;
  private final BulkLoad load;
  private final int columnCount;
  private long rows;

  CopyFromClient(
      TableDescriptor table, List<Integer> columns, CopyOptions options, CommandContext context) {
    this.table = table;
    this.columnCount = columns.size();
    this.settings = context.format();
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
    this.reader = CopyReader.of(options, table.name(), read, settings, this::take);
    this.load = storage.bulkLoad(table);
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
    checkNotNull(batch);
    load.add(batch);
    rows += batch.size();
  }

  private Vector repeated(int column, int count) {
    return DefaultValues.repeated(table.columns().get(column).type(), defaults[column], count);
  }

  private void checkNotNull(ColumnBatch batch) {
    for (int column = 0; column < batch.columnCount(); column++) {
      if (batch.column(column).hasNulls() && !table.columns().get(column).nullable()) {
        checkNotNull(batch, column);
      }
    }
  }

  private void checkNotNull(ColumnBatch batch, int column) {
    for (int i = 0; i < batch.size(); i++) {
      if (batch.column(column).isNull(batch.row(i))) {
        // Exact as long as no value spans lines.
        long line = headerLines + rows + i + 1;
        throw nullIn(batch, column, batch.row(i))
            .context("COPY " + table.name() + ", line " + line);
      }
    }
  }

  private SqlException nullIn(ColumnBatch batch, int column, int row) {
    String name = table.columns().get(column).name();
    List<String> values = new ArrayList<>();
    for (int i = 0; i < batch.columnCount(); i++) {
      Vector vector = batch.column(i);
      values.add(
          vector.isNull(row)
              ? "null"
              : TextCodec.of(table.columns().get(i).type()).text(vector, row, settings));
    }
    return new StatementException(
            SqlState.NOT_NULL_VIOLATION,
            "null value in column \""
                + name
                + "\" of relation \""
                + table.name()
                + "\" violates not-null constraint")
        .detail("Failing row contains (" + String.join(", ", values) + ").")
        .object(table.schema(), table.name(), name, null);
  }

  @Override
  public String finish() {
    reader.finish();
    return "COPY " + load.finish();
  }

  @Override
  public void close() {
    load.close();
  }
}
