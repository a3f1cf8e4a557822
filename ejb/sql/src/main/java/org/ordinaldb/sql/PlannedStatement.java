package org.ordinaldb.sql;

import java.util.List;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.session.ResultColumn;
import org.ordinaldb.sql.plan.Plan;
import org.ordinaldb.type.SqlType;

/// A query or data change, ready to run. Immutable; shared by sessions through the [PlanCache].
///
/// @param kind the command tag's word
/// @param catalog what it was planned against: it is good for this very catalog only
/// @param columns of its rows; empty for a data change
/// @param assumptions about the parameters, without which it is no good
record PlannedStatement(
    Kind kind,
    Plan plan,
    List<SqlType> parameterTypes,
    List<ResultColumn> columns,
    Catalog catalog,
    List<Assumption> assumptions) {
  enum Kind {
    SELECT,
    INSERT,
    UPDATE,
    DELETE;

    boolean changesData() {
      return this != SELECT;
    }

    /// The tag of CommandComplete.
    String tag(long rows) {
      return this == INSERT ? "INSERT 0 " + rows : name() + " " + rows;
    }
  }

  PlannedStatement {
    parameterTypes = List.copyOf(parameterTypes);
    columns = List.copyOf(columns);
    assumptions = List.copyOf(assumptions);
  }
}
