package org.ordinaldb.sql.execution;

import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.storage.ScanRequest;
import org.ordinaldb.storage.TableScan;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.Vector;

/// Holds rows that are written without a plan, or that were there before, to a table's constraints.
/// Owned by the session's thread.
public final class LoadConstraints {
  private final TableDescriptor table;
  private final ExecutionContext context;
  private final RowWriting writing;

  public LoadConstraints(TableDescriptor table, ExecutionContext context) {
    this.table = table;
    this.context = context;
    this.writing = new RowWriting(table, context);
  }

  /// Checks what rows have to be by themselves, and remembers what they refer to.
  public void take(ColumnBatch rows) {
    check(rows);
    writing.inserted(rows);
  }

  /// Checks what rows have to be by themselves.
  public void check(ColumnBatch rows) {
    writing.check(rows);
  }

  /// The rows are written: they have to refer to what is there.
  public void finish() {
    context.constraints().finish(context);
  }

  /// Checks the rows that are there against one foreign key.
  public void requireReferences(int foreignKey) {
    for (Reference reference : context.constraints().of(table).references()) {
      if (reference.key().id() == foreignKey) {
        requireReferences(reference);
      }
    }
  }

  private void requireReferences(Reference reference) {
    int[] columns = reference.key().columns().stream().mapToInt(Integer::intValue).toArray();
    try (TableScan scan = context.storage().scan(ScanRequest.all(table, columns))) {
      for (ColumnBatch batch = scan.next(); batch != null; batch = scan.next()) {
        Vector[] keys = batch.columns();
        writing.refer(reference, keys, batch);
      }
    }
    context.constraints().finish(context);
  }
}
