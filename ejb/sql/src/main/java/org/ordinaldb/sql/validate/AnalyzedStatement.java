package org.ordinaldb.sql.validate;

import java.util.List;
import org.apache.calcite.rel.RelRoot;
import org.ordinaldb.session.ResultColumn;
import org.ordinaldb.type.SqlType;

/// A query or a change of rows as relational algebra.
///
/// @param root logical nodes only, in a cluster of their own
/// @param parameterTypes of `$1`, `$2`, ..., as given or inferred
/// @param columns what a query returns; empty for a change of rows
public record AnalyzedStatement(
    RelRoot root, List<SqlType> parameterTypes, List<ResultColumn> columns) {
  public AnalyzedStatement {
    parameterTypes = List.copyOf(parameterTypes);
    columns = List.copyOf(columns);
  }
}
