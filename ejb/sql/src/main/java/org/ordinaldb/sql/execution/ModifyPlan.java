package org.ordinaldb.sql.execution;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.type.SqlType;

/// Inserts, updates or deletes: reads its whole input first, so that a statement does not see its own
/// writes, and writes while it opens. The number of rows is [ExecutionContext#modifiedRows()].
///
/// | operation | input columns |
/// |---|---|
/// | INSERT | the table's columns |
/// | UPDATE | the row key, then the new values of all the table's columns, then `extra`, then old values |
/// | DELETE | the row key, then, for `returning`, the table's columns, then `extra`, then old values |
///
/// Values are already cast to the columns' types; constraints are checked here.
///
/// @param returning whether the written (or deleted) rows come out, the `extra` columns behind them;
///     otherwise there is no output
/// @param extra types of columns that are passed on: those of FROM and USING that RETURNING reads
/// @param oldColumns for each column of the table the input column with its old value, or -1; empty
///     for none: those that foreign keys have to know are there
/// @param conflict what INSERT does about keys that are there already, or null for an error
public record ModifyPlan(
    ModifyOperation operation,
    TableDescriptor table,
    PlanNode input,
    boolean returning,
    List<SqlType> extra,
    int[] oldColumns,
    @Nullable ConflictPlan conflict)
    implements PlanNode {
  public ModifyPlan {
    extra = List.copyOf(extra);
  }

  /// A change of rows of one table.
  public ModifyPlan(
      ModifyOperation operation, TableDescriptor table, PlanNode input, boolean returning) {
    this(operation, table, input, returning, List.of(), new int[0], null);
  }

  @Override
  public List<SqlType> columns() {
    if (!returning) {
      return List.of();
    }
    List<SqlType> types = new ArrayList<>(TableColumns.types(table));
    types.addAll(extra);
    return types;
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
    try {
      return modify(context);
    } catch (SqlException e) {
      if (e.state() == SqlState.UNIQUE_VIOLATION) {
        // Who has looked for the key, and not seen it, is to try again.
        context.storage().requireUntouchedReads();
      }
      throw e;
    }
  }

  private Operator modify(ExecutionContext context) {
    Operator written;
    try (Operator rows = context.open(input)) {
      written = new Modification(this, context).run(rows);
    }
    context.constraints().finish(context);
    return written;
  }
}
