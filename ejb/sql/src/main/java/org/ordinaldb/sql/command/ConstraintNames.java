package org.ordinaldb.sql.command;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;

/// The names that constraints have, and those that PostgreSQL makes up for them.
final class ConstraintNames {
  private static final int NAME_BYTES_MAX = 63;

  private ConstraintNames() {}

  static Set<String> of(TableDescriptor table) {
    Set<String> names = new HashSet<>();
    if (table.primaryKey() != null) {
      names.add(table.primaryKey().name());
    }
    table.indexes().stream().filter(i -> i.constraint()).forEach(i -> names.add(i.name()));
    table.checks().forEach(check -> names.add(check.name()));
    table.foreignKeys().forEach(key -> names.add(key.name()));
    return names;
  }

  static void requireFree(TableDescriptor table, String name) {
    if (of(table).contains(name)) {
      throw new StatementException(
          SqlState.DUPLICATE_OBJECT,
          "constraint \"" + name + "\" for relation \"" + table.name() + "\" already exists");
    }
  }

  /// `table_column_label`, with a number behind it when that is taken by any table's constraint.
  ///
  /// @param table as it is so far, with the constraints that the statement has added
  static String choose(TableDescriptor table, List<String> columns, String label, Catalog catalog) {
    Set<String> taken = of(table);
    catalog.tables().values().forEach(other -> taken.addAll(of(other)));
    String column = String.join("_", columns);
    for (int number = 0; ; number++) {
      String name = joined(table.name(), column, number == 0 ? label : label + number);
      if (!taken.contains(name)) {
        return name;
      }
    }
  }

  /// The longer of the first two parts is cut until the whole fits.
  private static String joined(String table, String column, String label) {
    String first = table;
    String second = column;
    while (true) {
      String name = first + (second.isEmpty() ? "" : "_" + second) + "_" + label;
      if (name.getBytes(StandardCharsets.UTF_8).length <= NAME_BYTES_MAX) {
        return name;
      }
      if (first.length() > second.length()) {
        first = first.substring(0, first.length() - 1);
      } else {
        second = second.substring(0, second.length() - 1);
      }
    }
  }
}
