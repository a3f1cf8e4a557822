package org.ordinaldb.sql.parser;

import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/// One statement of a query string, parsed. The node may be changed by whoever analyses it, so each
/// analysis parses anew.
///
/// @param sql its text without the semicolon
/// @param offset where it begins in the query string, in characters from 0
/// @param node a query, a change of rows, or a [UtilityNode]. The column of a position in it, less 1,
///     is an offset in `sql`
public record ParsedStatement(String sql, int offset, SqlNode node) {
  /// The statement when it is no query and no change of rows.
  public @Nullable Utility utility() {
    return node instanceof UtilityNode utility ? utility.utility() : null;
  }
}
