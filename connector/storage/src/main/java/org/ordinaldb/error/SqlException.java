package org.ordinaldb.error;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An error that a client is told. [#state()] names the cause; the subclass names the reaction that
/// is asked of whoever catches it: fail the statement, roll back and retry, close the session, wait
/// for resources, or report a bug.
///
/// Messages, details and hints are PostgreSQL's where it has one for the case.
public abstract sealed class SqlException extends RuntimeException
    permits StatementException,
        TransactionRollbackException,
        SessionException,
        ResourceException,
        InternalException {
  private static final long serialVersionUID = 1L;

  private final SqlState state;
  private @Nullable String detail;
  private @Nullable String hint;
  private @Nullable String context;
  private int position;
  private @Nullable String schema;
  private @Nullable String table;
  private @Nullable String column;
  private @Nullable String constraint;

  SqlException(SqlState state, String message, @Nullable Throwable cause) {
    super(Objects.requireNonNull(message), cause);
    this.state = state;
  }

  public final SqlState state() {
    return state;
  }

  /// The message, never null.
  public final String text() {
    return Objects.requireNonNull(getMessage());
  }

  public final @Nullable String detail() {
    return detail;
  }

  public final @Nullable String hint() {
    return hint;
  }

  /// Where it happened, e.g. `COPY cities, line 3, column population: "x"`.
  public final @Nullable String context() {
    return context;
  }

  /// One-based character position in the statement's text, or 0 when unknown.
  public final int position() {
    return position;
  }

  public final @Nullable String schema() {
    return schema;
  }

  public final @Nullable String table() {
    return table;
  }

  public final @Nullable String column() {
    return column;
  }

  public final @Nullable String constraint() {
    return constraint;
  }

  public final SqlException detail(String value) {
    detail = value;
    return this;
  }

  public final SqlException hint(String value) {
    hint = value;
    return this;
  }

  public final SqlException context(String value) {
    context = value;
    return this;
  }

  public final SqlException position(int value) {
    position = value;
    return this;
  }

  /// Names the object that the error is about, as the fields `s`, `t`, `c` and `n` of an
  /// ErrorResponse do. Absent parts are null.
  public final SqlException object(
      @Nullable String schemaName,
      @Nullable String tableName,
      @Nullable String columnName,
      @Nullable String constraintName) {
    schema = schemaName;
    table = tableName;
    column = columnName;
    constraint = constraintName;
    return this;
  }
}
