package org.ordinaldb.sql.parser;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/// `ON CONFLICT`, as it was written.
///
/// @param columns of the unique key that is meant, or null
/// @param constraint its name, or null
/// @param targets the columns that DO UPDATE sets; null for DO NOTHING
/// @param values what they are set to
/// @param where which of the present rows are updated, or null for all
public record ConflictClause(
    @Nullable SqlNodeList columns,
    @Nullable SqlIdentifier constraint,
    @Nullable SqlNodeList targets,
    @Nullable SqlNodeList values,
    @Nullable SqlNode where,
    SqlParserPos position) {}
