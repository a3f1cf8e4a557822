package org.ordinaldb.sql.execution;

import java.util.List;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.type.SqlType;

/// Inserts, updates or deletes: reads its whole input first, so that a statement does not see its own
/// writes, and writes while it opens. The number of rows is [ExecutionContext#modifiedRows()].
///
/// | operation | input columns |
/// |---|---|
/// | INSERT | the table's columns |
/// | UPDATE | the row key, then the new values of all the table's columns |
/// | DELETE | the row key, then, for `returning`, the table's columns |
///
/// Values are already cast to the columns' types; NOT NULL is checked here.
///
/// @param returning whether the written (or deleted) rows come out; otherwise there is no output
public record ModifyPlan(
    ModifyOperation operation, TableDescriptor table, PlanNode input, boolean returning)
    implements PlanNode {
  @Override
  public List<SqlType> columns() {
    return returning ? TableColumns.types(table) : List.of();
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }

  @Override
  public String describe() {
    return operation.label() + " on " + table.name();
  }

  @Override
  public Operator open(ExecutionContext context) {
    try (Operator rows = context.open(input)) {
      return new Modification(this, context).run(rows);
    }
  }
}
