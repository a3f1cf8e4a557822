package org.ordinaldb.session;

import org.ordinaldb.type.SqlType;

/// A column of a result.
///
/// @param tableId the table it comes from unchanged, else 0
/// @param attribute its number there, from 1, else 0
public record ResultColumn(String name, SqlType type, int tableId, int attribute) {}
