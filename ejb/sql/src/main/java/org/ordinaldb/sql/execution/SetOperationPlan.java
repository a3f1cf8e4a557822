package org.ordinaldb.sql.execution;

import java.util.List;
import org.ordinaldb.type.SqlType;

/// UNION, INTERSECT or EXCEPT over inputs of the same column types; NULLs are equal to each other.
/// Several inputs count from the left. (`UNION ALL` is [UnionAllPlan].)
public record SetOperationPlan(SetOperation operation, boolean all, List<PlanNode> inputs)
    implements PlanNode {
  public SetOperationPlan {
    inputs = List.copyOf(inputs);
  }

  @Override
  public List<SqlType> columns() {
    return inputs.getFirst().columns();
  }

  @Override
  public String describe() {
    return operation.label() + (all ? " All" : "");
  }

  @Override
  public Operator open(ExecutionContext context) {
    return new SetOperator(this, context);
  }
}
