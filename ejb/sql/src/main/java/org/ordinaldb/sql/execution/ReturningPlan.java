package org.ordinaldb.sql.execution;

import java.util.ArrayList;
import java.util.List;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;

/// A change of rows whose RETURNING asks queries: they read what was there before the change.
///
/// @param modify gives the rows
/// @param query what RETURNING computes, over [ModifiedRowsPlan]
public record ReturningPlan(ModifyPlan modify, PlanNode query) implements PlanNode {
  @Override
  public List<SqlType> columns() {
    return query.columns();
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(modify, query);
  }

  @Override
  public String describe() {
    return "Returning";
  }

  @Override
  public Operator open(ExecutionContext context) {
    StorageSession storage = context.storage();
    try (StorageSession.ReadView before = storage.readView()) {
      context.modified(batches(modify, context));
      List<ColumnBatch> returned = storage.readIn(before, () -> batches(query, context));
      return new BatchesOperator(returned.iterator(), context.cancelToken());
    }
  }

  private static List<ColumnBatch> batches(PlanNode node, ExecutionContext context) {
    List<ColumnBatch> batches = new ArrayList<>();
    try (Operator rows = context.open(node)) {
      for (ColumnBatch batch = rows.next(); batch != null; batch = rows.next()) {
        batches.add(batch);
      }
    }
    return batches;
  }
}
