package org.ordinaldb.sql.execution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.IndexTable;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.InputReference;
import org.ordinaldb.storage.KeyRange;
import org.ordinaldb.storage.ScanRequest;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;
import org.ordinaldb.type.VectorKind;

/// Finds the rows of a table by the values of some columns: by a unique key in one call, by another key
/// that begins with some of the columns, else by scans. Immutable.
///
/// @param unique an index of exactly these columns that refuses duplicates, or null
/// @param columns ordinals in the table
/// @param ways keys that begin with some of the columns, the best first
/// @param rows finds the rows of one key by a scan, given as parameters: the table's columns, then the
///     row key
public record KeyLookup(
    TableDescriptor table,
    int[] columns,
    @Nullable IndexTable unique,
    List<Way> ways,
    PlanNode rows) {
  /// So many scans of a table cost less than a hash join.
  private static final int SCANS_MAX = 2;

  /// So many keys are looked up without asking how large the table is.
  private static final int LOOKUPS_MIN = 1024;

  /// A key, the clustering one or an index's, that begins with some of the columns.
  ///
  /// @param access reads the table's columns, then the row key
  /// @param parts the numbers of the columns in `columns` that its leading parts are
  /// @param residual compares the others: over the values, the key's number and what `access` reads
  public record Way(KeyAccess access, int[] parts, @Nullable Expression residual) {
    /// What another transaction has made since the snapshot is of no use.
    private boolean isSeen(ExecutionContext context) {
      IndexTable index = access.index();
      return index == null || context.storage().sees(index.index());
    }
  }

  public KeyLookup {
    ways = List.copyOf(ways);
  }

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
    Way way = way(count, context);
    if (way != null) {
      return byJoin(join(way, keyRows(keys, count)), columns.length + 1, columns.length, context);
    }
    return count <= SCANS_MAX
        ? oneByOne(keys, count, context)
        : byScan(keyRows(keys, count), context);
  }

  /// Which keys have rows.
  boolean[] present(Vector[] keys, int count, ExecutionContext context) {
    boolean[] present = new boolean[count];
    Way way = count == 0 ? null : way(count, context);
    if (way != null && way.residual() == null) {
      countByRank(way, keys, present, context);
    } else {
      for (RowsByKey.Found found : find(keys, count, context)) {
        for (int key : found.keys()) {
          present[key] = true;
        }
      }
    }
    return present;
  }

  /// The first way that the snapshot allows, if it costs less than reading the whole table.
  private @Nullable Way way(int count, ExecutionContext context) {
    for (Way way : ways) {
      if (way.isSeen(context)) {
        return count <= LOOKUPS_MIN
                || count * PathChoicePlan.FETCHED_ROW_COST
                    < context.storage().count(table, List.of(KeyRange.ALL))
            ? way
            : null;
      }
    }
    return null;
  }

  /// Ranks tell whether there are rows: none is read.
  private void countByRank(Way way, Vector[] keys, boolean[] present, ExecutionContext context) {
    TableDescriptor keyed = way.access().keyed();
    KeyCodec codec = keyed.keyCodec();
    Vector[] parts = new Vector[codec.partCount()];
    for (int i = 0; i < way.parts().length; i++) {
      parts[i] = keys[way.parts()[i]];
    }
    ByteSink sink = new ByteSink(32);
    for (int key = 0; key < present.length; key++) {
      sink.clear();
      codec.encodePrefix(parts, key, way.parts().length, sink);
      KeyRange range = KeyRange.prefix(sink.toByteArray());
      present[key] = context.storage().count(keyed, List.of(range)) > 0;
    }
  }

  private PlanNode join(Way way, PlanNode keys) {
    List<Expression> values = new ArrayList<>();
    for (int part : way.parts()) {
      values.add(new InputReference(part, table.columns().get(columns[part]).type()));
    }
    return new PrefixJoinPlan(JoinKind.INNER, keys, way.access(), values, way.residual());
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
  private List<RowsByKey.Found> byScan(PlanNode keys, ExecutionContext context) {
    int width = table.columns().size() + 1;
    int[] projection = new int[width];
    Arrays.setAll(projection, i -> i);
    projection[width - 1] = ScanRequest.ROW_KEY;
    int[] keyColumns = new int[columns.length];
    Arrays.setAll(keyColumns, i -> i);
    PlanNode join =
        new HashJoinPlan(
            JoinKind.INNER,
            TableScanPlan.all(table, projection),
            keys,
            columns,
            keyColumns,
            new boolean[columns.length],
            null);
    return byJoin(join, 0, width + columns.length, context);
  }

  /// @param first the first column of the found rows
  /// @param number the column with the numbers of their keys
  private List<RowsByKey.Found> byJoin(
      PlanNode join, int first, int number, ExecutionContext context) {
    int width = table.columns().size() + 1;
    List<RowsByKey.Found> found = new ArrayList<>();
    try (Operator operator = join.open(context)) {
      for (ColumnBatch batch = operator.next(); batch != null; batch = operator.next()) {
        LongVector keyOfRow = (LongVector) batch.column(number);
        int[] numbers = new int[batch.size()];
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = (int) keyOfRow.get(batch.row(i));
        }
        Vector[] rowColumns = Arrays.copyOfRange(batch.columns(), first, first + width);
        found.add(new RowsByKey.Found(batch.withColumns(rowColumns), numbers));
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
