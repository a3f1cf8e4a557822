package org.ordinaldb.error;

import org.jspecify.annotations.Nullable;

/// A defect of Ordinal or damaged data (class XX). The only kind that is logged with its stack.
public final class InternalException extends SqlException {
  private static final long serialVersionUID = 1L;

  public InternalException(SqlState state, String message) {
    super(state, message, null);
  }

  public InternalException(SqlState state, String message, @Nullable Throwable cause) {
    super(state, message, cause);
  }
}
