package org.ordinaldb.catalog;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.SqlType;

/// One column of a table.
///
/// @param defaultExpression the SQL text of the DEFAULT, or null
public record ColumnDescriptor(
    String name, SqlType type, boolean nullable, @Nullable String defaultExpression) {}
