package org.ordinaldb.sql.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.storage.WaitPolicy;
import org.ordinaldb.transaction.RowLock;
import org.ordinaldb.type.SqlType;

/// Locks the rows that its input's rows come from, and passes the input on without their keys, which
/// are its last columns.
///
/// Everything is locked while it opens: when a row turns out to have changed since the snapshot, the
/// statement runs again, and must not have given any row away. OFFSET and LIMIT are counted here, so
/// that no more rows are locked than they ask for; those that another session holds do not count
/// where SKIP LOCKED passes over them.
///
/// @param marks the tables, in the order of their keys
public record LockRowsPlan(
    PlanNode input, List<Mark> marks, @Nullable Expression offset, @Nullable Expression limit)
    implements PlanNode {
  /// A table whose rows are locked, and how.
  public record Mark(TableDescriptor table, RowLock strength, WaitPolicy policy) {}

  public LockRowsPlan {
    marks = List.copyOf(marks);
  }

  @Override
  public List<SqlType> columns() {
    return input.columns().subList(0, input.columns().size() - marks.size());
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }

  @Override
  public String describe() {
    return "LockRows";
  }

  @Override
  public Operator open(ExecutionContext context) {
    long skipped = Scalars.offset(offset, context.evaluation());
    long rows = Scalars.limit(limit, context.evaluation());
    if (rows == 0) {
      return EmptyOperator.INSTANCE;
    }
    try (Operator from = context.open(input)) {
      return new RowLocking(this, context, skipped, rows).run(from);
    }
  }
}
