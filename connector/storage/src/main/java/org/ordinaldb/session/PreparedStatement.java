package org.ordinaldb.session;

import java.util.List;
import org.ordinaldb.type.SqlType;

/// A statement that was analysed. Belongs to the session that prepared it, and stays valid when the
/// catalog changes (it is planned again as needed).
public interface PreparedStatement {
  /// The types of `$1`, `$2`, ... as given or inferred.
  List<SqlType> parameterTypes();

  /// The columns of the rows it returns; empty when it returns none.
  List<ResultColumn> columns();

  /// Whether it returns rows (a SELECT without columns does).
  boolean returnsRows();

  /// Whether the text held no statement at all, which PostgreSQL answers with EmptyQueryResponse.
  boolean isEmpty();
}
