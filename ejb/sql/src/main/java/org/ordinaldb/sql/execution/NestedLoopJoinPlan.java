package org.ordinaldb.sql.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.type.SqlType;

/// Joins on any condition: keeps the right input in memory and compares every pair.
///
/// @param condition over the left columns followed by the right ones; null for a cross join
public record NestedLoopJoinPlan(
    JoinKind kind, PlanNode left, PlanNode right, @Nullable Expression condition)
    implements PlanNode {
  @Override
  public List<SqlType> columns() {
    return JoinColumns.types(kind, left, right);
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(left, right);
  }

  @Override
  public String describe() {
    return "Nested Loop " + kind.label() + " Join";
  }

  @Override
  public Operator open(ExecutionContext context) {
    RowStore kept = HashJoinPlan.readRight(right, context);
    try {
      return new JoinOperator(
          kind,
          context.open(left),
          new CrossPairs(kept),
          left.columns(),
          right.columns(),
          condition,
          context);
    } catch (Throwable failure) {
      kept.close();
      throw failure;
    }
  }
}
