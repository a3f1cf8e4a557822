package org.ordinaldb.sql.execution;

import java.util.List;
import org.ordinaldb.type.SqlType;

/// One step of a plan. Immutable: one tree serves many sessions at once, so everything that belongs
/// to a run lives in the [Operator] that it opens.
///
/// - Nodes open their inputs through [ExecutionContext#open], never directly, so that EXPLAIN
///   ANALYZE can measure each one.
/// - A node may be opened several times in one run (the inner side of a correlation).
public interface PlanNode {
  /// The types of the columns it produces.
  List<SqlType> columns();

  List<PlanNode> inputs();

  /// Starts it. The caller closes the operator; when opening fails, nothing is left open.
  Operator open(ExecutionContext context);

  /// One line for EXPLAIN, without the inputs, e.g. `Limit (limit 10)`.
  String describe();
}
