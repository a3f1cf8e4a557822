package org.ordinaldb.error;

import org.jspecify.annotations.Nullable;

/// The session cannot go on, or was told to stop what it does (classes 08 and 57).
public final class SessionException extends SqlException {
  private static final long serialVersionUID = 1L;

  public SessionException(SqlState state, String message) {
    super(state, message, null);
  }

  public SessionException(SqlState state, String message, @Nullable Throwable cause) {
    super(state, message, cause);
  }
}
