package org.ordinaldb.sql.execution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.IndexTable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.storage.ScanStatistics;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// Reads the rows whose keys any of several scans finds, each row once, in key order or against it: the
/// OR of what indexes answer.
///
/// @param projection columns of the table, as in [TableScanPlan]
/// @param reverse whether the greatest key comes first
public record KeyUnionPlan(TableDescriptor table, List<Arm> arms, int[] projection, boolean reverse)
    implements PlanNode {
  /// A scan that finds rows.
  ///
  /// @param keys yields the rows' clustering keys: one column a part from the entries of an index, or
  ///     encoded from the table itself
  /// @param index null when the table itself is scanned
  public record Arm(PlanNode keys, @Nullable IndexTable index) {}

  public KeyUnionPlan {
    arms = List.copyOf(arms);
  }

  @Override
  public List<SqlType> columns() {
    return TableColumns.types(table, projection);
  }

  @Override
  public List<PlanNode> inputs() {
    return arms.stream().map(Arm::keys).toList();
  }

  @Override
  public String describe() {
    return "Index Union Scan " + (reverse ? "Backward " : "") + "on " + table.name();
  }

  @Override
  public Operator open(ExecutionContext context) {
    return new Union(this, context);
  }

  /// Collects all keys when the first row is asked for. Owned by one thread.
  private static final class Union implements Operator {
    /// What a key takes besides its bytes: the array and the reference to it.
    private static final long BYTES_PER_KEY = 24;

    private final KeyUnionPlan plan;
    private final ExecutionContext context;
    private final MemoryCharge charge;
    private byte @Nullable [][] keys;
    private int given;

    Union(KeyUnionPlan plan, ExecutionContext context) {
      this.plan = plan;
      this.context = context;
      this.charge = new MemoryCharge(context.memory());
    }

    @Override
    public @Nullable ColumnBatch next() {
      byte[][] all = keys;
      if (all == null) {
        all = distinct(collect());
        keys = all;
      }
      context.cancelToken().check();
      if (given == all.length) {
        return null;
      }
      int count = Math.min(all.length - given, ColumnBatch.ROWS_MAX);
      int from = plan.reverse() ? all.length - given - count : given;
      given += count;
      ScanStatistics before = context.storage().statistics();
      ColumnBatch rows =
          context
              .storage()
              .get(plan.table(), EntryRows.vector(all, from, from + count), plan.projection());
      StorageCost.record(context, plan, before);
      return plan.reverse() ? reversed(rows) : rows;
    }

    private static ColumnBatch reversed(ColumnBatch rows) {
      int[] order = new int[rows.size()];
      for (int i = 0; i < order.length; i++) {
        order[i] = rows.row(order.length - 1 - i);
      }
      Vector[] columns = new Vector[rows.columnCount()];
      for (int i = 0; i < columns.length; i++) {
        columns[i] = Gather.rows(rows.column(i), order, 0, order.length);
      }
      return new ColumnBatch(order.length, columns);
    }

    private List<byte[]> collect() {
      List<byte[]> found = new ArrayList<>();
      long bytes = 0;
      for (Arm arm : plan.arms()) {
        IndexTable index = arm.index();
        EntryRows entries =
            index == null ? null : new EntryRows(index, plan.projection(), plan, context);
        try (Operator scan = context.open(arm.keys())) {
          for (ColumnBatch batch = scan.next(); batch != null; batch = scan.next()) {
            for (int i = 0; i < batch.size(); i++) {
              int row = batch.row(i);
              byte[] key =
                  entries == null
                      ? ((BytesVector) batch.column(0)).bytes(row)
                      : entries.key(batch.columns(), row);
              found.add(key);
              bytes += key.length + BYTES_PER_KEY;
            }
            charge.set(bytes);
          }
        }
      }
      return found;
    }

    private static byte[][] distinct(List<byte[]> found) {
      byte[][] sorted = found.toArray(new byte[0][]);
      Arrays.sort(sorted, Arrays::compareUnsigned);
      int count = 0;
      for (byte[] key : sorted) {
        if (count == 0 || !Arrays.equals(key, sorted[count - 1])) {
          sorted[count++] = key;
        }
      }
      return Arrays.copyOf(sorted, count);
    }

    @Override
    public void close() {
      charge.set(0);
    }
  }
}
