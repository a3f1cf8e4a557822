package org.ordinaldb.session;

/// One statement of a query string.
///
/// @param sql its text without the semicolon
/// @param offset where it begins in the query string, in characters from 0; error positions are
///     given relative to the query string
public record StatementText(String sql, int offset) {
  public static StatementText of(String sql) {
    return new StatementText(sql, 0);
  }
}
