package org.ordinaldb.error;

import org.jspecify.annotations.Nullable;

/// A limit is reached (classes 53, 54 and 58): the statement has no effect; the same statement may
/// succeed once there is room.
public final class ResourceException extends SqlException {
  private static final long serialVersionUID = 1L;

  public ResourceException(SqlState state, String message) {
    super(state, message, null);
  }

  public ResourceException(SqlState state, String message, @Nullable Throwable cause) {
    super(state, message, cause);
  }
}
