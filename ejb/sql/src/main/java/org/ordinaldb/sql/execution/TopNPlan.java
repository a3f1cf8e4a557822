package org.ordinaldb.sql.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.type.SqlType;

/// The first rows in an order, holding no more than offset + limit rows.
///
/// @param offset null for none
/// @param limit null, or a value of NULL, keeps all rows
public record TopNPlan(
    PlanNode input, List<SortKey> keys, @Nullable Expression offset, @Nullable Expression limit)
    implements PlanNode {
  public TopNPlan {
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
    return "Top-N Sort " + keys;
  }

  @Override
  public Operator open(ExecutionContext context) {
    throw new StatementException(SqlState.FEATURE_NOT_SUPPORTED, describe() + " is not supported");
  }
}
