package org.ordinaldb.error;

import org.jspecify.annotations.Nullable;

/// The transaction lost against another one (class 40): roll back and try again.
public final class TransactionRollbackException extends SqlException {
  private static final long serialVersionUID = 1L;

  public TransactionRollbackException(SqlState state, String message) {
    super(state, message, null);
  }

  public TransactionRollbackException(SqlState state, String message, @Nullable Throwable cause) {
    super(state, message, cause);
  }
}
