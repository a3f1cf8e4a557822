package org.ordinaldb.sql.system;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;

/// Object identifiers and names of what the catalog holds, and of what PostgreSQL would hold beside
/// it (row types, indexes, constraints), whose identifiers follow from the table's.
final class CatalogNames {
  static final int OWNER = 10;
  static final int DATABASE = 5;
  static final int PG_CATALOG = 11;
  static final int PUBLIC_SCHEMA = 2200;
  static final int INFORMATION_SCHEMA = 13207;
  static final int ORDINAL_SCHEMA = 9000;
  static final int HEAP = 2;
  static final int BTREE = 403;
  static final int DEFAULT_TABLESPACE = 1663;

  private static final int INDEX_BASE = 1_000_000_000;
  private static final int CONSTRAINT_BASE = 1_200_000_000;
  private static final int ROW_TYPE_BASE = 1_400_000_000;
  private static final int DEFAULT_BASE = 1_600_000_000;
  private static final int COLUMNS_MAX = 2000;

  /// A schema as `pg_namespace` lists it.
  record Schema(int oid, String name) {}

  static final List<Schema> SCHEMAS =
      List.of(
          new Schema(PG_CATALOG, "pg_catalog"),
          new Schema(PUBLIC_SCHEMA, Catalog.PUBLIC),
          new Schema(INFORMATION_SCHEMA, "information_schema"),
          new Schema(ORDINAL_SCHEMA, "ordinal"));

  private CatalogNames() {}

  static int schemaOid(String name) {
    for (Schema schema : SCHEMAS) {
      if (schema.name().equals(name)) {
        return schema.oid();
      }
    }
    return PUBLIC_SCHEMA;
  }

  static int indexOid(TableDescriptor table) {
    return INDEX_BASE + table.id();
  }

  static int constraintOid(TableDescriptor table) {
    return CONSTRAINT_BASE + table.id();
  }

  static int rowTypeOid(TableDescriptor table) {
    return ROW_TYPE_BASE + table.id();
  }

  static int defaultOid(TableDescriptor table, int column) {
    return DEFAULT_BASE + (table.id() % 200_000) * COLUMNS_MAX + column;
  }

  /// The user tables and then the system tables.
  static List<TableDescriptor> allTables(Catalog catalog) {
    List<TableDescriptor> tables = new ArrayList<>(catalog.sortedTables());
    for (VirtualTable table : SystemTables.all().tables()) {
      tables.add(table.descriptor());
    }
    return tables;
  }

  /// The table or system table of an oid, or null.
  static @Nullable TableDescriptor table(Catalog catalog, long oid) {
    TableDescriptor table = oid == (int) oid ? catalog.table((int) oid) : null;
    if (table != null) {
      return table;
    }
    for (VirtualTable each : SystemTables.all().tables()) {
      if (each.descriptor().id() == oid) {
        return each.descriptor();
      }
    }
    return null;
  }

  /// The table whose primary-key index has the oid, or null.
  static @Nullable TableDescriptor tableOfIndex(Catalog catalog, long oid) {
    TableDescriptor table = catalog.table((int) (oid - INDEX_BASE));
    return table != null && table.primaryKey() != null ? table : null;
  }

  static @Nullable TableDescriptor tableOfConstraint(Catalog catalog, long oid) {
    TableDescriptor table = catalog.table((int) (oid - CONSTRAINT_BASE));
    return table != null && table.primaryKey() != null ? table : null;
  }

  /// The key's column numbers, from 1, between the given marks.
  static String columnNumbers(PrimaryKey key, String before, String separator, String after) {
    StringJoiner numbers = new StringJoiner(separator, before, after);
    for (int column : key.columns()) {
      numbers.add(Integer.toString(column + 1));
    }
    return numbers.toString();
  }

  /// The key's column names, quoted where SQL needs it.
  static String columnNames(TableDescriptor table, PrimaryKey key) {
    StringJoiner names = new StringJoiner(", ");
    for (int column : key.columns()) {
      names.add(Identifiers.quoted(table.columns().get(column).name()));
    }
    return names.toString();
  }

  /// Whether names find the table without its schema. Ordinal's own views are named in full even by
  /// the user `ordinal`, whose search path begins with a schema of that name.
  static boolean isVisible(TableDescriptor table, Collection<String> searchPath) {
    return table.schema().equals("pg_catalog")
        || (table.id() >= TableDescriptor.FIRST_ID && searchPath.contains(table.schema()));
  }
}
