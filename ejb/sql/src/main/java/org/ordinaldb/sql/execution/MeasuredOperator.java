package org.ordinaldb.sql.execution;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.ColumnBatch;

/// Counts the rows and the time of the operator that it wraps.
final class MeasuredOperator implements Operator {
  private final Operator measured;
  private final NodeStatistics statistics;

  private MeasuredOperator(Operator measured, NodeStatistics statistics) {
    this.measured = measured;
    this.statistics = statistics;
  }

  static Operator open(PlanNode node, ExecutionContext context, NodeStatistics statistics) {
    long start = System.nanoTime();
    statistics.addLoop();
    Operator operator = node.open(context);
    statistics.add(0, System.nanoTime() - start);
    return new MeasuredOperator(operator, statistics);
  }

  @Override
  public @Nullable ColumnBatch next() {
    long start = System.nanoTime();
    ColumnBatch batch = measured.next();
    statistics.add(batch == null ? 0 : batch.size(), System.nanoTime() - start);
    return batch;
  }

  @Override
  public void close() {
    measured.close();
  }
}
