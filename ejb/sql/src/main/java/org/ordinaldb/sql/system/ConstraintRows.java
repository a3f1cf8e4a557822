package org.ordinaldb.sql.system;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.CheckConstraint;
import org.ordinaldb.catalog.Deferral;
import org.ordinaldb.catalog.ForeignKey;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.IndexPart;
import org.ordinaldb.catalog.ReferentialAction;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.catalog.UniqueKey;

/// Constraints, but for primary keys that cluster their tables, as `pg_constraint` and its functions tell them.
final class ConstraintRows {
  private ConstraintRows() {}

  static void constraints(SystemContext context, TableDescriptor table, RowSink sink) {
    for (CheckConstraint check : table.checks()) {
      List<Integer> columns = columns(table, check);
      row(sink, table, check.id(), check.name(), "c", check.validated())
          .set("connoinherit", false)
          .set("confupdtype", " ")
          .set("confdeltype", " ")
          .set("confmatchtype", " ")
          .set("conbin", check.expression())
          .set("conkey", columns.isEmpty() ? null : array(columns));
    }
    for (IndexDescriptor index : table.indexes()) {
      if (index.constraint()) {
        row(sink, table, index.id(), index.name(), index.primary() ? "p" : "u", true)
            .set("connoinherit", true)
            .set("condeferrable", index.isDeferrable())
            .set("condeferred", index.deferral() == Deferral.INITIALLY_DEFERRED)
            .set("conindid", index.id())
            .set("confupdtype", " ")
            .set("confdeltype", " ")
            .set("confmatchtype", " ")
            .set("conkey", array(columns(index)));
      }
    }
    for (ForeignKey key : table.foreignKeys()) {
      TableDescriptor parent = parent(context.session().catalog(), key);
      row(sink, table, key.id(), key.name(), "f", key.validated())
          .set("connoinherit", true)
          .set("condeferrable", key.deferral() != Deferral.NOT_DEFERRABLE)
          .set("condeferred", key.deferral() == Deferral.INITIALLY_DEFERRED)
          .set("conindid", indexOid(parent, key))
          .set("confrelid", parent.id())
          .set("confupdtype", letter(key.onUpdate()))
          .set("confdeltype", letter(key.onDelete()))
          .set("confmatchtype", key.matchFull() ? "f" : "s")
          .set("conkey", array(key.columns()))
          .set("confkey", array(key.referencedColumns()));
    }
  }

  private static RowSink row(
      RowSink sink, TableDescriptor table, int id, String name, String type, boolean validated) {
    return sink.row()
        .set("oid", id)
        .set("conname", name)
        .set("connamespace", CatalogNames.schemaOid(table.schema()))
        .set("contype", type)
        .set("convalidated", validated)
        .set("conrelid", table.id())
        .set("conislocal", true);
  }

  static TableDescriptor parent(Catalog catalog, ForeignKey key) {
    return Objects.requireNonNull(catalog.table(key.referencedTable()));
  }

  /// The oid of the index that a foreign key refers to.
  private static int indexOid(TableDescriptor parent, ForeignKey key) {
    IndexDescriptor index = referred(parent, key).index();
    return index == null ? CatalogNames.indexOid(parent) : index.id();
  }

  /// The key that a foreign key refers to.
  static UniqueKey referred(TableDescriptor parent, ForeignKey key) {
    return Objects.requireNonNull(UniqueKey.of(parent, key.referencedColumns()));
  }

  /// The ordinals of a constraint's columns.
  static List<Integer> columns(IndexDescriptor constraint) {
    return constraint.parts().stream().map(IndexPart::column).toList();
  }

  private static String letter(ReferentialAction action) {
    return switch (action) {
      case NO_ACTION -> "a";
      case RESTRICT -> "r";
      case CASCADE -> "c";
      case SET_NULL -> "n";
      case SET_DEFAULT -> "d";
    };
  }

  /// The ordinals of the columns that a condition names.
  static List<Integer> columns(TableDescriptor table, CheckConstraint check) {
    Set<Integer> columns = new LinkedHashSet<>();
    for (String name : ExpressionText.columns(check.expression())) {
      int column = table.columnIndex(name);
      if (column >= 0) {
        columns.add(column);
      }
    }
    return List.copyOf(columns);
  }

  /// Column numbers, from 1, as an array's text.
  static String array(List<Integer> columns) {
    StringJoiner numbers = new StringJoiner(",", "{", "}");
    columns.forEach(column -> numbers.add(Integer.toString(column + 1)));
    return numbers.toString();
  }

  /// The column lists of all these constraints.
  static List<List<Integer>> columnLists(SystemContext context) {
    List<List<Integer>> lists = new ArrayList<>();
    for (TableDescriptor table : context.session().catalog().sortedTables()) {
      table.checks().forEach(check -> lists.add(columns(table, check)));
      table.indexes().stream()
          .filter(IndexDescriptor::constraint)
          .forEach(index -> lists.add(columns(index)));
      for (ForeignKey key : table.foreignKeys()) {
        lists.add(key.columns());
        lists.add(key.referencedColumns());
      }
    }
    return lists;
  }

  /// Whether a table refers to another or is referred to: PostgreSQL holds such with triggers.
  static boolean isInForeignKey(SystemContext context, TableDescriptor table) {
    return !table.foreignKeys().isEmpty()
        || context.session().catalog().tables().values().stream()
            .flatMap(other -> other.foreignKeys().stream())
            .anyMatch(key -> key.referencedTable() == table.id());
  }

  /// What `pg_get_constraintdef` answers, or null when none of these constraints has the oid.
  static @Nullable String definition(Catalog catalog, long oid, boolean pretty) {
    for (TableDescriptor table : catalog.tables().values()) {
      for (CheckConstraint check : table.checks()) {
        if (check.id() == oid) {
          return Definitions.constraint(check, pretty);
        }
      }
      for (IndexDescriptor index : table.indexes()) {
        if (index.id() == oid && index.constraint()) {
          return Definitions.constraint(table, index);
        }
      }
      for (ForeignKey key : table.foreignKeys()) {
        if (key.id() == oid) {
          return Definitions.constraint(table, key, parent(catalog, key));
        }
      }
    }
    return null;
  }
}
