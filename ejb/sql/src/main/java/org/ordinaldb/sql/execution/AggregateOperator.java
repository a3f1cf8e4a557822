package org.ordinaldb.sql.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// Aggregates its whole input with a hash table of groups, or with none, then produces the groups in
/// the order of their first rows.
final class AggregateOperator implements Operator {
  private final Operator input;
  private final ExecutionContext context;
  private final int[] groupColumns;
  private final @Nullable GroupTable table;
  private final Accumulator[] accumulators;
  private final int[][] arguments;
  private final int[] filters;
  private final MemoryCharge charge;
  private boolean consumed;
  private int groups = 1;
  private int produced;

  AggregateOperator(AggregatePlan plan, Operator input, ExecutionContext context) {
    this.input = input;
    this.context = context;
    this.groupColumns = plan.groupColumns();
    this.table = groupColumns.length == 0 ? null : new GroupTable(plan.groupTypes());
    List<AggregateCall> calls = plan.calls();
    List<SqlType> types = plan.input().columns();
    this.accumulators = new Accumulator[calls.size()];
    this.arguments = new int[calls.size()][];
    this.filters = new int[calls.size()];
    for (int i = 0; i < accumulators.length; i++) {
      accumulators[i] = Accumulators.of(calls.get(i), types);
      arguments[i] = Accumulators.columns(calls.get(i));
      filters[i] = calls.get(i).filter();
    }
    this.charge = new MemoryCharge(context.memory());
  }

  @Override
  public @Nullable ColumnBatch next() {
    if (!consumed) {
      consume();
      consumed = true;
    }
    context.cancelToken().check();
    if (produced == groups) {
      return null;
    }
    int from = produced;
    produced = Math.min(groups, from + ColumnBatch.ROWS_MAX);
    return output(from, produced);
  }

  private void consume() {
    for (ColumnBatch batch = input.next(); batch != null; batch = input.next()) {
      add(batch);
      charge.set(heapBytes());
    }
    input.close();
    if (table != null) {
      groups = table.groups();
    }
  }

  private void add(ColumnBatch batch) {
    int[] groupOfRow = null;
    if (table != null) {
      Vector[] keys = new Vector[groupColumns.length];
      for (int i = 0; i < keys.length; i++) {
        keys[i] = batch.column(groupColumns[i]);
      }
      groupOfRow = new int[batch.size()];
      table.assign(keys, batch, groupOfRow);
      for (Accumulator accumulator : accumulators) {
        accumulator.ensureGroups(table.groups());
      }
    }
    for (int i = 0; i < accumulators.length; i++) {
      Vector[] values = new Vector[arguments[i].length];
      for (int j = 0; j < values.length; j++) {
        values[j] = batch.column(arguments[i][j]);
      }
      if (filters[i] < 0) {
        accumulators[i].add(values, batch.selection(), groupOfRow, batch.size());
      } else {
        addFiltered(accumulators[i], values, batch, filters[i], groupOfRow);
      }
    }
  }

  private static void addFiltered(
      Accumulator accumulator,
      Vector[] values,
      ColumnBatch batch,
      int filter,
      int @Nullable [] groupOfRow) {
    LongVector condition = (LongVector) batch.column(filter);
    int[] rows = new int[batch.size()];
    int[] rowGroups = new int[batch.size()];
    int count = 0;
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      if (!condition.isNull(row) && condition.get(row) != 0) {
        rows[count] = row;
        rowGroups[count++] = groupOfRow == null ? 0 : groupOfRow[i];
      }
    }
    accumulator.add(values, rows, groupOfRow == null ? null : rowGroups, count);
  }

  private ColumnBatch output(int from, int to) {
    Vector[] columns = new Vector[groupColumns.length + accumulators.length];
    if (table != null) {
      int[] numbers = new int[to - from];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = from + i;
      }
      for (int i = 0; i < groupColumns.length; i++) {
        columns[i] = Gather.rows(table.key(i), numbers, 0, numbers.length);
      }
    }
    for (int i = 0; i < accumulators.length; i++) {
      columns[groupColumns.length + i] = accumulators[i].result(from, to);
    }
    return new ColumnBatch(to - from, columns);
  }

  private long heapBytes() {
    long bytes = table == null ? 0 : table.heapBytes();
    for (Accumulator accumulator : accumulators) {
      bytes += accumulator.heapBytes();
    }
    return bytes;
  }

  @Override
  public void close() {
    input.close();
    charge.set(0);
  }
}
