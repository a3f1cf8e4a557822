package org.ordinaldb.sql.validate;

import java.util.List;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/// ON CONFLICT, analysed. Expressions are over the table's columns, those of DO UPDATE over these
/// followed by those of `excluded`.
///
/// @param columns the ordinals that DO UPDATE sets; null for DO NOTHING
/// @param values what they are set to
/// @param condition which of the present rows are updated, or null for all
public record ConflictAction(
    Target target,
    @Nullable List<Integer> columns,
    List<RexNode> values,
    @Nullable RexNode condition) {
  /// Which unique keys count.
  public sealed interface Target {
    /// All.
    record Any() implements Target {}

    /// The key of a constraint.
    record Named(String constraint) implements Target {}

    /// The keys of some columns and expressions.
    ///
    /// @param predicate what is known of the rows: partial indexes whose conditions it implies count
    record Inferred(List<Integer> columns, List<RexNode> expressions, @Nullable RexNode predicate)
        implements Target {}
  }
}
