package org.ordinaldb.sql;

import org.ordinaldb.error.InternalException;
import org.ordinaldb.error.ResourceException;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.error.TransactionRollbackException;
import org.ordinaldb.storage.StalePlanException;
import org.ordinaldb.storage.StaleRowException;

/// Turns whatever a statement died of into what its client is told.
final class Failures {
  private static final System.Logger LOG = System.getLogger(Failures.class.getName());

  private Failures() {}

  static SqlException translate(Throwable cause) {
    return switch (cause) {
      case InternalException internal -> {
        LOG.log(System.Logger.Level.ERROR, "event=internal_error", internal);
        yield internal;
      }
      case SqlException known -> known;
      case StaleRowException stale ->
          new TransactionRollbackException(
              SqlState.SERIALIZATION_FAILURE,
              "could not serialize access due to concurrent update");
      case StalePlanException stale ->
          new TransactionRollbackException(
              SqlState.SERIALIZATION_FAILURE,
              "could not serialize access due to concurrent schema change");
      case StackOverflowError deep ->
          new StatementException(
              SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded", deep);
      case OutOfMemoryError memory ->
          new ResourceException(SqlState.OUT_OF_MEMORY, "out of memory", memory);
      default -> {
        LOG.log(System.Logger.Level.ERROR, "event=internal_error", cause);
        yield new InternalException(SqlState.INTERNAL_ERROR, "internal error: " + cause, cause);
      }
    };
  }
}
