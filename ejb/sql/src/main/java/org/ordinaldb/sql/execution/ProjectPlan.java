package org.ordinaldb.sql.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// Computes new columns. A column that is passed on is not copied.
public record ProjectPlan(PlanNode input, List<Expression> expressions) implements PlanNode {
  public ProjectPlan {
    expressions = List.copyOf(expressions);
  }

  @Override
  public List<SqlType> columns() {
    return expressions.stream().map(Expression::type).toList();
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }

  @Override
  public String describe() {
    return "Project";
  }

  @Override
  public Operator open(ExecutionContext context) {
    return new ProjectOperator(
        context.open(input), expressions.toArray(new Expression[0]), context);
  }

  private static final class ProjectOperator implements Operator {
    private final Operator input;
    private final Expression[] expressions;
    private final ExecutionContext context;

    ProjectOperator(Operator input, Expression[] expressions, ExecutionContext context) {
      this.input = input;
      this.expressions = expressions;
      this.context = context;
    }

    @Override
    public @Nullable ColumnBatch next() {
      context.cancelToken().check();
      ColumnBatch batch = input.next();
      if (batch == null) {
        return null;
      }
      Vector[] columns = new Vector[expressions.length];
      for (int i = 0; i < columns.length; i++) {
        columns[i] = expressions[i].evaluate(batch, context.evaluation());
      }
      return batch.withColumns(columns);
    }

    @Override
    public void close() {
      input.close();
    }
  }
}
