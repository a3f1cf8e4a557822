package org.ordinaldb.sql;

import java.util.HashMap;
import java.util.Map;
import org.apache.calcite.sql.SqlIdentifier;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;

/// What PREPARE has prepared in a session. Owned by the session's thread.
final class NamedStatements {
  private final Map<String, Prepared> named = new HashMap<>();

  /// Throws 42P05 for a name that is taken.
  void requireFree(SqlIdentifier name) {
    if (named.containsKey(name.getSimple())) {
      throw new StatementException(
          SqlState.DUPLICATE_PREPARED_STATEMENT,
          "prepared statement \"" + name.getSimple() + "\" already exists");
    }
  }

  void put(SqlIdentifier name, Prepared statement) {
    named.put(name.getSimple(), statement);
  }

  /// Throws 26000 when there is none of that name.
  Prepared find(SqlIdentifier name) {
    Prepared prepared = named.get(name.getSimple());
    if (prepared == null) {
      throw new StatementException(
          SqlState.INVALID_SQL_STATEMENT_NAME,
          "prepared statement \"" + name.getSimple() + "\" does not exist");
    }
    return prepared;
  }

  /// DEALLOCATE.
  ///
  /// @param name null for all
  FixedRows deallocate(@Nullable SqlIdentifier name) {
    if (name == null) {
      named.clear();
      return FixedRows.none("DEALLOCATE ALL");
    }
    find(name);
    named.remove(name.getSimple());
    return FixedRows.none("DEALLOCATE");
  }
}
