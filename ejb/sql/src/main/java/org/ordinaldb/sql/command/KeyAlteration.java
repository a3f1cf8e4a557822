package org.ordinaldb.sql.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.sql.SqlIdentifier;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Deferral;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.IndexPart;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.catalog.UniqueKey;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.session.Notice;
import org.ordinaldb.sql.parser.Utility;
import org.ordinaldb.storage.StorageSession;

/// The clauses of ALTER TABLE about PRIMARY KEY and UNIQUE constraints. One that clusters the table
/// writes it anew, the others come and go with an index.
final class KeyAlteration {
  private final CommandContext context;
  private final StorageSession storage;
  private final TableNames names;
  private final TableRewrite rewrite;

  KeyAlteration(CommandContext context, TableNames names, TableRewrite rewrite) {
    this.context = context;
    this.storage = context.storage();
    this.names = names;
    this.rewrite = rewrite;
  }

  private KeyConstraints keys() {
    return new KeyConstraints(storage.catalog());
  }

  private TableDescriptor replace(TableDescriptor table) {
    storage.changeCatalog(catalog -> catalog.with(table));
    return table;
  }

  // ---- adding

  TableDescriptor add(TableDescriptor table, Utility.KeyDefinition definition) {
    SqlIdentifier index = definition.index();
    if (index != null) {
      return take(table, definition, usable(table, index.getSimple()));
    }
    if (KeyConstraints.clusters(definition)) {
      return cluster(table, keys().withPrimaryKey(table, definition));
    }
    TableDescriptor prepared = table;
    if (definition.primary()) {
      KeyConstraints.requireNoKey(table);
      prepared = notNull(table, KeyConstraints.columns(table, definition));
    }
    return addIndex(prepared, definition);
  }

  private TableDescriptor addIndex(TableDescriptor table, Utility.KeyDefinition definition) {
    return new IndexCommands(context, names).add(table, id -> keys().index(table, definition, id));
  }

  private TableDescriptor cluster(TableDescriptor table, TableDescriptor keyed) {
    PrimaryKey key = Objects.requireNonNull(keyed.primaryKey());
    try {
      return rewrite.run(table, keyed);
    } catch (SqlException e) {
      throw e.state() == SqlState.UNIQUE_VIOLATION
          ? IndexBuild.duplicated(e, table, key.name())
          : e;
    }
  }

  /// The table with some columns NOT NULL, as they have to be already.
  private TableDescriptor notNull(TableDescriptor table, List<Integer> columns) {
    TableDescriptor changed = KeyConstraints.notNull(table, columns);
    if (changed.equals(table)) {
      return table;
    }
    storage.beginBuild(table);
    columns.forEach(column -> rewrite.requireNoNulls(table, column));
    return replace(changed);
  }

  // ---- taking an index

  private IndexDescriptor usable(TableDescriptor table, String name) {
    TableDescriptor owner = storage.catalog().tableOfIndex(table.schema(), name);
    if (isClusteringKey(table.schema(), name)) {
      throw wrongState("index \"" + name + "\" is already associated with a constraint");
    }
    if (owner == null) {
      throw new StatementException(
          SqlState.UNDEFINED_OBJECT, "index \"" + name + "\" does not exist");
    }
    IndexDescriptor index =
        owner.indexes().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    if (index.constraint()) {
      throw wrongState("index \"" + name + "\" is already associated with a constraint");
    }
    if (owner.id() != table.id()) {
      throw wrongState("index \"" + name + "\" does not belong to table \"" + table.name() + "\"");
    }
    if (!index.ready()) {
      throw wrongState("index \"" + name + "\" is not valid");
    }
    requireForm(index);
    return index;
  }

  private boolean isClusteringKey(String schema, String name) {
    return storage.catalog().tables().values().stream()
        .filter(table -> table.schema().equals(schema))
        .map(TableDescriptor::primaryKey)
        .anyMatch(key -> key != null && key.name().equals(name));
  }

  private static SqlException wrongState(String message) {
    return new StatementException(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, message);
  }

  private static void requireForm(IndexDescriptor index) {
    String quoted = "\"" + index.name() + "\"";
    if (!index.unique()) {
      throw wrongForm(quoted + " is not a unique index");
    }
    if (index.parts().stream().anyMatch(part -> part.expression() != null)) {
      throw wrongForm("index " + quoted + " contains expressions");
    }
    if (index.predicate() != null) {
      throw wrongForm(quoted + " is a partial index");
    }
    for (int i = 0; i < index.parts().size(); i++) {
      if (index.parts().get(i).descending() || index.parts().get(i).nullsFirst()) {
        throw wrongForm(
            "index %s column number %d does not have default sorting behavior"
                .formatted(quoted, i + 1));
      }
    }
  }

  private static SqlException wrongForm(String message) {
    return new StatementException(SqlState.WRONG_OBJECT_TYPE, message)
        .detail("Cannot create a primary key or unique constraint using such an index.");
  }

  private TableDescriptor take(
      TableDescriptor table, Utility.KeyDefinition definition, IndexDescriptor index) {
    if (definition.primary()) {
      KeyConstraints.requireNoKey(table);
    }
    String name = nameOf(table, definition, index);
    List<Integer> columns = index.parts().stream().map(IndexPart::column).toList();
    if (definition.deferral() == Deferral.NOT_DEFERRABLE
        && definition.primary()
        && index.include().isEmpty()) {
      TableDescriptor without = replace(with(table, index, null));
      TableDescriptor keyed =
          KeyConstraints.notNull(without, columns).withPrimaryKey(new PrimaryKey(name, columns));
      return cluster(without, keyed);
    }
    TableDescriptor prepared = definition.primary() ? notNull(table, columns) : table;
    IndexDescriptor taken = index.asConstraint(name, definition.primary(), definition.deferral());
    if (definition.deferral() == Deferral.NOT_DEFERRABLE) {
      return replace(with(prepared, index, taken));
    }
    // The entries of a deferrable constraint have another form.
    TableDescriptor without = replace(with(prepared, index, null));
    return new IndexCommands(context, names).add(without, taken::withId);
  }

  private String nameOf(
      TableDescriptor table, Utility.KeyDefinition definition, IndexDescriptor index) {
    String name = definition.name();
    if (name == null || name.equals(index.name())) {
      return index.name();
    }
    keys().requireFree(table, name);
    context.notice(
        new Notice(
            "NOTICE",
            SqlState.SUCCESSFUL_COMPLETION,
            "ALTER TABLE / ADD CONSTRAINT USING INDEX will rename index \"%s\" to \"%s\""
                .formatted(index.name(), name)));
    return name;
  }

  /// @param now null for none
  private static TableDescriptor with(
      TableDescriptor table, IndexDescriptor index, @Nullable IndexDescriptor now) {
    List<IndexDescriptor> indexes = new ArrayList<>(table.indexes());
    int place = indexes.indexOf(index);
    indexes.remove(place);
    if (now != null) {
      indexes.add(place, now);
    }
    return table.withIndexes(indexes);
  }

  // ---- dropping and renaming

  /// Drops a constraint when it is a key; null when it is something else.
  @Nullable TableDescriptor drop(TableDescriptor table, Utility.DropConstraint drop) {
    String name = drop.name().getSimple();
    PrimaryKey key = table.primaryKey();
    if (key != null && key.name().equals(name)) {
      TableDescriptor left = leave(table, new UniqueKey(name, key.columns(), null), drop.cascade());
      return rewrite.run(left, left.withPrimaryKey(null));
    }
    IndexDescriptor index = constraint(table, name);
    if (index == null) {
      return null;
    }
    List<Integer> columns = index.parts().stream().map(IndexPart::column).toList();
    TableDescriptor left = leave(table, new UniqueKey(name, columns, index), drop.cascade());
    return replace(with(left, index, null));
  }

  /// Drops the foreign keys that refer to a key, or refuses to. Returns the table as it is then.
  private TableDescriptor leave(TableDescriptor table, UniqueKey key, boolean cascade) {
    String what = "constraint " + key.name() + " on table " + table.name();
    new Dependents(context).dropReferring(table, key, what, cascade);
    return Objects.requireNonNull(storage.catalog().table(table.id()));
  }

  private static @Nullable IndexDescriptor constraint(TableDescriptor table, String name) {
    for (IndexDescriptor index : table.indexes()) {
      if (index.constraint() && index.name().equals(name)) {
        return index;
      }
    }
    return null;
  }

  /// Renames a constraint when it is a key; null when it is something else.
  @Nullable TableDescriptor rename(TableDescriptor table, String name, String newName) {
    PrimaryKey key = table.primaryKey();
    IndexDescriptor index = constraint(table, name);
    if (key != null && key.name().equals(name)) {
      keys().requireFree(table, newName);
      return replace(table.withPrimaryKey(new PrimaryKey(newName, key.columns())));
    }
    if (index != null) {
      keys().requireFree(table, newName);
      return replace(with(table, index, index.withName(newName)));
    }
    return null;
  }
}
