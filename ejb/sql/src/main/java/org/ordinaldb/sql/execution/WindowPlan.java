package org.ordinaldb.sql.execution;

import java.util.ArrayList;
import java.util.List;
import org.ordinaldb.type.SqlType;

/// Window functions over one partitioning, order and frame. The output has the input's columns, then
/// one a call; rows come partition by partition, in the window's order.
public record WindowPlan(
    PlanNode input, int[] partition, List<SortKey> order, WindowFrame frame, List<WindowCall> calls)
    implements PlanNode {
  public WindowPlan {
    order = List.copyOf(order);
    calls = List.copyOf(calls);
  }

  @Override
  public List<SqlType> columns() {
    List<SqlType> types = new ArrayList<>(input.columns());
    for (WindowCall call : calls) {
      types.add(call.type(input.columns()));
    }
    return List.copyOf(types);
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }

  @Override
  public String describe() {
    return "WindowAgg";
  }

  /// The partition's columns, then the window's order.
  List<SortKey> sortKeys() {
    List<SortKey> keys = new ArrayList<>();
    for (int column : partition) {
      keys.add(new SortKey(column, false, false));
    }
    keys.addAll(order);
    return keys;
  }

  @Override
  public Operator open(ExecutionContext context) {
    return new WindowOperator(this, context.open(input), context);
  }
}
