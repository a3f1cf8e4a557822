package org.ordinaldb.sql.command;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.session.Notice;
import org.ordinaldb.sql.system.SystemTables;
import org.ordinaldb.sql.system.VirtualTable;
import org.ordinaldb.storage.StalePlanException;
import org.ordinaldb.transaction.TableLock;

/// Finds what names in commands mean.
final class TableNames {
  private final CommandContext context;

  TableNames(CommandContext context) {
    this.context = context;
  }

  /// The table or system view of that name, or null.
  @Nullable TableDescriptor find(SqlIdentifier name) {
    String table = name.names.getLast();
    if (name.names.size() > 1) {
      return find(name.names.get(name.names.size() - 2), table);
    }
    TableDescriptor system = find("pg_catalog", table);
    if (system != null) {
      return system;
    }
    for (String schema : context.searchPath()) {
      TableDescriptor found = find(schema, table);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private @Nullable TableDescriptor find(String schema, String table) {
    VirtualTable view = SystemTables.all().table(schema, table);
    return view == null ? context.storage().catalog().table(schema, table) : view.descriptor();
  }

  TableDescriptor require(SqlIdentifier name) {
    TableDescriptor table = find(name);
    if (table == null) {
      throw at(missing("relation", name), name);
    }
    return table;
  }

  /// The table that has the index, or the primary key, of that name; null when there is none.
  @Nullable TableDescriptor tableOfIndex(SqlIdentifier name) {
    String index = name.names.getLast();
    List<String> schemas =
        name.names.size() > 1
            ? List.of(name.names.get(name.names.size() - 2))
            : context.searchPath();
    for (String schema : schemas) {
      for (TableDescriptor table : context.storage().catalog().tables().values()) {
        PrimaryKey key = table.primaryKey();
        boolean has =
            (key != null && key.name().equals(index)) || TableIndexes.find(table, index) != null;
        if (has && table.schema().equals(schema)) {
          return table;
        }
      }
    }
    return null;
  }

  /// Locks a table that is to stay what it is from now on.
  TableDescriptor locked(TableDescriptor table, TableLock mode) {
    context.storage().lockTable(table, mode, true);
    if (!table.equals(context.storage().catalog().table(table.id()))) {
      throw new StalePlanException();
    }
    return table;
  }

  /// Whether it is no system view.
  boolean isStored(TableDescriptor table) {
    return context.storage().catalog().table(table.id()) != null;
  }

  /// The table itself when it can be changed.
  TableDescriptor requireStored(TableDescriptor table) {
    if (context.storage().catalog().table(table.id()) == null) {
      throw new StatementException(
          SqlState.INSUFFICIENT_PRIVILEGE,
          "permission denied: \"" + table.name() + "\" is a system catalog");
    }
    return table;
  }

  /// Whether there is a relation of the name of a new one, which `ifNotExists` makes a notice.
  boolean isTaken(SqlIdentifier name, boolean ifNotExists) {
    String schema = schemaForNew(name);
    String table = name.names.getLast();
    if (find(schema, table) == null
        && !RelationNames.isTaken(context.storage().catalog(), schema, table)) {
      return false;
    }
    String message = "relation \"" + table + "\" already exists";
    if (!ifNotExists) {
      throw new StatementException(SqlState.DUPLICATE_TABLE, message);
    }
    context.notice(new Notice("NOTICE", SqlState.DUPLICATE_TABLE, message + ", skipping"));
    return true;
  }

  String schemaForNew(SqlIdentifier name) {
    if (name.names.size() == 1) {
      for (String schema : context.searchPath()) {
        if (schema.equals(Catalog.PUBLIC)) {
          return schema;
        }
      }
      throw new StatementException(
          SqlState.INVALID_SCHEMA_NAME, "no schema has been selected to create in");
    }
    String schema = name.names.get(name.names.size() - 2);
    if (schema.equals(Catalog.PUBLIC)) {
      return schema;
    }
    boolean isSystem =
        SystemTables.all().tables().stream()
            .anyMatch(view -> view.descriptor().schema().equals(schema));
    throw isSystem
        ? new StatementException(
                SqlState.INSUFFICIENT_PRIVILEGE,
                "permission denied to create \"" + schema + "." + name.names.getLast() + "\"")
            .detail("System catalog modifications are currently disallowed.")
        : at(
            new StatementException(
                SqlState.INVALID_SCHEMA_NAME, "schema \"" + schema + "\" does not exist"),
            name);
  }

  void noticeMissing(String what, SqlIdentifier name) {
    context.notice(
        new Notice(
            "NOTICE", SqlState.SUCCESSFUL_COMPLETION, missing(what, name).text() + ", skipping"));
  }

  static SqlException missing(String what, SqlIdentifier name) {
    return new StatementException(
        SqlState.UNDEFINED_TABLE,
        what + " \"" + String.join(".", name.names) + "\" does not exist");
  }

  /// The position of a name as one in the query string.
  SqlException at(SqlException error, SqlIdentifier name) {
    int index = name.getParserPosition().getColumnNum() - 1;
    String sql = context.text().sql();
    return index < 0 || index > sql.length()
        ? error
        : error.position(context.text().offset() + sql.codePointCount(0, index) + 1);
  }

  /// The ordinals of the columns in a list, all columns when there is none.
  static List<Integer> columns(TableDescriptor table, @Nullable SqlNodeList list) {
    List<Integer> columns = new ArrayList<>();
    if (list == null) {
      for (int i = 0; i < table.columns().size(); i++) {
        columns.add(i);
      }
      return columns;
    }
    for (SqlNode node : list) {
      String name = ((SqlIdentifier) node).getSimple();
      int column = column(table, name);
      if (columns.contains(column)) {
        throw TableDefinition.duplicateColumn(name);
      }
      columns.add(column);
    }
    return columns;
  }

  static int column(TableDescriptor table, String name) {
    int column = table.columnIndex(name);
    if (column < 0) {
      throw new StatementException(
          SqlState.UNDEFINED_COLUMN,
          "column \"" + name + "\" of relation \"" + table.name() + "\" does not exist");
    }
    return column;
  }

  /// A query that reads columns of a table.
  static String selectText(TableDescriptor table, List<Integer> columns) {
    List<String> items = new ArrayList<>();
    for (int column : columns) {
      ColumnDescriptor descriptor = table.columns().get(column);
      items.add(quoted(descriptor.name()));
    }
    return "SELECT "
        + String.join(", ", items)
        + " FROM "
        + quoted(table.schema())
        + "."
        + quoted(table.name());
  }

  static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }
}
