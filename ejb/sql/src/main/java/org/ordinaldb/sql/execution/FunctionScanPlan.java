package org.ordinaldb.sql.execution;

import java.util.Iterator;
import java.util.List;
import org.ordinaldb.sql.expression.SetCall;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// Reads the set that a function gives, as it makes it.
public record FunctionScanPlan(String function, SetCall call) implements PlanNode {
  @Override
  public List<SqlType> columns() {
    return List.of(call.type());
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of();
  }

  @Override
  public String describe() {
    return "Function Scan on " + function;
  }

  @Override
  public Operator open(ExecutionContext context) {
    Iterator<Vector> values = call.open(context.evaluation());
    return new BatchesOperator(new Rows(values), context.cancelToken());
  }

  private record Rows(Iterator<Vector> values) implements Iterator<ColumnBatch> {
    @Override
    public boolean hasNext() {
      return values.hasNext();
    }

    @Override
    public ColumnBatch next() {
      Vector column = values.next();
      return new ColumnBatch(column.length(), column);
    }
  }
}
