package org.ordinaldb.storage;

import java.util.List;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.transaction.RowCodec;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.Vector;

/// How one table's rows become keys and bytes; made once a session and table. Owned by the session's
/// thread.
final class TableLayout {
  final TableDescriptor table;
  final KeyCodec keys;
  final RowCodec rows;
  private final int[] keyColumns;

  TableLayout(TableDescriptor table) {
    this.table = table;
    this.keys = table.keyCodec();
    this.rows = new RowCodec(table.columns());
    PrimaryKey primaryKey = table.primaryKey();
    List<Integer> columns = primaryKey == null ? List.of() : primaryKey.columns();
    this.keyColumns = columns.stream().mapToInt(Integer::intValue).toArray();
  }

  int id() {
    return table.id();
  }

  /// Whether rows are clustered by a number that the engine gives out.
  boolean hasHiddenKey() {
    return keyColumns.length == 0;
  }

  /// The columns that a key is made of.
  Vector[] keyVectors(ColumnBatch batch) {
    Vector[] vectors = new Vector[keyColumns.length];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = batch.column(keyColumns[i]);
    }
    return vectors;
  }

  SqlException duplicateKey(ColumnBatch batch, int physicalRow) {
    PrimaryKey key = table.primaryKey();
    String name = key == null ? table.name() : key.name();
    StringBuilder columns = new StringBuilder();
    StringBuilder values = new StringBuilder();
    for (int column : keyColumns) {
      String separator = columns.isEmpty() ? "" : ", ";
      columns.append(separator).append(table.columns().get(column).name());
      values
          .append(separator)
          .append(
              KeyText.of(table.columns().get(column).type(), batch.column(column), physicalRow));
    }
    return new StatementException(
            SqlState.UNIQUE_VIOLATION,
            "duplicate key value violates unique constraint \"" + name + "\"")
        .detail("Key (" + columns + ")=(" + values + ") already exists.")
        .object(table.schema(), table.name(), null, name);
  }
}
