package org.ordinaldb.sql;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The queries and data changes that a session has begun and not closed. Owned by the session's
/// thread.
final class OpenQueries {
  /// With the number of those begun before each.
  private final Map<QueryExecution, Long> executions = new LinkedHashMap<>();

  private long begun;

  void add(QueryExecution execution) {
    executions.put(execution, begun++);
  }

  /// How many have been begun so far.
  long begun() {
    return begun;
  }

  void remove(QueryExecution execution) {
    executions.remove(execution);
  }

  /// Another statement begins: queries that are not at their end go on reading what they saw when
  /// they began.
  void keepViews() {
    executions.keySet().forEach(QueryExecution::keepView);
  }

  /// Whether each has given all its rows.
  boolean areDone() {
    return executions.keySet().stream().allMatch(QueryExecution::isDone);
  }

  void close() {
    closeSince(0);
  }

  /// Closes all but the first ones.
  ///
  /// @param first how many had been begun when what is undone began
  void closeSince(long first) {
    for (QueryExecution execution : List.copyOf(executions.keySet())) {
      Long before = executions.get(execution);
      if (before != null && before >= first) {
        execution.close();
      }
    }
  }
}
