package org.ordinaldb.sql.execution;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.IndexTable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.InternalException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.storage.ScanStatistics;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;

/// Reads the rows that entries of an index stand for. The keys of a batch are asked for in ascending
/// order, so that rows that are neighbours are read together. Owned by one thread.
final class EntryRows {
  private final IndexTable index;
  private final int[] projection;
  private final PlanNode node;
  private final ExecutionContext context;
  private final @Nullable KeyCodec codec;

  /// @param projection columns of the table, as in [TableScanPlan]
  /// @param node whose cost it is
  EntryRows(IndexTable index, int[] projection, PlanNode node, ExecutionContext context) {
    this.index = index;
    this.projection = projection;
    this.node = node;
    this.context = context;
    this.codec = index.table().primaryKey() == null ? null : index.table().keyCodec();
  }

  /// The clustering key of an entry's row.
  ///
  /// @param parts the columns [IndexTable#rowKey()] of the entries
  byte[] key(Vector[] parts, int row) {
    return codec == null
        ? KeyCodec.encodeLong(((LongVector) parts[0]).get(row))
        : codec.encode(parts, row);
  }

  /// One row for each entry.
  ///
  /// @param entries begin with the columns [IndexTable#rowKey()]
  /// @param ordered whether the rows have to come in the order of the entries
  ColumnBatch of(ColumnBatch entries, boolean ordered) {
    byte[][] keys = new byte[entries.size()][];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = key(entries.columns(), entries.row(i));
    }
    int[] order = sort(keys);
    ColumnBatch rows = get(sorted(keys, order));
    return ordered ? inOrder(rows, order) : rows;
  }

  /// One row for each key.
  ///
  /// @param keys distinct, in ascending order
  ColumnBatch get(BytesVector keys) {
    TableDescriptor table = index.table();
    ScanStatistics before = context.storage().statistics();
    ColumnBatch rows = context.storage().get(table, keys, projection);
    StorageCost.record(context, node, before);
    if (rows.size() != keys.length()) {
      throw new InternalException(
          SqlState.INDEX_CORRUPTED,
          "index \"" + index.index().name() + "\" has entries without rows");
    }
    return rows;
  }

  /// For each place in key order the index of the key that stands there.
  private static int[] sort(byte[][] keys) {
    Integer[] order = new Integer[keys.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Arrays.compareUnsigned(keys[a], keys[b]));
    return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
  }

  private static BytesVector sorted(byte[][] keys, int[] order) {
    byte[][] sorted = new byte[keys.length][];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = keys[order[i]];
    }
    return vector(sorted, 0, sorted.length);
  }

  /// The keys from `from` up to, not including, `to`.
  static BytesVector vector(byte[][] keys, int from, int to) {
    int count = to - from;
    int[] offsets = new int[count + 1];
    for (int i = 0; i < count; i++) {
      offsets[i + 1] = offsets[i] + keys[from + i].length;
    }
    byte[] data = new byte[offsets[count]];
    for (int i = 0; i < count; i++) {
      byte[] key = keys[from + i];
      System.arraycopy(key, 0, data, offsets[i], key.length);
    }
    return new BytesVector(data, offsets, count, null);
  }

  /// @param order for each row of `rows` its place among the entries
  private static ColumnBatch inOrder(ColumnBatch rows, int[] order) {
    int[] from = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      from[order[i]] = rows.row(i);
    }
    Vector[] columns = new Vector[rows.columnCount()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = Gather.rows(rows.column(i), from, 0, from.length);
    }
    return new ColumnBatch(from.length, columns);
  }
}
