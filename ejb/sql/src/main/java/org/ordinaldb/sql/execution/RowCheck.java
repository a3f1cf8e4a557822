package org.ordinaldb.sql.execution;

import org.ordinaldb.sql.expression.Expression;

/// A CHECK constraint.
///
/// @param condition over the table's columns; a row fails it when it is false
public record RowCheck(String name, Expression condition) {}
