package org.ordinaldb.sql.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.CheckConstraint;
import org.ordinaldb.catalog.ForeignKey;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.IndexPart;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.catalog.UniqueKey;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.parser.Utility;
import org.ordinaldb.sql.plan.RowExpressions;
import org.ordinaldb.sql.system.ExpressionText;
import org.ordinaldb.transaction.TableLock;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// Adds CHECK and FOREIGN KEY constraints to a table's descriptor, with PostgreSQL's names and errors.
final class ConstraintAddition {
  private final CommandContext context;
  private final TableNames names;

  ConstraintAddition(CommandContext context, TableNames names) {
    this.context = context;
    this.names = names;
  }

  /// @param table may be one that is about to be made
  /// @param id for the constraint
  TableDescriptor add(TableDescriptor table, Utility.ConstraintDefinition definition, int id) {
    return switch (definition) {
      case Utility.CheckDefinition check -> check(table, check, id);
      case Utility.ReferenceDefinition reference -> reference(table, reference, id);
    };
  }

  // ---- CHECK

  private TableDescriptor check(TableDescriptor table, Utility.CheckDefinition definition, int id) {
    Catalog catalog = context.storage().catalog();
    String text = ExpressionText.unqualified(definition.text(), table.name());
    List<Integer> used = RowExpressions.checked(text, table, catalog.with(table));
    String name = definition.name();
    if (name == null) {
      List<String> column =
          used.size() == 1 ? List.of(table.columns().get(used.getFirst()).name()) : List.of();
      name = ConstraintNames.choose(table, column, "check", catalog);
    } else {
      requireFree(table, name);
    }
    List<CheckConstraint> checks = new ArrayList<>(table.checks());
    checks.add(new CheckConstraint(id, name, text, definition.validated()));
    return table.withChecks(checks);
  }

  private void requireFree(TableDescriptor table, String name) {
    boolean isNew = context.storage().catalog().table(table.id()) == null;
    if (isNew && table.checks().stream().anyMatch(check -> check.name().equals(name))) {
      throw new StatementException(
          SqlState.DUPLICATE_OBJECT, "check constraint \"" + name + "\" already exists");
    }
    ConstraintNames.requireFree(table, name);
  }

  // ---- FOREIGN KEY

  private TableDescriptor reference(
      TableDescriptor table, Utility.ReferenceDefinition definition, int id) {
    TableDescriptor parent = parent(table, definition.table());
    List<Integer> columns = columns(table, definition.columns());
    List<Integer> referenced = referenced(parent, definition.referenced());
    if (columns.size() != referenced.size()) {
      throw new StatementException(
          SqlState.INVALID_FOREIGN_KEY,
          "number of referencing and referenced columns for foreign key disagree");
    }
    requireUnique(parent, referenced);
    String name = definition.name();
    if (name == null) {
      List<String> parts =
          columns.stream().map(column -> table.columns().get(column).name()).toList();
      name = ConstraintNames.choose(table, parts, "fkey", context.storage().catalog());
    } else {
      ConstraintNames.requireFree(table, name);
    }
    for (int i = 0; i < columns.size(); i++) {
      requireComparable(name, table, columns.get(i), parent, referenced.get(i));
    }
    ForeignKey key =
        new ForeignKey(
            id,
            name,
            columns,
            parent.id(),
            referenced,
            definition.onUpdate(),
            definition.onDelete(),
            definition.matchFull(),
            definition.deferral(),
            definition.validated());
    List<ForeignKey> keys = new ArrayList<>(table.foreignKeys());
    keys.add(key);
    return table.withForeignKeys(keys);
  }

  /// The table that is referred to, kept from being changed until the constraint is there.
  private TableDescriptor parent(TableDescriptor table, SqlIdentifier name) {
    TableDescriptor found = names.find(name);
    boolean isSelf =
        found == null
            ? name.names.getLast().equals(table.name()) && name.names.size() == 1
            : found.id() == table.id();
    if (isSelf) {
      return table;
    }
    TableDescriptor parent = names.require(name);
    context.storage().lockTable(names.requireStored(parent), TableLock.SHARE_ROW_EXCLUSIVE, true);
    return names.require(name);
  }

  private static List<Integer> columns(TableDescriptor table, SqlNodeList list) {
    List<Integer> columns = new ArrayList<>();
    for (SqlNode node : list) {
      String name = ((SqlIdentifier) node).getSimple();
      int column = table.columnIndex(name);
      if (column < 0) {
        throw new StatementException(
            SqlState.UNDEFINED_COLUMN,
            "column \"" + name + "\" referenced in foreign key constraint does not exist");
      }
      columns.add(column);
    }
    return columns;
  }

  private static List<Integer> referenced(TableDescriptor parent, @Nullable SqlNodeList list) {
    if (list != null) {
      return columns(parent, list);
    }
    PrimaryKey key = parent.primaryKey();
    if (key != null) {
      return key.columns();
    }
    IndexDescriptor index = parent.primaryIndex();
    if (index == null) {
      throw new StatementException(
          SqlState.UNDEFINED_OBJECT,
          "there is no primary key for referenced table \"" + parent.name() + "\"");
    }
    if (index.isDeferrable()) {
      throw deferrable("primary key", parent);
    }
    return index.parts().stream().map(IndexPart::column).toList();
  }

  private static void requireUnique(TableDescriptor parent, List<Integer> referenced) {
    if (Set.copyOf(referenced).size() < referenced.size()) {
      throw new StatementException(
          SqlState.INVALID_FOREIGN_KEY,
          "foreign key referenced-columns list must not contain duplicates");
    }
    if (UniqueKey.of(parent, referenced) != null) {
      return;
    }
    if (UniqueKey.isDeferrable(parent, referenced)) {
      throw deferrable("unique constraint", parent);
    }
    throw new StatementException(
        SqlState.INVALID_FOREIGN_KEY,
        "there is no unique constraint matching given keys for referenced table \""
            + parent.name()
            + "\"");
  }

  private static StatementException deferrable(String what, TableDescriptor parent) {
    return new StatementException(
        SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
        "cannot use a deferrable " + what + " for referenced table \"" + parent.name() + "\"");
  }

  private static void requireComparable(
      String constraint, TableDescriptor child, int column, TableDescriptor parent, int key) {
    SqlType from = child.columns().get(column).type();
    SqlType to = parent.columns().get(key).type();
    if (from.equals(to)
        || (isInteger(from.kind()) && isInteger(to.kind()))
        || (isPlainText(from.kind()) && isPlainText(to.kind()))) {
      return;
    }
    if (isNumber(from.kind()) && isNumber(to.kind()) || from.kind() == to.kind()) {
      throw new StatementException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "a foreign key from a column of type "
              + from
              + " to one of type "
              + to
              + " is not supported");
    }
    throw new StatementException(
            SqlState.DATATYPE_MISMATCH,
            "foreign key constraint \"" + constraint + "\" cannot be implemented")
        .detail(
            "Key columns \""
                + child.columns().get(column).name()
                + "\" and \""
                + parent.columns().get(key).name()
                + "\" are of incompatible types: "
                + from.kind().sqlName()
                + " and "
                + to.kind().sqlName()
                + ".");
  }

  private static boolean isInteger(TypeKind kind) {
    return kind == TypeKind.INT2 || kind == TypeKind.INT4 || kind == TypeKind.INT8;
  }

  private static boolean isPlainText(TypeKind kind) {
    return kind == TypeKind.TEXT || kind == TypeKind.VARCHAR;
  }

  private static boolean isNumber(TypeKind kind) {
    return isInteger(kind)
        || kind == TypeKind.NUMERIC
        || kind == TypeKind.FLOAT4
        || kind == TypeKind.FLOAT8;
  }
}
