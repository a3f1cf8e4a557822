package org.ordinaldb.error;

import org.jspecify.annotations.Nullable;

/// The statement is at fault or cannot be carried out (classes 0A, 22, 23, 25, 42, ...): it has no
/// effect, and the session goes on.
public final class StatementException extends SqlException {
  private static final long serialVersionUID = 1L;

  public StatementException(SqlState state, String message) {
    super(state, message, null);
  }

  public StatementException(SqlState state, String message, @Nullable Throwable cause) {
    super(state, message, cause);
  }
}
