package org.ordinaldb.sql.execution;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.Vector;

/// Counts how often each distinct row occurs, input by input, then produces it as often as the
/// operation says.
final class SetOperator implements Operator {
  private final SetOperationPlan plan;
  private final ExecutionContext context;
  private final GroupTable rows;
  private final MemoryCharge charge;
  private long[] counts = {};
  private boolean consumed;
  private int group;
  private long repeated;

  SetOperator(SetOperationPlan plan, ExecutionContext context) {
    this.plan = plan;
    this.context = context;
    this.rows = new GroupTable(plan.columns());
    this.charge = new MemoryCharge(context.memory());
  }

  @Override
  public @Nullable ColumnBatch next() {
    context.cancelToken().check();
    if (!consumed) {
      consume();
      consumed = true;
    }
    int[] chosen = new int[ColumnBatch.ROWS_MAX];
    int count = 0;
    while (count < chosen.length && group < rows.groups()) {
      if (repeated < counts[group]) {
        repeated++;
        chosen[count++] = group;
      } else {
        group++;
        repeated = 0;
      }
    }
    return count == 0 ? null : gather(chosen, count);
  }

  private void consume() {
    counts = count(plan.inputs().getFirst());
    for (PlanNode input : plan.inputs().subList(1, plan.inputs().size())) {
      long[] others = count(input);
      long[] before = Arrays.copyOf(counts, others.length);
      for (int i = 0; i < others.length; i++) {
        before[i] = combine(before[i], others[i]);
      }
      counts = before;
    }
    if (!plan.all()) {
      for (int i = 0; i < counts.length; i++) {
        counts[i] = Math.min(counts[i], 1);
      }
    }
  }

  private long combine(long first, long second) {
    return switch (plan.operation()) {
      case UNION -> first + second;
      case INTERSECT -> Math.min(first, second);
      case EXCEPT -> plan.all() ? Math.max(first - second, 0) : second > 0 ? 0 : first;
    };
  }

  /// How often each row known so far occurs in an input.
  private long[] count(PlanNode input) {
    long[] occurrences = new long[Math.max(rows.groups(), 64)];
    try (Operator operator = context.open(input)) {
      for (ColumnBatch batch = operator.next(); batch != null; batch = operator.next()) {
        int[] groups = new int[batch.size()];
        rows.assign(batch.columns(), batch, groups);
        if (rows.groups() > occurrences.length) {
          occurrences = Arrays.copyOf(occurrences, Math.max(rows.groups(), 2 * occurrences.length));
        }
        for (int number : groups) {
          occurrences[number]++;
        }
        charge.set(rows.heapBytes() + 16L * occurrences.length);
      }
    }
    return Arrays.copyOf(occurrences, rows.groups());
  }

  private ColumnBatch gather(int[] chosen, int count) {
    Vector[] columns = new Vector[plan.columns().size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = Gather.rows(rows.key(i), chosen, 0, count);
    }
    return new ColumnBatch(count, columns);
  }

  @Override
  public void close() {
    charge.set(0);
  }
}
