package org.ordinaldb.sql.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.type.SqlType;

/// Joins by scanning, for a batch of outer rows at a time, the ranges of a key that begin with their
/// values. The output has the outer columns, then the inner ones. Kinds: inner, left, semi and anti.
///
/// @param access how the inner columns are read
/// @param keys over the outer columns: the values of the leading parts of the inner key
/// @param residual a further condition over the outer columns followed by the inner ones, or null
public record PrefixJoinPlan(
    JoinKind kind,
    PlanNode outer,
    KeyAccess access,
    List<Expression> keys,
    @Nullable Expression residual)
    implements PlanNode {
  public PrefixJoinPlan {
    keys = List.copyOf(keys);
  }

  @Override
  public List<SqlType> columns() {
    return JoinColumns.types(kind, outer.columns(), innerTypes());
  }

  private List<SqlType> innerTypes() {
    return TableColumns.types(access.table(), access.projection());
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(outer);
  }

  @Override
  public String describe() {
    return (access.index() == null ? "Learned Index " : "Index ")
        + kind.label()
        + " Join with "
        + access.describe();
  }

  @Override
  public Operator open(ExecutionContext context) {
    assert !kind.keepsUnmatchedRight() : "an index join does not see the inner rows that fail";
    return new JoinOperator(
        kind,
        context.open(outer),
        new PrefixPairs(this, context),
        outer.columns(),
        innerTypes(),
        residual,
        context);
  }
}
