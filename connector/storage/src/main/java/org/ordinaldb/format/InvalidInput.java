package org.ordinaldb.format;

import java.nio.charset.StandardCharsets;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;

/// The errors of input, in PostgreSQL's words.
final class InvalidInput {
  private InvalidInput() {}

  static SqlException syntax(String typeName, byte[] src, int from, int to) {
    return syntax(SqlState.INVALID_TEXT_REPRESENTATION, typeName, string(src, from, to));
  }

  static SqlException syntax(SqlState state, String typeName, String text) {
    return new StatementException(
        state, "invalid input syntax for type " + typeName + ": \"" + text + "\"");
  }

  static SqlException outOfRange(String typeName, byte[] src, int from, int to) {
    return new StatementException(
        SqlState.NUMERIC_VALUE_OUT_OF_RANGE,
        "value \"" + string(src, from, to) + "\" is out of range for type " + typeName);
  }

  static SqlException fieldOutOfRange(String text) {
    return new StatementException(
        SqlState.DATETIME_FIELD_OVERFLOW, "date/time field value out of range: \"" + text + "\"");
  }

  static SqlException monthOutOfRange(String text) {
    return fieldOutOfRange(text).hint("Perhaps you need a different \"datestyle\" setting.");
  }

  /// @param what `date` or `timestamp`
  static SqlException momentOutOfRange(String what, String text) {
    return new StatementException(
        SqlState.DATETIME_FIELD_OVERFLOW, what + " out of range: \"" + text + "\"");
  }

  static String string(byte[] src, int from, int to) {
    return new String(src, from, to - from, StandardCharsets.UTF_8);
  }
}
