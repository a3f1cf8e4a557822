package org.ordinaldb.sql;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlIdentifier;
import org.ordinaldb.catalog.Deferral;
import org.ordinaldb.catalog.ForeignKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.expression.SessionView;

/// Finds the foreign keys that SET CONSTRAINTS names.
final class DeferrableKeys {
  private DeferrableKeys() {}

  /// The ids of the foreign keys of those names, whatever their tables. Throws 42704 for a name that no
  /// constraint has, and 42809 for a constraint that cannot wait.
  static Set<Integer> of(List<SqlIdentifier> names, SessionView session) {
    Set<Integer> keys = new LinkedHashSet<>();
    for (SqlIdentifier identifier : names) {
      String name = identifier.names.getLast();
      boolean known = false;
      for (TableDescriptor table : session.catalog().tables().values()) {
        known |= hasOther(table, name);
        for (ForeignKey key : table.foreignKeys()) {
          if (key.name().equals(name) && key.deferral() != Deferral.NOT_DEFERRABLE) {
            keys.add(key.id());
          }
          known |= key.name().equals(name);
        }
      }
      if (!known) {
        throw new StatementException(
            SqlState.UNDEFINED_OBJECT,
            "constraint \"" + String.join(".", identifier.names) + "\" does not exist");
      }
      if (isNoneOf(keys, name, session)) {
        throw new StatementException(
            SqlState.WRONG_OBJECT_TYPE, "constraint \"" + name + "\" is not deferrable");
      }
    }
    return keys;
  }

  private static boolean isNoneOf(Set<Integer> keys, String name, SessionView session) {
    return session.catalog().tables().values().stream()
        .flatMap(table -> table.foreignKeys().stream())
        .noneMatch(key -> key.name().equals(name) && keys.contains(key.id()));
  }

  private static boolean hasOther(TableDescriptor table, String name) {
    return (table.primaryKey() != null && table.primaryKey().name().equals(name))
        || table.indexes().stream().anyMatch(i -> i.constraint() && i.name().equals(name))
        || table.checks().stream().anyMatch(check -> check.name().equals(name));
  }
}
