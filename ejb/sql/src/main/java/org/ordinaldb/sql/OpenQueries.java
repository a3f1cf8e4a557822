package org.ordinaldb.sql;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The queries and data changes that a session has begun and not closed. Owned by the session's
/// thread.
final class OpenQueries {
  private final Set<QueryExecution> executions = new LinkedHashSet<>();

  void add(QueryExecution execution) {
    executions.add(execution);
  }

  void remove(QueryExecution execution) {
    executions.remove(execution);
  }

  /// Another statement begins: queries that are not at their end go on reading what they saw when
  /// they began.
  void keepViews() {
    executions.forEach(QueryExecution::keepView);
  }

  /// Whether each has given all its rows.
  boolean areDone() {
    return executions.stream().allMatch(QueryExecution::isDone);
  }

  void close() {
    for (QueryExecution execution : List.copyOf(executions)) {
      execution.close();
    }
  }
}
