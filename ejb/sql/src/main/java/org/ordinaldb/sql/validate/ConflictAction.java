package org.ordinaldb.sql.validate;

import java.util.List;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/// ON CONFLICT, analysed. Expressions are over the table's columns followed by those of `excluded`.
///
/// @param arbiters the unique keys that count, each by the ordinals of its columns
/// @param columns the ordinals that DO UPDATE sets; null for DO NOTHING
/// @param values what they are set to
/// @param condition which of the present rows are updated, or null for all
public record ConflictAction(
    List<UniqueKey> arbiters,
    @Nullable List<Integer> columns,
    List<RexNode> values,
    @Nullable RexNode condition) {
  /// @param name of the constraint or index, as errors about it have it
  public record UniqueKey(String name, List<Integer> columns) {}
}
