package org.ordinaldb.sql.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.type.ColumnBatch;
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

  private static final class LimitOperator implements Operator {
    private final Operator input;
    private long skip;
    private long left;

    LimitOperator(Operator input, long skip, long rows) {
      this.input = input;
      this.skip = skip;
      this.left = rows < 0 ? Long.MAX_VALUE : rows;
    }

    @Override
    public @Nullable ColumnBatch next() {
      while (left > 0) {
        ColumnBatch batch = input.next();
        if (batch == null) {
          left = 0;
          return null;
        }
        if (skip >= batch.size()) {
          skip -= batch.size();
          continue;
        }
        int from = (int) skip;
        int to = (int) Math.min(batch.size(), Math.min(left, batch.size() - from) + from);
        skip = 0;
        left -= to - from;
        return from == 0 && to == batch.size() ? batch : batch.slice(from, to);
      }
      return null;
    }

    @Override
    public void close() {
      input.close();
    }
  }
}
