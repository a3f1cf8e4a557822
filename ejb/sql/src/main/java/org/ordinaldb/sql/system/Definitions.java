package org.ordinaldb.sql.system;

import java.util.List;
import java.util.StringJoiner;
import org.ordinaldb.catalog.CheckConstraint;
import org.ordinaldb.catalog.Deferral;
import org.ordinaldb.catalog.ForeignKey;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.IndexPart;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.ReferentialAction;
import org.ordinaldb.catalog.TableDescriptor;

/// SQL text that declares what the catalog holds, as `pg_get_indexdef` and its like give it.
final class Definitions {
  private Definitions() {}

  static String index(TableDescriptor table, PrimaryKey key) {
    return index(table, key.name(), true, CatalogNames.columnNames(table, key));
  }

  private static String index(TableDescriptor table, String name, boolean unique, String parts) {
    return (unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ")
        + Identifiers.quoted(name)
        + " ON "
        + Identifiers.quoted(table.schema())
        + "."
        + Identifiers.quoted(table.name())
        + " USING btree ("
        + parts
        + ")";
  }

  /// @param pretty without the parentheses that PostgreSQL puts around a condition otherwise
  static String index(TableDescriptor table, IndexDescriptor index, boolean pretty) {
    StringJoiner parts = new StringJoiner(", ");
    for (IndexPart part : index.parts()) {
      String name =
          part.column() >= 0
              ? Identifiers.quoted(table.columns().get(part.column()).name())
              : part(part);
      parts.add(name + order(part));
    }
    String predicate = index.predicate();
    return index(table, index.name(), index.unique(), parts.toString())
        + included(table, index)
        + (index.unique() && !index.nullsDistinct() ? " NULLS NOT DISTINCT" : "")
        + (predicate == null ? "" : " WHERE " + condition(predicate, pretty));
  }

  static String part(IndexPart part) {
    return IndexPart.shown(String.valueOf(part.expression()));
  }

  private static String order(IndexPart part) {
    if (part.descending()) {
      return part.nullsFirst() ? " DESC" : " DESC NULLS LAST";
    }
    return part.nullsFirst() ? " NULLS FIRST" : "";
  }

  /// @param pretty without the parentheses that PostgreSQL puts around a condition otherwise
  static String constraint(CheckConstraint check, boolean pretty) {
    return "CHECK (" + condition(check.expression(), pretty) + ")" + validity(check.validated());
  }

  private static String condition(String text, boolean pretty) {
    return pretty ? text : "(" + text + ")";
  }

  static String constraint(TableDescriptor child, ForeignKey key, TableDescriptor parent) {
    return "FOREIGN KEY ("
        + names(child, key.columns())
        + ") REFERENCES "
        + Identifiers.quoted(parent.name())
        + "("
        + names(parent, key.referencedColumns())
        + ")"
        + (key.matchFull() ? " MATCH FULL" : "")
        + action(" ON UPDATE ", key.onUpdate())
        + action(" ON DELETE ", key.onDelete())
        + timing(key.deferral())
        + validity(key.validated());
  }

  private static String names(TableDescriptor table, List<Integer> columns) {
    StringJoiner names = new StringJoiner(", ");
    columns.forEach(column -> names.add(Identifiers.quoted(table.columns().get(column).name())));
    return names.toString();
  }

  private static String action(String when, ReferentialAction action) {
    return action == ReferentialAction.NO_ACTION ? "" : when + action.name().replace('_', ' ');
  }

  private static String timing(Deferral deferral) {
    return switch (deferral) {
      case NOT_DEFERRABLE -> "";
      case INITIALLY_IMMEDIATE -> " DEFERRABLE";
      case INITIALLY_DEFERRED -> " DEFERRABLE INITIALLY DEFERRED";
    };
  }

  private static String validity(boolean validated) {
    return validated ? "" : " NOT VALID";
  }

  static String constraint(TableDescriptor table, IndexDescriptor index) {
    return (index.primary() ? "PRIMARY KEY " : "UNIQUE ")
        + (index.nullsDistinct() ? "" : "NULLS NOT DISTINCT ")
        + "("
        + names(table, ConstraintRows.columns(index))
        + ")"
        + included(table, index)
        + timing(index.deferral());
  }

  private static String included(TableDescriptor table, IndexDescriptor index) {
    return index.include().isEmpty() ? "" : " INCLUDE (" + names(table, index.include()) + ")";
  }

  static String constraint(TableDescriptor table, PrimaryKey key) {
    return "PRIMARY KEY (" + CatalogNames.columnNames(table, key) + ")";
  }
}
