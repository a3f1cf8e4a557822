package org.ordinaldb.sql.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.type.SqlType;

/// Joins by asking the learned index for the row of every outer row's key, a batch of keys at a time.
/// The output has the outer columns, then the inner ones. Kinds: inner, left, semi and anti.
///
/// @param projection inner columns, as in [TableScanPlan]
/// @param keys over the outer columns: the value of each part of the inner table's clustering key
/// @param residual a further condition over the outer columns followed by the inner ones, or null
public record IndexJoinPlan(
    JoinKind kind,
    PlanNode outer,
    TableDescriptor table,
    int[] projection,
    List<Expression> keys,
    @Nullable Expression residual)
    implements PlanNode {
  @Override
  public List<SqlType> columns() {
    return JoinColumns.types(kind, outer.columns(), TableColumns.types(table, projection));
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(outer);
  }

  @Override
  public String describe() {
    return "Learned Index " + kind.label() + " Join with " + table.name();
  }

  @Override
  public Operator open(ExecutionContext context) {
    assert !kind.keepsUnmatchedRight() : "an index join does not see the inner rows that fail";
    return new JoinOperator(
        kind,
        context.open(outer),
        new IndexPairs(this, context),
        outer.columns(),
        TableColumns.types(table, projection),
        residual,
        context);
  }
}
