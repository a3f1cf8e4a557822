package org.ordinaldb.sql;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlState;

/// Hears about every statement that ended, and about every error, for metrics. Called on the
/// statement's thread; must be quick and must not throw.
@FunctionalInterface
public interface StatementObserver {
  StatementObserver NONE = (kind, nanos, rows, error) -> {};

  /// @param kind the first word of the command tag: `SELECT`, `INSERT`, `BEGIN`, ...;
  ///     empty for an error outside any execution
  /// @param nanos from the start of its execution to its end, pauses of the client included
  /// @param rows rows returned or changed
  /// @param error null when it succeeded
  void ended(String kind, long nanos, long rows, @Nullable SqlState error);
}
