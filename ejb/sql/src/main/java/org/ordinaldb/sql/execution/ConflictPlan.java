package org.ordinaldb.sql.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.sql.expression.Expression;

/// What an INSERT does about rows whose keys are there already: nothing, or update those that are
/// there. Expressions are over the present row's columns followed by those of the proposed row.
///
/// @param arbiters the unique keys that count; a row that meets another one fails
/// @param newRow every column of the updated row, in the columns' types; null for DO NOTHING
/// @param condition which present rows are updated, or null for all
public record ConflictPlan(
    List<UniqueLookup> arbiters,
    @Nullable List<Expression> newRow,
    @Nullable Expression condition) {
  public ConflictPlan {
    arbiters = List.copyOf(arbiters);
  }
}
