package org.ordinaldb.sql.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.type.SqlType;

/// Joins on equal keys: builds a hash table of the right input, probes it with the left. Keys of both
/// sides have the same types. A NULL key equals nothing, unless `nullsEqual` says so for it.
///
/// @param nullsEqual for each key whether NULL equals NULL (`IS NOT DISTINCT FROM`)
/// @param residual a further condition over the left columns followed by the right ones, or null
public record HashJoinPlan(
    JoinKind kind,
    PlanNode left,
    PlanNode right,
    int[] leftKeys,
    int[] rightKeys,
    boolean[] nullsEqual,
    @Nullable Expression residual)
    implements PlanNode {
  @Override
  public List<SqlType> columns() {
    return JoinColumns.types(kind, left, right);
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(left, right);
  }

  @Override
  public String describe() {
    return "Hash " + kind.label() + " Join";
  }

  @Override
  public Operator open(ExecutionContext context) {
    RowStore kept = readRight(right, context);
    Operator opened = EmptyOperator.INSTANCE;
    try {
      JoinPairs pairs = new HashPairs(this, kept, context);
      opened = context.open(left);
      return new JoinOperator(
          kind, opened, pairs, left.columns(), right.columns(), residual, context);
    } catch (Throwable failure) {
      opened.close();
      kept.close();
      throw failure;
    }
  }

  static RowStore readRight(PlanNode right, ExecutionContext context) {
    try (Operator rows = context.open(right)) {
      return RowStore.readAll(rows, right.columns(), context);
    }
  }
}
