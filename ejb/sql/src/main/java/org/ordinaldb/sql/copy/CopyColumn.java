package org.ordinaldb.sql.copy;

import org.ordinaldb.type.SqlType;

/// A column of the data, in the data's order.
public record CopyColumn(String name, SqlType type) {}
