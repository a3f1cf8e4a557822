package org.ordinaldb.sql.execution;

import java.util.List;
import org.ordinaldb.type.SqlType;

/// Sorts all rows; rows with equal keys keep their order.
public record SortPlan(PlanNode input, List<SortKey> keys) implements PlanNode {
  public SortPlan {
    keys = List.copyOf(keys);
  }

  @Override
  public List<SqlType> columns() {
    return input.columns();
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }

  @Override
  public String describe() {
    return "Sort " + keys;
  }

  @Override
  public Operator open(ExecutionContext context) {
    return new SortOperator(context.open(input), columns(), keys, context);
  }
}
