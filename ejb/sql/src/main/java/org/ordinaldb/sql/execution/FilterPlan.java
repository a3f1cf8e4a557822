package org.ordinaldb.sql.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;

/// Keeps the rows for which a condition is true. Vectors stay as they are; only selections shrink.
public record FilterPlan(PlanNode input, Expression condition) implements PlanNode {
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
    return "Filter";
  }

  @Override
  public Operator open(ExecutionContext context) {
    return new FilterOperator(context.open(input), condition, context);
  }

  private static final class FilterOperator implements Operator {
    private final Operator input;
    private final Expression condition;
    private final ExecutionContext context;

    FilterOperator(Operator input, Expression condition, ExecutionContext context) {
      this.input = input;
      this.condition = condition;
      this.context = context;
    }

    @Override
    public @Nullable ColumnBatch next() {
      while (true) {
        context.cancelToken().check();
        ColumnBatch batch = input.next();
        if (batch == null) {
          return null;
        }
        int[] rows = new int[batch.size()];
        int count = condition.select(batch, rows, context.evaluation());
        if (count == batch.size()) {
          return batch;
        }
        if (count > 0) {
          return batch.select(rows, count);
        }
      }
    }

    @Override
    public void close() {
      input.close();
    }
  }
}
