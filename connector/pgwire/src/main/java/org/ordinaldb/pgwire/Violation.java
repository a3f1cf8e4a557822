package org.ordinaldb.pgwire;

import org.ordinaldb.error.SessionException;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;

/// The client does not keep to the protocol (08P01).
final class Violation {
  private Violation() {}

  /// In a message whose borders are known, so that the conversation can go on.
  static SqlException inMessage(String message) {
    return new StatementException(SqlState.PROTOCOL_VIOLATION, message);
  }

  /// Where the next message begins is unknown: the connection ends.
  static SqlException fatal(String message) {
    return new SessionException(SqlState.PROTOCOL_VIOLATION, message);
  }
}
