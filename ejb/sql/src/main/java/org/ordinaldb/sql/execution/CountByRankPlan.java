package org.ordinaldb.sql.execution;

import java.util.List;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.storage.KeyRange;
import org.ordinaldb.storage.ScanStatistics;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;

/// `count(*)` over ranges of keys: one row with one bigint, from ranks, without reading a row.
///
/// @param bounds the union of the wanted keys; empty for all
public record CountByRankPlan(TableDescriptor table, List<KeyBounds> bounds) implements PlanNode {
  @Override
  public List<SqlType> columns() {
    return List.of(SqlType.INT8);
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of();
  }

  @Override
  public String describe() {
    return "Learned Index Count on " + table.name();
  }

  @Override
  public Operator open(ExecutionContext context) {
    List<KeyRange> ranges = new KeyRanges(table.keyCodec(), context.evaluation()).of(bounds);
    ScanStatistics before = context.storage().statistics();
    long rows = ranges.isEmpty() ? 0 : context.storage().count(table, ranges);
    StorageCost.record(context, this, before);
    ColumnBatch row = new ColumnBatch(1, LongVector.of(rows));
    return new BatchesOperator(List.of(row).iterator(), context.cancelToken());
  }
}
