package org.ordinaldb.sql.system;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// Takes the rows of a system table, value by value, by column names. A column that is not set is
/// NULL where it may be, else 0, false or empty. Owned by one thread.
final class RowSink {
  private final List<ColumnDescriptor> columns;
  private final Map<String, Integer> indexes = new HashMap<>();
  private final VectorBuilder[] builders;
  private final List<ColumnBatch> batches = new ArrayList<>();
  private @Nullable Object[] values;
  private boolean inRow;
  private int rows;

  RowSink(TableDescriptor table) {
    columns = table.columns();
    builders = new VectorBuilder[columns.size()];
    values = new Object[builders.length];
    for (int i = 0; i < builders.length; i++) {
      indexes.put(columns.get(i).name(), i);
      builders[i] = VectorBuilder.of(columns.get(i).type(), 64);
    }
  }

  /// Begins the next row.
  RowSink row() {
    endRow();
    inRow = true;
    return this;
  }

  /// Sets a column: a String, Boolean, Number or null, as its type wants.
  RowSink set(String column, @Nullable Object value) {
    Integer index = indexes.get(column);
    if (index == null) {
      throw new IllegalArgumentException("no column " + column);
    }
    values[index] = value;
    return this;
  }

  List<ColumnBatch> finish() {
    endRow();
    flush();
    return batches;
  }

  private void endRow() {
    if (!inRow) {
      return;
    }
    for (int i = 0; i < builders.length; i++) {
      append(i, values[i]);
      values[i] = null;
    }
    inRow = false;
    if (++rows == ColumnBatch.ROWS_MAX) {
      flush();
    }
  }

  private void flush() {
    if (rows == 0) {
      return;
    }
    Vector[] vectors = new Vector[builders.length];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = builders[i].build();
    }
    batches.add(new ColumnBatch(rows, vectors));
    rows = 0;
  }

  private void append(int index, @Nullable Object value) {
    VectorBuilder builder = builders[index];
    if (value == null && columns.get(index).nullable()) {
      builder.appendNull();
      return;
    }
    switch (columns.get(index).type().vectorKind()) {
      case LONG -> builder.appendLong(longValue(value));
      case DOUBLE ->
          builder.appendDouble(value instanceof Number number ? number.doubleValue() : 0);
      case BYTES ->
          builder.appendBytes(
              value == null ? new byte[0] : value.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  private static long longValue(@Nullable Object value) {
    return switch (value) {
      case null -> 0;
      case Boolean truth -> truth ? 1 : 0;
      case Number number -> number.longValue();
      default -> throw new IllegalArgumentException("not a number: " + value);
    };
  }
}
