package org.ordinaldb.sql.execution;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.execution.IndexMaintenance.Maintained;
import org.ordinaldb.sql.expression.EvaluationContext;
import org.ordinaldb.storage.StalePlanException;
import org.ordinaldb.storage.WaitPolicy;
import org.ordinaldb.transaction.RowLock;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.Vector;

/// Writes rows of one table for one statement, and tells the statement which foreign keys they touch.
/// Old rows have the table's columns at their ordinals; those that no foreign key needs may be missing.
final class RowWriting {
  private final TableDescriptor table;
  private final ExecutionContext context;
  private final EvaluationContext evaluation;
  private final Map<Integer, KeySet> referring = new HashMap<>();
  private final Map<Integer, KeySet> deleted = new HashMap<>();
  private final Map<Integer, KeySet> changed = new HashMap<>();

  RowWriting(TableDescriptor table, ExecutionContext context) {
    this.table = table;
    this.context = context;
    this.evaluation = context.evaluation();
  }

  /// What holds now that the table is locked: a foreign key may have come while that took.
  private TableConstraints constraints() {
    return context.constraints().of(table);
  }

  /// Checks what new rows have to be by themselves.
  void check(ColumnBatch rows) {
    constraints().check(rows, evaluation);
  }

  void insert(ColumnBatch rows) {
    long firstNumber = context.storage().insert(table, rows);
    constraints().indexes().inserted(context.storage(), rows, firstNumber, evaluation);
    inserted(rows);
  }

  /// Rows were inserted by other means.
  void inserted(ColumnBatch rows) {
    for (Maintained index : constraints().indexes().indexes()) {
      if (index.isDeferrable()) {
        context.constraints().written(index, index.constrained(rows));
      }
    }
    for (Reference reference : constraints().references()) {
      refer(reference, columns(rows, reference.key().columns()), rows);
    }
  }

  /// @param rows the new rows, all columns
  void update(BytesVector rowKeys, ColumnBatch rows, ColumnBatch old) {
    lockRowsOfChangedKeys(rowKeys, rows, old);
    context.storage().update(table, rowKeys, rows);
    IndexMaintenance indexes = indexes(old);
    indexes.updated(context.storage(), rowKeys, old, rows, evaluation);
    indexes.indexes().stream()
        .filter(Maintained::isDeferrable)
        .forEach(index -> changeKeys(index, rows, old));
    for (Reference reference : constraints().references()) {
      List<Integer> key = reference.key().columns();
      ColumnBatch touched = touched(rows, old, key);
      if (touched.size() > 0) {
        refer(reference, columns(rows, key), touched);
      }
    }
    for (Reference reference : constraints().referrers()) {
      List<Integer> key = reference.key().referencedColumns();
      ColumnBatch touched = touched(rows, old, key);
      if (touched.size() > 0) {
        changed
            .computeIfAbsent(
                reference.key().id(), id -> collect(reference, ReferenceEvent.Kind.CHANGED))
            .add(columns(old, key), columns(rows, key), touched);
      }
    }
  }

  private void changeKeys(Maintained index, ColumnBatch rows, ColumnBatch old) {
    ColumnBatch touched = touched(rows, old, index.keyColumns());
    if (touched.size() > 0) {
      // Both batches have a row at the same physical place.
      int[] places = new int[touched.size()];
      Arrays.setAll(places, touched::row);
      release(index, old.select(places, places.length));
      context.constraints().written(index, index.constrained(touched));
    }
  }

  /// Rows give keys of a deferrable constraint away. Who takes one over waits to see whether they do.
  private void release(Maintained index, ColumnBatch old) {
    context.storage().lockKeys(index.index().entries(), index.constrained(old));
  }

  /// Who refers to a key beside the one that clusters the table, or asks FOR KEY SHARE, locks a row
  /// that an update of other columns would not wait for.
  private void lockRowsOfChangedKeys(BytesVector rowKeys, ColumnBatch rows, ColumnBatch old) {
    for (Maintained index : constraints().indexes().indexes()) {
      if (index.isKey() && touched(rows, old, index.keyColumns()).size() > 0) {
        context.storage().lockRows(table, rowKeys, RowLock.UPDATE, WaitPolicy.WAIT);
        return;
      }
    }
  }

  void delete(BytesVector rowKeys, ColumnBatch old) {
    context.storage().delete(table, rowKeys);
    IndexMaintenance indexes = constraints().indexes();
    indexes.deleted(context.storage(), rowKeys, old, evaluation);
    indexes.indexes().stream()
        .filter(Maintained::isDeferrable)
        .forEach(index -> release(index, old));
    for (Reference reference : constraints().referrers()) {
      requireOld(reference, old);
      deleted
          .computeIfAbsent(
              reference.key().id(), id -> collect(reference, ReferenceEvent.Kind.DELETED))
          .add(columns(old, reference.key().referencedColumns()), old);
    }
  }

  /// Rows refer to keys.
  void refer(Reference reference, Vector[] keys, ColumnBatch rows) {
    if (reference.key().matchFull()) {
      requireWholeOrNone(reference, keys, rows);
    }
    referring
        .computeIfAbsent(
            reference.key().id(), id -> collect(reference, ReferenceEvent.Kind.REFERRING))
        .add(keys, rows);
  }

  private KeySet collect(Reference reference, ReferenceEvent.Kind kind) {
    return context.constraints().collect(reference, kind);
  }

  private static void requireWholeOrNone(Reference reference, Vector[] keys, ColumnBatch rows) {
    for (int i = 0; i < rows.size(); i++) {
      int nulls = 0;
      for (Vector key : keys) {
        nulls += key.isNull(rows.row(i)) ? 1 : 0;
      }
      if (nulls > 0 && nulls < keys.length) {
        throw reference.mixed();
      }
    }
  }

  private static void requireOld(Reference reference, ColumnBatch old) {
    if (reference.key().referencedColumns().stream().anyMatch(part -> isMissing(old, part))) {
      throw new StalePlanException();
    }
  }

  private static Vector[] columns(ColumnBatch batch, List<Integer> columns) {
    Vector[] vectors = new Vector[columns.size()];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = batch.column(columns.get(i));
    }
    return vectors;
  }

  /// The rows whose key is another one than before. Columns that the statement does not set have no
  /// old values.
  private ColumnBatch touched(ColumnBatch rows, ColumnBatch old, List<Integer> key) {
    int[] touched = new int[rows.size()];
    int count = 0;
    if (key.stream().anyMatch(column -> isMissing(old, column))) {
      return rows.select(touched, 0);
    }
    for (int i = 0; i < rows.size(); i++) {
      int row = rows.row(i);
      for (int column : key) {
        if (!isSame(column, old.column(column), rows.column(column), row)) {
          touched[count++] = row;
          break;
        }
      }
    }
    return rows.select(touched, count);
  }

  private boolean isSame(int column, Vector old, Vector now, int row) {
    if (old.isNull(row) || now.isNull(row)) {
      return old.isNull(row) && now.isNull(row);
    }
    return ValueOrder.of(table.columns().get(column).type()).compare(old, row, now, row) == 0;
  }

  /// The indexes that the statement's changes concern: those whose columns have old values.
  private IndexMaintenance indexes(ColumnBatch old) {
    return new IndexMaintenance(
        constraints().indexes().indexes().stream()
            .filter(index -> index.columns().stream().noneMatch(column -> isMissing(old, column)))
            .toList());
  }

  private static boolean isMissing(ColumnBatch old, int column) {
    return old.columnCount() == 0 || old.columns()[column] == null;
  }
}
