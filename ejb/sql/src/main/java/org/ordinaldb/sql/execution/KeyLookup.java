package org.ordinaldb.sql.execution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.IndexTable;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.storage.ScanRequest;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;
import org.ordinaldb.type.VectorKind;

/// Finds the rows of a table by the values of some columns: by a unique key in one call, else each key
/// by its own plan, or many keys without an index in one scan. Immutable.
///
/// @param unique an index of exactly these columns that refuses duplicates, or null
/// @param columns ordinals in the table
/// @param rows finds the rows of one key, given as parameters: the table's columns, then the row key
/// @param selective whether `rows` reads less than the whole table
public record KeyLookup(
    TableDescriptor table,
    int[] columns,
    @Nullable IndexTable unique,
    PlanNode rows,
    boolean selective) {
  /// So many scans of a table cost less than a hash join.
  private static final int SCANS_MAX = 2;

  /// Finds rows in the statement's snapshot and the own writes.
  ///
  /// @param keys distinct, one vector a column, without NULL
  List<RowsByKey.Found> find(Vector[] keys, int count, ExecutionContext context) {
    if (count == 0) {
      return List.of();
    }
    PrimaryKey primary = table.primaryKey();
    if (primary != null && isKey(primary)) {
      return RowsByKey.clustered(table, clusteringKeys(primary, keys, count), context);
    }
    if (unique != null && context.storage().sees(unique.index())) {
      return RowsByKey.indexed(unique, entryKeys(unique, keys, count), context);
    }
    return selective || count <= SCANS_MAX
        ? oneByOne(keys, count, context)
        : byScan(keys, count, context);
  }

  private boolean isKey(PrimaryKey primary) {
    return primary.columns().size() == columns.length
        && Arrays.stream(columns).allMatch(primary.columns()::contains);
  }

  private BytesVector clusteringKeys(PrimaryKey primary, Vector[] keys, int count) {
    Vector[] parts = new Vector[columns.length];
    for (int i = 0; i < columns.length; i++) {
      parts[primary.columns().indexOf(columns[i])] = keys[i];
    }
    return encoded(table.keyCodec(), parts, count);
  }

  /// The keys of entries without NULL: what tells those with NULL apart is NULL in them.
  private BytesVector entryKeys(IndexTable index, Vector[] keys, int count) {
    List<SqlType> types = index.entries().keyTypes();
    Vector[] parts = new Vector[types.size()];
    for (int part = 0; part < parts.length; part++) {
      parts[part] =
          part < columns.length
              ? keys[numberOf(index.index().parts().get(part).column())]
              : Gather.nulls(types.get(part).vectorKind(), count);
    }
    return encoded(index.entries().keyCodec(), parts, count);
  }

  private int numberOf(int column) {
    return Arrays.stream(columns).boxed().toList().indexOf(column);
  }

  private static BytesVector encoded(KeyCodec codec, Vector[] parts, int count) {
    VectorBuilder encoded = VectorBuilder.of(VectorKind.BYTES, count);
    for (int i = 0; i < count; i++) {
      encoded.appendBytes(codec.encode(parts, i));
    }
    return (BytesVector) encoded.build();
  }

  private List<RowsByKey.Found> oneByOne(Vector[] keys, int count, ExecutionContext context) {
    List<RowsByKey.Found> found = new ArrayList<>();
    for (int key = 0; key < count; key++) {
      ExecutionContext run = context.withParameters(row(keys, key));
      try (Operator operator = rows.open(run)) {
        for (ColumnBatch batch = operator.next(); batch != null; batch = operator.next()) {
          int[] numbers = new int[batch.size()];
          Arrays.fill(numbers, key);
          found.add(new RowsByKey.Found(batch, numbers));
        }
      }
    }
    return found;
  }

  private static ColumnBatch row(Vector[] keys, int row) {
    Vector[] values = new Vector[keys.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Gather.rows(keys[i], new int[] {row}, 0, 1);
    }
    return new ColumnBatch(1, values);
  }

  /// Joins the whole table with the keys.
  private List<RowsByKey.Found> byScan(Vector[] keys, int count, ExecutionContext context) {
    int width = table.columns().size() + 1;
    int[] projection = new int[width];
    Arrays.setAll(projection, i -> i);
    projection[width - 1] = ScanRequest.ROW_KEY;
    int[] keyColumns = new int[columns.length];
    Arrays.setAll(keyColumns, i -> i);
    HashJoinPlan join =
        new HashJoinPlan(
            JoinKind.INNER,
            TableScanPlan.all(table, projection),
            keyRows(keys, count),
            columns,
            keyColumns,
            new boolean[columns.length],
            null);
    List<RowsByKey.Found> found = new ArrayList<>();
    try (Operator operator = join.open(context)) {
      for (ColumnBatch batch = operator.next(); batch != null; batch = operator.next()) {
        LongVector number = (LongVector) batch.column(width + columns.length);
        int[] numbers = new int[batch.size()];
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = (int) number.get(batch.row(i));
        }
        Vector[] columnsOfRow = Arrays.copyOf(batch.columns(), width);
        found.add(new RowsByKey.Found(batch.withColumns(columnsOfRow), numbers));
      }
    }
    return found;
  }

  private PlanNode keyRows(Vector[] keys, int count) {
    List<SqlType> types = new ArrayList<>();
    for (int column : columns) {
      types.add(table.columns().get(column).type());
    }
    types.add(SqlType.INT8);
    List<ColumnBatch> batches = new ArrayList<>();
    for (int from = 0; from < count; from += ColumnBatch.ROWS_MAX) {
      int size = Math.min(count - from, ColumnBatch.ROWS_MAX);
      int[] rows = new int[size];
      long[] numbers = new long[size];
      for (int i = 0; i < size; i++) {
        rows[i] = from + i;
        numbers[i] = from + i;
      }
      Vector[] vectors = new Vector[keys.length + 1];
      for (int i = 0; i < keys.length; i++) {
        vectors[i] = Gather.rows(keys[i], rows, 0, size);
      }
      vectors[keys.length] = new LongVector(numbers, size, null);
      batches.add(new ColumnBatch(size, vectors));
    }
    return new GivenRows(types, batches);
  }

  /// Rows that are at hand.
  private record GivenRows(List<SqlType> columns, List<ColumnBatch> batches) implements PlanNode {
    @Override
    public List<PlanNode> inputs() {
      return List.of();
    }

    @Override
    public String describe() {
      return "Given Rows";
    }

    @Override
    public Operator open(ExecutionContext context) {
      return new BatchesOperator(batches.iterator(), context.cancelToken());
    }
  }
}
