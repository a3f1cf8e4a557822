package org.ordinaldb.sql.execution;

import java.util.List;
import org.ordinaldb.type.SqlType;

/// Runs the right input again for every row of the left one, which the right input's expressions see as
/// correlation `correlationId`. Kinds: inner, left, semi and anti.
public record CorrelatePlan(JoinKind kind, PlanNode left, PlanNode right, int correlationId)
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
    return "Nested Loop " + kind.label() + " Join (correlated)";
  }

  @Override
  public Operator open(ExecutionContext context) {
    return new CorrelateOperator(this, context.open(left), context);
  }
}
