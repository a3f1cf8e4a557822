package org.ordinaldb.sql.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.Deferral;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.IndexPart;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.parser.Utility;

/// From what PRIMARY KEY and UNIQUE say to a table's key and indexes, with PostgreSQL's names and
/// checks.
///
/// @param catalog in which names are taken
record KeyConstraints(Catalog catalog) {
  /// Whether a constraint is what clusters its table, and not an index beside it.
  static boolean clusters(Utility.KeyDefinition definition) {
    return definition.primary()
        && definition.deferral() == Deferral.NOT_DEFERRABLE
        && definition.include() == null;
  }

  static void requireNoKey(TableDescriptor table) {
    if (table.primaryKey() != null || table.primaryIndex() != null) {
      throw new StatementException(
          SqlState.INVALID_TABLE_DEFINITION,
          "multiple primary keys for table \"" + table.name() + "\" are not allowed");
    }
  }

  /// The constraints of a new table, the primary key first, those left out that say the same as one
  /// before.
  static List<Utility.KeyDefinition> distinct(List<Utility.KeyDefinition> definitions) {
    List<Utility.KeyDefinition> sorted = new ArrayList<>();
    definitions.stream().filter(Utility.KeyDefinition::primary).forEach(sorted::add);
    definitions.stream().filter(each -> !each.primary()).forEach(sorted::add);
    List<Utility.KeyDefinition> distinct = new ArrayList<>();
    for (Utility.KeyDefinition definition : sorted) {
      int same = -1;
      for (int i = 0; i < distinct.size() && !definition.primary(); i++) {
        same = isSame(distinct.get(i), definition) ? i : same;
      }
      if (same < 0) {
        distinct.add(definition);
      } else if (distinct.get(same).name() == null) {
        distinct.set(same, named(distinct.get(same), definition.name()));
      }
    }
    return distinct;
  }

  private static boolean isSame(Utility.KeyDefinition one, Utility.KeyDefinition other) {
    return names(one.columns()).equals(names(other.columns()))
        && names(one.include()).equals(names(other.include()))
        && one.nullsDistinct() == other.nullsDistinct()
        && one.deferral() == other.deferral();
  }

  private static Utility.KeyDefinition named(
      Utility.KeyDefinition definition, @Nullable String name) {
    return new Utility.KeyDefinition(
        name,
        definition.primary(),
        definition.columns(),
        definition.include(),
        definition.nullsDistinct(),
        definition.index(),
        definition.deferral());
  }

  private static List<String> names(@Nullable SqlNodeList list) {
    return list == null
        ? List.of()
        : list.stream()
            .map(node -> ((SqlIdentifier) Objects.requireNonNull(node)).getSimple())
            .toList();
  }

  /// The table with a constraint more.
  ///
  /// @param id for its index, if it has one
  TableDescriptor add(TableDescriptor table, Utility.KeyDefinition definition, int id) {
    return clusters(definition)
        ? withPrimaryKey(table, definition)
        : withIndex(notNull(table, definition), index(table, definition, id));
  }

  TableDescriptor withPrimaryKey(TableDescriptor table, Utility.KeyDefinition definition) {
    requireNoKey(table);
    PrimaryKey key = new PrimaryKey(name(table, definition), columns(table, definition));
    return notNull(table, definition).withPrimaryKey(key);
  }

  private static TableDescriptor withIndex(TableDescriptor table, IndexDescriptor index) {
    List<IndexDescriptor> indexes = new ArrayList<>(table.indexes());
    indexes.add(index);
    return table.withIndexes(indexes);
  }

  /// The table with those columns NOT NULL that a primary key has.
  static TableDescriptor notNull(TableDescriptor table, Utility.KeyDefinition definition) {
    return definition.primary() ? notNull(table, columns(table, definition)) : table;
  }

  static TableDescriptor notNull(TableDescriptor table, List<Integer> key) {
    List<ColumnDescriptor> columns = new ArrayList<>(table.columns());
    for (int part : key) {
      ColumnDescriptor column = columns.get(part);
      columns.set(
          part,
          new ColumnDescriptor(column.name(), column.type(), false, column.defaultExpression()));
    }
    return table.withColumns(columns);
  }

  /// The index of a constraint that does not cluster the table.
  IndexDescriptor index(TableDescriptor table, Utility.KeyDefinition definition, int id) {
    if (definition.primary()) {
      requireNoKey(table);
    }
    List<IndexPart> parts = new ArrayList<>();
    for (int column : columns(table, definition)) {
      parts.add(new IndexPart(column, null, table.columns().get(column).type(), false, false));
    }
    List<Integer> include =
        names(definition.include()).stream().map(name -> column(table, name)).toList();
    return new IndexDescriptor(
        id,
        name(table, definition),
        parts,
        include,
        true,
        definition.nullsDistinct(),
        null,
        true,
        definition.primary(),
        definition.deferral(),
        true);
  }

  static List<Integer> columns(TableDescriptor table, Utility.KeyDefinition definition) {
    List<Integer> parts = new ArrayList<>();
    for (SqlNode node : definition.columns()) {
      String name = ((SqlIdentifier) node).getSimple();
      int part = column(table, name);
      if (parts.contains(part)) {
        throw new StatementException(
            SqlState.DUPLICATE_COLUMN,
            "column \"%s\" appears twice in %s constraint"
                .formatted(name, definition.primary() ? "primary key" : "unique"));
      }
      parts.add(part);
    }
    return parts;
  }

  private static int column(TableDescriptor table, String name) {
    int column = table.columnIndex(name);
    if (column < 0) {
      throw new StatementException(
          SqlState.UNDEFINED_COLUMN, "column \"" + name + "\" named in key does not exist");
    }
    return column;
  }

  private String name(TableDescriptor table, Utility.KeyDefinition definition) {
    String given = definition.name();
    if (given != null) {
      requireFree(table, given);
      return given;
    }
    List<String> columns = new ArrayList<>();
    if (!definition.primary()) {
      columns.addAll(names(definition.columns()));
      columns.addAll(names(definition.include()));
    }
    return RelationNames.made(
        table.name(), columns, definition.primary() ? "pkey" : "key", name -> isTaken(table, name));
  }

  /// Throws for a name that a relation or another constraint of the table has.
  void requireFree(TableDescriptor table, String name) {
    if (RelationNames.isTaken(catalog.with(table), table.schema(), name)) {
      throw new StatementException(
          SqlState.DUPLICATE_TABLE, "relation \"" + name + "\" already exists");
    }
    ConstraintNames.requireFree(table, name);
  }

  private boolean isTaken(TableDescriptor table, String name) {
    Catalog all = catalog.with(table);
    return RelationNames.isTaken(all, table.schema(), name)
        || all.tables().values().stream().anyMatch(each -> ConstraintNames.of(each).contains(name));
  }
}
