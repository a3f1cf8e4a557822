package org.ordinaldb.sql.execution;

import java.util.ArrayList;
import java.util.List;
import org.ordinaldb.type.SqlType;

/// Groups rows and aggregates. The output has the group columns, in the order given, then one column a
/// call, of type [AggregateCall#type]. Without group columns there is exactly one row.
public record AggregatePlan(PlanNode input, int[] groupColumns, List<AggregateCall> calls)
    implements PlanNode {
  public AggregatePlan {
    calls = List.copyOf(calls);
  }

  @Override
  public List<SqlType> columns() {
    List<SqlType> types = new ArrayList<>(groupTypes());
    for (AggregateCall call : calls) {
      types.add(call.type(input.columns()));
    }
    return List.copyOf(types);
  }

  List<SqlType> groupTypes() {
    List<SqlType> types = new ArrayList<>();
    for (int column : groupColumns) {
      types.add(input.columns().get(column));
    }
    return types;
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }

  @Override
  public String describe() {
    return groupColumns.length == 0 ? "Aggregate" : "HashAggregate";
  }

  @Override
  public Operator open(ExecutionContext context) {
    return new AggregateOperator(this, context.open(input), context);
  }
}
