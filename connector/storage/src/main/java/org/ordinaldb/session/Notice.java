package org.ordinaldb.session;

import org.ordinaldb.error.SqlState;

/// A message that is not an error.
///
/// @param severity `NOTICE`, `WARNING`, `INFO` or `DEBUG`
public record Notice(String severity, SqlState state, String message) {
  public static Notice warning(SqlState state, String message) {
    return new Notice("WARNING", state, message);
  }
}
