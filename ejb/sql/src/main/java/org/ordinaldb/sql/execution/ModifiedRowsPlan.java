package org.ordinaldb.sql.execution;

import java.util.List;
import org.ordinaldb.type.SqlType;

/// The rows that the change of a [ReturningPlan] has given it.
///
/// @param columns those of the [ModifyPlan]
public record ModifiedRowsPlan(List<SqlType> columns) implements PlanNode {
  public ModifiedRowsPlan {
    columns = List.copyOf(columns);
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of();
  }

  @Override
  public String describe() {
    return "Modified Rows";
  }

  @Override
  public Operator open(ExecutionContext context) {
    return new BatchesOperator(context.modified().iterator(), context.cancelToken());
  }
}
