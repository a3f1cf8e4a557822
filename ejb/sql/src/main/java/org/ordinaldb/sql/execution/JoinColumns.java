package org.ordinaldb.sql.execution;

import java.util.ArrayList;
import java.util.List;
import org.ordinaldb.type.SqlType;

/// The output columns of joins.
final class JoinColumns {
  private JoinColumns() {}

  static List<SqlType> types(JoinKind kind, PlanNode left, PlanNode right) {
    return types(kind, left.columns(), right.columns());
  }

  static List<SqlType> types(JoinKind kind, List<SqlType> left, List<SqlType> right) {
    if (kind.leftColumnsOnly()) {
      return left;
    }
    List<SqlType> types = new ArrayList<>(left);
    types.addAll(right);
    return List.copyOf(types);
  }
}
