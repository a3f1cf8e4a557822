package org.ordinaldb.sql.execution;

import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;

/// Writes rows of one table for one statement, and holds them to the table's constraints.
final class RowWriting {
  private final TableDescriptor table;
  private final ExecutionContext context;

  RowWriting(TableDescriptor table, ExecutionContext context) {
    this.table = table;
    this.context = context;
  }

  /// Checks what new rows have to be by themselves.
  void check(ColumnBatch rows) {
    NotNull.check(table, rows, context.evaluation().session());
  }

  void insert(ColumnBatch rows) {
    context.storage().insert(table, rows);
    context.addModifiedRows(rows.size());
  }

  /// @param rows the new rows, all columns
  void update(BytesVector rowKeys, ColumnBatch rows) {
    context.storage().update(table, rowKeys, rows);
    context.addModifiedRows(rows.size());
  }

  void delete(BytesVector rowKeys) {
    context.storage().delete(table, rowKeys);
    context.addModifiedRows(rowKeys.length());
  }
}
