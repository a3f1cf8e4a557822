package org.ordinaldb.sql.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;

/// The rows of all inputs, one after the other. The inputs have the same column types.
public record UnionAllPlan(List<PlanNode> inputs) implements PlanNode {
  public UnionAllPlan {
    inputs = List.copyOf(inputs);
  }

  @Override
  public List<SqlType> columns() {
    return inputs.getFirst().columns();
  }

  @Override
  public String describe() {
    return "Append";
  }

  @Override
  public Operator open(ExecutionContext context) {
    return new UnionOperator(inputs, context);
  }

  private static final class UnionOperator implements Operator {
    private final List<PlanNode> inputs;
    private final ExecutionContext context;
    private int opened;
    private Operator current = EmptyOperator.INSTANCE;

    UnionOperator(List<PlanNode> inputs, ExecutionContext context) {
      this.inputs = inputs;
      this.context = context;
    }

    @Override
    public @Nullable ColumnBatch next() {
      while (true) {
        ColumnBatch batch = current.next();
        if (batch != null) {
          return batch;
        }
        current.close();
        current = EmptyOperator.INSTANCE;
        if (opened == inputs.size()) {
          return null;
        }
        current = context.open(inputs.get(opened++));
      }
    }

    @Override
    public void close() {
      opened = inputs.size();
      current.close();
    }
  }
}
