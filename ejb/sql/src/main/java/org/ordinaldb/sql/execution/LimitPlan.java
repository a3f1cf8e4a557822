package org.ordinaldb.sql.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.type.SqlType;

/// Skips `offset` rows and passes at most `limit` on; either may be absent or turn out NULL.
public record LimitPlan(PlanNode input, @Nullable Expression offset, @Nullable Expression limit)
    implements PlanNode {
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
    return "Limit";
  }

  @Override
  public Operator open(ExecutionContext context) {
    long skip = Scalars.offset(offset, context.evaluation());
    long rows = Scalars.limit(limit, context.evaluation());
    if (rows == 0) {
      return EmptyOperator.INSTANCE;
    }
    return new LimitOperator(context.open(input), skip, rows);
  }
}
