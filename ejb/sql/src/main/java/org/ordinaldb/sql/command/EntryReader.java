package org.ordinaldb.sql.command;

import java.util.Arrays;
import java.util.BitSet;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.execution.IndexMaintenance.Maintained;
import org.ordinaldb.sql.expression.EvaluationContext;
import org.ordinaldb.sql.plan.Planner;
import org.ordinaldb.storage.ScanRequest;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;

/// Computes the entries of one index from rows as the storage gives them.
final class EntryReader {
  private final TableDescriptor table;
  private final Maintained index;
  private final int[] projection;
  private final EvaluationContext evaluation;

  EntryReader(TableDescriptor table, IndexDescriptor index, EvaluationContext evaluation) {
    this.table = table;
    this.index = Planner.maintenance(table, each -> each.id() == index.id()).indexes().getFirst();
    this.projection = projection(this.index.columns());
    this.evaluation = evaluation;
  }

  /// The columns that entries depend on, and the row numbers of a table without primary key.
  private int[] projection(BitSet columns) {
    int[] read = columns.stream().toArray();
    if (table.primaryKey() != null) {
      return read;
    }
    int[] withKey = Arrays.copyOf(read, read.length + 1);
    withKey[read.length] = ScanRequest.ROW_KEY;
    return withKey;
  }

  Maintained index() {
    return index;
  }

  /// What to read of the table's rows.
  int[] projection() {
    return projection;
  }

  /// The entries of rows that were read with the projection.
  ColumnBatch entries(ColumnBatch rows) {
    return index.entries(placed(rows), numbers(rows), evaluation);
  }

  /// The columns at their ordinals.
  private ColumnBatch placed(ColumnBatch batch) {
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
}
