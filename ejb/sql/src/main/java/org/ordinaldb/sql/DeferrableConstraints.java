package org.ordinaldb.sql;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlIdentifier;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.Deferral;
import org.ordinaldb.catalog.ForeignKey;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.expression.SessionView;

/// Finds the constraints that SET CONSTRAINTS names.
final class DeferrableConstraints {
  private DeferrableConstraints() {}

  /// The ids of the constraints of those names, whatever their tables. Throws 42704 for a name that no
  /// constraint has, and 42809 for a constraint that cannot wait.
  static Set<Integer> of(List<SqlIdentifier> names, SessionView session) {
    Set<Integer> all = new LinkedHashSet<>();
    for (SqlIdentifier identifier : names) {
      String name = identifier.names.getLast();
      Set<Integer> named = deferrable(session.catalog(), name);
      if (named.isEmpty()) {
        boolean isKnown =
            session.catalog().tables().values().stream().anyMatch(table -> has(table, name));
        throw isKnown
            ? new StatementException(
                SqlState.WRONG_OBJECT_TYPE, "constraint \"" + name + "\" is not deferrable")
            : new StatementException(
                SqlState.UNDEFINED_OBJECT,
                "constraint \"" + String.join(".", identifier.names) + "\" does not exist");
      }
      all.addAll(named);
    }
    return all;
  }

  private static Set<Integer> deferrable(Catalog catalog, String name) {
    Set<Integer> named = new LinkedHashSet<>();
    for (TableDescriptor table : catalog.tables().values()) {
      for (ForeignKey key : table.foreignKeys()) {
        if (key.name().equals(name) && key.deferral() != Deferral.NOT_DEFERRABLE) {
          named.add(key.id());
        }
      }
      for (IndexDescriptor index : table.indexes()) {
        if (index.name().equals(name) && index.isDeferrable()) {
          named.add(index.id());
        }
      }
    }
    return named;
  }

  private static boolean has(TableDescriptor table, String name) {
    return (table.primaryKey() != null && table.primaryKey().name().equals(name))
        || table.indexes().stream().anyMatch(i -> i.constraint() && i.name().equals(name))
        || table.checks().stream().anyMatch(check -> check.name().equals(name))
        || table.foreignKeys().stream().anyMatch(key -> key.name().equals(name));
  }
}
