package org.ordinaldb.sql.execution;

import java.util.Arrays;
import java.util.List;
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
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// Reads the rows of index entries from their table, a batch of keys at a time. The keys of a batch
/// are asked for in ascending order, so that rows that are neighbours are read together.
///
/// @param entries yields the rows' clustering keys, one column a part
/// @param projection columns of the table, as in [TableScanPlan]
/// @param ordered whether the rows have to come in the order of the entries
public record RowFetchPlan(PlanNode entries, IndexTable index, int[] projection, boolean ordered)
    implements PlanNode {
  @Override
  public List<SqlType> columns() {
    return TableColumns.types(index.table(), projection);
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(entries);
  }

  @Override
  public String describe() {
    return "Index Scan using " + index.index().name() + " on " + index.table().name();
  }

  @Override
  public Operator open(ExecutionContext context) {
    return new RowFetch(this, context);
  }

  private static final class RowFetch implements Operator {
    private final RowFetchPlan plan;
    private final TableDescriptor table;
    private final ExecutionContext context;
    private final Operator entries;
    private final @Nullable KeyCodec codec;

    RowFetch(RowFetchPlan plan, ExecutionContext context) {
      this.plan = plan;
      this.table = plan.index().table();
      this.context = context;
      this.codec = table.primaryKey() == null ? null : table.keyCodec();
      this.entries = context.open(plan.entries());
    }

    @Override
    public @Nullable ColumnBatch next() {
      context.cancelToken().check();
      ColumnBatch batch = entries.next();
      return batch == null ? null : fetch(batch);
    }

    private ColumnBatch fetch(ColumnBatch batch) {
      RowKeys keys = new RowKeys(batch.size());
      for (int i = 0; i < batch.size(); i++) {
        keys.set(i, key(batch.columns(), batch.row(i)));
      }
      int[] order = keys.sort();
      ScanStatistics before = context.storage().statistics();
      ColumnBatch rows = context.storage().get(table, keys.sorted(), plan.projection());
      StorageCost.record(context, plan, before);
      if (rows.size() != batch.size()) {
        throw new InternalException(
            SqlState.INDEX_CORRUPTED,
            "index \"" + plan.index().index().name() + "\" has entries without rows");
      }
      return plan.ordered() ? inOrder(rows, order) : rows;
    }

    private byte[] key(Vector[] parts, int row) {
      return codec == null
          ? KeyCodec.encodeLong(((LongVector) parts[0]).get(row))
          : codec.encode(parts, row);
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

    @Override
    public void close() {
      entries.close();
    }
  }

  /// Keys that are put in order. Owned by one thread.
  static final class RowKeys {
    private final byte[][] keys;
    private Integer[] order = new Integer[0];

    RowKeys(int count) {
      keys = new byte[count][];
    }

    void set(int index, byte[] key) {
      keys[index] = key;
    }

    /// For each place in key order the index of the key that stands there.
    int[] sort() {
      order = new Integer[keys.length];
      Arrays.setAll(order, i -> i);
      Arrays.sort(order, (a, b) -> Arrays.compareUnsigned(keys[a], keys[b]));
      return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
    }

    BytesVector sorted() {
      int[] offsets = new int[keys.length + 1];
      for (int i = 0; i < keys.length; i++) {
        offsets[i + 1] = offsets[i] + keys[order[i]].length;
      }
      byte[] data = new byte[offsets[keys.length]];
      for (int i = 0; i < keys.length; i++) {
        byte[] key = keys[order[i]];
        System.arraycopy(key, 0, data, offsets[i], key.length);
      }
      return new BytesVector(data, offsets, keys.length, null);
    }
  }
}
