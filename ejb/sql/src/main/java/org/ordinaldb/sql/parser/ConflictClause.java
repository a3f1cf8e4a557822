package org.ordinaldb.sql.parser;

import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/// `ON CONFLICT`, as it was written.
///
/// @param elements of the unique key that is meant; empty for none
/// @param target where they stand
/// @param predicate the condition that stands behind them, or null
/// @param constraint its name, or null
/// @param targets the columns that DO UPDATE sets; null for DO NOTHING
/// @param values what they are set to
/// @param where which of the present rows are updated, or null for all
public record ConflictClause(
    List<Utility.IndexElement> elements,
    SqlParserPos target,
    @Nullable SqlNode predicate,
    @Nullable SqlIdentifier constraint,
    @Nullable SqlNodeList targets,
    @Nullable SqlNodeList values,
    @Nullable SqlNode where,
    SqlParserPos position) {
  public ConflictClause {
    elements = List.copyOf(elements);
  }

  /// Whether it says which key is meant.
  public boolean hasTarget() {
    return !elements.isEmpty() || constraint != null;
  }
}
