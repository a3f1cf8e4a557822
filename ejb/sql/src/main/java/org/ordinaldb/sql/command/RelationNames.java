package org.ordinaldb.sql.command;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;

/// The names of tables and indexes, which share one name space, and the names that PostgreSQL makes
/// up for indexes.
final class RelationNames {
  /// PostgreSQL's NAMEDATALEN, less 1.
  private static final int NAME_BYTES_MAX = 63;

  private RelationNames() {}

  /// Whether a table, an index or a primary key has the name.
  static boolean isTaken(Catalog catalog, String schema, String name) {
    for (TableDescriptor table : catalog.tables().values()) {
      if (table.schema().equals(schema) && (table.name().equals(name) || hasIndex(table, name))) {
        return true;
      }
    }
    return false;
  }

  /// Why a relation cannot have a name.
  static SqlException taken(String name) {
    return new StatementException(
        SqlState.DUPLICATE_TABLE, "relation \"" + name + "\" already exists");
  }

  private static boolean hasIndex(TableDescriptor table, String name) {
    PrimaryKey key = table.primaryKey();
    return (key != null && key.name().equals(name))
        || table.indexes().stream().map(IndexDescriptor::name).anyMatch(name::equals);
  }

  /// The name of an index that was given none: `table_columns_label`, cut to fit, with a number when
  /// it is taken.
  static String made(String table, List<String> columns, String label, Predicate<String> isTaken) {
    String joined = String.join("_", columns);
    for (int number = 0; ; number++) {
      String name = fitted(table, joined, number == 0 ? label : label + number);
      if (!isTaken.test(name)) {
        return name;
      }
    }
  }

  /// The name of an index that takes the place of another for a while: `index_label`, likewise.
  static String made(String index, String label, Predicate<String> isTaken) {
    for (int number = 0; ; number++) {
      String suffix = "_" + (number == 0 ? label : label + number);
      String name = index;
      while (bytes(name) > NAME_BYTES_MAX - suffix.length()) {
        name = shortened(name);
      }
      if (!isTaken.test(name + suffix)) {
        return name + suffix;
      }
    }
  }

  /// The longer of the first two words loses characters until the whole fits.
  private static String fitted(String table, String columns, String label) {
    String first = table;
    String second = columns;
    int room = NAME_BYTES_MAX - label.length() - (columns.isEmpty() ? 1 : 2);
    while (bytes(first) + bytes(second) > room) {
      if (bytes(first) > bytes(second)) {
        first = shortened(first);
      } else {
        second = shortened(second);
      }
    }
    return first + (columns.isEmpty() ? "_" : "_" + second + "_") + label;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static String shortened(String text) {
    return text.substring(0, text.offsetByCodePoints(text.length(), -1));
  }
}
