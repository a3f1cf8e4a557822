/// Runs plans: trees of immutable [org.ordinaldb.sql.execution.PlanNode]s that open into pull-based
/// [org.ordinaldb.sql.execution.Operator]s over column batches. Read those two first, then
/// [org.ordinaldb.sql.execution.ExecutionContext].
///
/// Builds on `expression` (compiled scalar expressions) and `system` (virtual tables) and on the
/// storage engine; `plan` builds the trees.
@NullMarked
package org.ordinaldb.sql.execution;

import org.jspecify.annotations.NullMarked;
