package org.ordinaldb.sql.command;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.execution.IndexedLoad;
import org.ordinaldb.sql.plan.Planner;
import org.ordinaldb.storage.BulkLoad;
import org.ordinaldb.storage.ScanRequest;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.storage.TableScan;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.Vector;

/// Writes the rows of a table into one of a new form that takes its place, under a new id, within the
/// transaction. Owned by the session's thread.
final class TableRewrite {
  private final CommandContext context;
  private final StorageSession storage;

  TableRewrite(CommandContext context) {
    this.context = context;
    this.storage = context.storage();
  }

  /// The same columns, clustered by another key.
  TableDescriptor run(TableDescriptor old, TableDescriptor form) {
    return run(old, form, allColumns(old), null);
  }

  /// Writes the rows of a table into one of a new form that takes its place.
  ///
  /// @param sources for each new column the old one, or -1 for `added`
  /// @param added one row with the value of a new column
  TableDescriptor run(
      TableDescriptor old, TableDescriptor form, int[] sources, @Nullable Vector added) {
    storage.beginBuild(old);
    int[] id = new int[1];
    String name = "ordinal_rewrite_" + old.id();
    storage.changeCatalog(catalog -> {
      id[0] = catalog.nextId();
      TableDescriptor target =
          new TableDescriptor(id[0], form.schema(), name, form.columns(), form.primaryKey());
      return catalog.with(target.withIndexes(MovedIndexes.of(old, sources, id[0] + 1)));
    });
    TableDescriptor target = Objects.requireNonNull(storage.catalog().table(id[0]));
    copyRows(old, target, sources, added);
    TableDescriptor placed =
        target.withName(form.name()).withChecks(form.checks()).withForeignKeys(form.foreignKeys());
    storage.changeCatalog(catalog ->
        ConstraintAlteration.moved(catalog.without(old.id()).with(placed), old, form, id[0]));
    return Objects.requireNonNull(storage.catalog().table(id[0]));
  }

  private void copyRows(
      TableDescriptor old, TableDescriptor target, int[] sources, @Nullable Vector added) {
    int[] projection = Arrays.stream(sources).filter(column -> column >= 0).toArray();
    try (TableScan scan = storage.scan(ScanRequest.all(old, projection));
        BulkLoad load =
            new IndexedLoad(
                storage,
                target,
                Planner.maintenance(target.withName(old.name()), IndexDescriptor::ready),
                context.evaluation())) {
      for (ColumnBatch batch = scan.next(); batch != null; batch = scan.next()) {
        // Errors name the table, not its copy in the making.
        load.add(converted(target.withName(old.name()), batch, sources, added));
      }
      load.finish();
    }
  }

  private static ColumnBatch converted(
      TableDescriptor target, ColumnBatch batch, int[] sources, @Nullable Vector added) {
    Vector[] columns = new Vector[sources.length];
    int next = 0;
    for (int i = 0; i < sources.length; i++) {
      columns[i] =
          sources[i] >= 0
              ? batch.column(next++)
              : DefaultValues.repeated(target.columns().get(i).type(), added, batch.rowCount());
      if (!target.columns().get(i).nullable()) {
        requireNoNulls(target, i, batch, columns[i]);
      }
    }
    return batch.withColumns(columns);
  }

  /// Throws 23502 for a row that is there without a value.
  void requireNoNulls(TableDescriptor table, int column) {
    try (TableScan scan = storage.scan(ScanRequest.all(table, column))) {
      for (ColumnBatch batch = scan.next(); batch != null; batch = scan.next()) {
        requireNoNulls(table, column, batch, batch.column(0));
      }
    }
  }

  private static void requireNoNulls(
      TableDescriptor table, int column, ColumnBatch batch, Vector values) {
    if (!values.hasNulls()) {
      return;
    }
    for (int i = 0; i < batch.size(); i++) {
      if (values.isNull(batch.row(i))) {
        String name = table.columns().get(column).name();
        throw new StatementException(
                SqlState.NOT_NULL_VIOLATION,
                "column \"" + name + "\" of relation \"" + table.name() + "\" contains null values")
            .object(table.schema(), table.name(), name, null);
      }
    }
  }

  static int[] allColumns(TableDescriptor table) {
    int[] columns = new int[table.columns().size()];
    Arrays.setAll(columns, i -> i);
    return columns;
  }
}
