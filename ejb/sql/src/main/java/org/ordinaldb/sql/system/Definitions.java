package org.ordinaldb.sql.system;

import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;

/// SQL text that declares what the catalog holds, as `pg_get_indexdef` and its like give it.
final class Definitions {
  private Definitions() {}

  static String index(TableDescriptor table, PrimaryKey key) {
    return "CREATE UNIQUE INDEX "
        + Identifiers.quoted(key.name())
        + " ON "
        + Identifiers.quoted(table.schema())
        + "."
        + Identifiers.quoted(table.name())
        + " USING btree ("
        + CatalogNames.columnNames(table, key)
        + ")";
  }

  static String constraint(TableDescriptor table, PrimaryKey key) {
    return "PRIMARY KEY (" + CatalogNames.columnNames(table, key) + ")";
  }
}
