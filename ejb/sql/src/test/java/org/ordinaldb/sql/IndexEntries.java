package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.format.TextCodec;
import org.ordinaldb.sql.execution.IndexMaintenance;
import org.ordinaldb.sql.expression.EvaluationContext;
import org.ordinaldb.sql.plan.Planner;
import org.ordinaldb.sql.system.TestSession;
import org.ordinaldb.storage.KeyRange;
import org.ordinaldb.storage.ScanRequest;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.storage.TableScan;
import org.ordinaldb.transaction.IsolationLevel;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;

/// Compares the entries of indexes with those that their table's rows should have.
final class IndexEntries {
  private IndexEntries() {}

  /// Checks every index that a snapshot shows as ready, while others may write.
  ///
  /// @return how many those were
  static int check(TestDatabase database, String tableName, String when) {
    try (StorageSession storage = database.storage().openSession()) {
      storage.begin(IsolationLevel.REPEATABLE_READ, true);
      TableDescriptor table = storage.catalog().table(Catalog.PUBLIC, tableName);
      if (table == null) {
        return 0;
      }
      storage.beginStatement();
      List<IndexDescriptor> seen = table.indexes().stream().filter(storage::sees).toList();
      for (IndexMaintenance.Maintained each :
          Planner.maintenance(table, seen::contains).indexes()) {
        TableDescriptor entries = each.index().entries();
        List<String> expected = expected(storage, table, each);
        List<String> present = rows(storage, entries);
        String index = "index %s, %s".formatted(each.index().index().name(), when);
        assertThat(without(expected, present)).as("missing in " + index).isEmpty();
        assertThat(without(present, expected)).as("dangling in " + index).isEmpty();
        assertThat(present).as(index).hasSameSizeAs(expected);
        assertThat(storage.count(entries, List.of(KeyRange.ALL))).isEqualTo(expected.size());
      }
      return seen.size();
    }
  }

  private static List<String> without(List<String> rows, List<String> others) {
    Set<String> left = new TreeSet<>(rows);
    others.forEach(left::remove);
    return List.copyOf(left);
  }

  private static List<String> rows(StorageSession storage, TableDescriptor table) {
    int[] all = new int[table.columns().size()];
    java.util.Arrays.setAll(all, i -> i);
    List<String> rows = new ArrayList<>();
    try (TableScan scan = storage.scan(ScanRequest.all(table, all))) {
      for (ColumnBatch batch = scan.next(); batch != null; batch = scan.next()) {
        append(table, batch, rows);
      }
    }
    Collections.sort(rows);
    return rows;
  }

  private static List<String> expected(
      StorageSession storage, TableDescriptor table, IndexMaintenance.Maintained index) {
    int columns = table.columns().size();
    int[] all = new int[columns + 1];
    java.util.Arrays.setAll(all, i -> i < columns ? i : ScanRequest.ROW_KEY);
    EvaluationContext context = new TestSession().context();
    List<String> rows = new ArrayList<>();
    try (TableScan scan = storage.scan(ScanRequest.all(table, all))) {
      for (ColumnBatch batch = scan.next(); batch != null; batch = scan.next()) {
        LongVector numbers =
            table.primaryKey() == null ? numbers(batch, batch.column(columns)) : null;
        append(index.index().entries(), index.entries(batch, numbers, context), rows);
      }
    }
    Collections.sort(rows);
    return rows;
  }

  private static LongVector numbers(ColumnBatch batch, Vector keys) {
    long[] numbers = new long[batch.rowCount()];
    for (int i = 0; i < batch.size(); i++) {
      numbers[batch.row(i)] = KeyCodec.decodeLong(((BytesVector) keys).bytes(batch.row(i)));
    }
    return LongVector.of(numbers);
  }

  private static void append(TableDescriptor table, ColumnBatch batch, List<String> rows) {
    for (int i = 0; i < batch.size(); i++) {
      StringBuilder row = new StringBuilder();
      for (int column = 0; column < table.columns().size(); column++) {
        Vector values = batch.column(column);
        row.append('|')
            .append(
                values.isNull(batch.row(i))
                    ? null
                    : TextCodec.of(table.columns().get(column).type())
                        .text(values, batch.row(i), FormatSettings.DEFAULT));
      }
      rows.add(row.toString());
    }
  }
}
