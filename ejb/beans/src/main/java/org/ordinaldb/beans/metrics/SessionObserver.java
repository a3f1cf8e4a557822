package org.ordinaldb.beans.metrics;

import org.ordinaldb.error.SqlState;

/// Is told what sessions do. Called by the threads of many sessions at once, on their hot path:
/// implementations neither block nor throw.
public interface SessionObserver {
  void sessionOpened();

  void sessionClosed();

  /// A statement ended well.
  ///
  /// @param rows rows returned, or changed, as its command tag says
  /// @param nanos from its start until its last row was taken
  void statementFinished(StatementKind kind, long rows, long nanos);

  /// A session raised an error, while it analysed, ran or committed.
  void failed(SqlState state);
}
