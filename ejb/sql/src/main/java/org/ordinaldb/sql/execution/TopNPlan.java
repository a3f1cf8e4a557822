package org.ordinaldb.sql.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.type.SqlType;

/// The first rows in an order, holding little more than twice offset + limit rows.
///
/// @param offset null for none
/// @param limit null, or a value of NULL, keeps all rows
public record TopNPlan(
    PlanNode input, List<SortKey> keys, @Nullable Expression offset, @Nullable Expression limit)
    implements PlanNode {
  /// From here on, sorting everything is no worse.
  private static final long ROWS_KEPT_MAX = 1 << 26;

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
    long skip = Scalars.offset(offset, context.evaluation());
    long wanted = Scalars.limit(limit, context.evaluation());
    if (wanted == 0) {
      return EmptyOperator.INSTANCE;
    }
    if (wanted < 0 || skip > ROWS_KEPT_MAX || wanted > ROWS_KEPT_MAX - skip) {
      return new LimitOperator(new SortPlan(input, keys).open(context), skip, wanted);
    }
    int kept = (int) (skip + wanted);
    Operator top = new TopNOperator(context.open(input), columns(), keys, kept, context);
    return new LimitOperator(top, skip, wanted);
  }
}
