package org.ordinaldb.sql.execution;

import java.util.List;
import org.ordinaldb.sql.system.VirtualTable;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// Reads a table whose rows are made when the scan opens.
///
/// @param projection column ordinals
public record VirtualScanPlan(VirtualTable table, int[] projection) implements PlanNode {
  @Override
  public List<SqlType> columns() {
    return TableColumns.types(table.descriptor(), projection);
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of();
  }

  @Override
  public String describe() {
    return "Virtual Scan on " + table.descriptor().name();
  }

  @Override
  public Operator open(ExecutionContext context) {
    List<ColumnBatch> batches = table.rows(context.system()).stream().map(this::project).toList();
    return new BatchesOperator(batches.iterator(), context.cancelToken());
  }

  private ColumnBatch project(ColumnBatch batch) {
    Vector[] columns = new Vector[projection.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = batch.column(projection[i]);
    }
    return batch.withColumns(columns);
  }
}
