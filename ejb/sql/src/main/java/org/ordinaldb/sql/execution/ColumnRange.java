package org.ordinaldb.sql.execution;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.sql.expression.Expression;

/// Inclusive bounds on a column that lets a scan skip chunks; computed when the scan opens. Rows out
/// of the bounds may still come, so a filter stands above. A bound that turns out NULL means that no
/// row matches.
///
/// @param column the column's ordinal in the table
/// @param low null for no lower bound; otherwise of the column's vector kind and scale
public record ColumnRange(int column, @Nullable Expression low, @Nullable Expression high) {}
