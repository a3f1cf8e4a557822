package org.ordinaldb.catalog;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.SqlType;

/// One part of an index's key: a column, or an expression over the row.
///
/// @param column the column's ordinal, or -1 for an expression
/// @param expression the SQL text of the expression, null for a column
public record IndexPart(
    int column, @Nullable String expression, SqlType type, boolean descending, boolean nullsFirst) {
  /// An expression as definitions and messages show it: calls stand bare, all else in parentheses.
  public static String shown(String expression) {
    return expression.matches("\\w+\\([^()]*\\)") ? expression : "(" + expression + ")";
  }
}
