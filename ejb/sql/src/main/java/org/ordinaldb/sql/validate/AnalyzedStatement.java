package org.ordinaldb.sql.validate;

import java.util.List;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.core.Project;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.session.ResultColumn;
import org.ordinaldb.type.SqlType;

/// A query or a change of rows as relational algebra.
///
/// @param root logical nodes only, in a cluster of their own
/// @param parameterTypes of `$1`, `$2`, ..., as given or inferred
/// @param columns of the rows that come back; empty for a change of rows without RETURNING
/// @param returning what RETURNING computes, over [ModifiedRows], in a cluster of its own; null without
///     it
/// @param conflict what INSERT does about keys that are there already, or null
public record AnalyzedStatement(
    RelRoot root,
    List<SqlType> parameterTypes,
    List<ResultColumn> columns,
    @Nullable Project returning,
    @Nullable ConflictAction conflict) {
  public AnalyzedStatement {
    parameterTypes = List.copyOf(parameterTypes);
    columns = List.copyOf(columns);
  }

  AnalyzedStatement(RelRoot root, List<SqlType> parameterTypes, List<ResultColumn> columns) {
    this(root, parameterTypes, columns, null, null);
  }
}
