package org.ordinaldb.sql.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.Notice;
import org.ordinaldb.sql.parser.Utility;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.transaction.TableLock;

/// ALTER TABLE. What changes how rows are stored writes the table anew ([TableRewrite]); the rest
/// changes its descriptor only.
final class TableAlteration {
  private final CommandContext context;
  private final StorageSession storage;
  private final TableNames names;
  private final ConstraintAlteration constraints;
  private final TableRewrite rewrite;
  private final KeyAlteration keys;

  TableAlteration(CommandContext context, TableNames names) {
    this.context = context;
    this.storage = context.storage();
    this.names = names;
    this.constraints = new ConstraintAlteration(context, names);
    this.rewrite = new TableRewrite(context);
    this.keys = new KeyAlteration(context, names, rewrite);
  }

  Execution run(Utility.AlterTable alter) {
    TableDescriptor table = names.find(alter.name());
    if (table == null) {
      if (!alter.ifExists()) {
        throw names.at(TableNames.missing("relation", alter.name()), alter.name());
      }
      names.noticeMissing("relation", alter.name());
      return new Done("ALTER TABLE");
    }
    table = names.requireStored(table);
    if (!alter.changes().stream().allMatch(TableAlteration::isRename)) {
      context.requireNoPendingChecks(table, "ALTER TABLE");
    }
    for (Utility.TableChange change : alter.changes()) {
      table = apply(table, change);
    }
    return new Done("ALTER TABLE");
  }

  private static boolean isRename(Utility.TableChange change) {
    return change instanceof Utility.RenameTable
        || change instanceof Utility.RenameColumn
        || change instanceof Utility.RenameConstraint;
  }

  /// The strongest that a change takes.
  static TableLock lock(List<Utility.TableChange> changes) {
    return changes.stream().map(TableAlteration::lock).max(Comparator.naturalOrder()).orElseThrow();
  }

  private static TableLock lock(Utility.TableChange change) {
    if (change instanceof Utility.AddConstraint add) {
      return ConstraintAlteration.lockToAdd(add.constraint());
    }
    return change instanceof Utility.ValidateConstraint
        ? ConstraintAlteration.LOCK_TO_VALIDATE
        : TableLock.ACCESS_EXCLUSIVE;
  }

  private TableDescriptor apply(TableDescriptor table, Utility.TableChange change) {
    return switch (change) {
      case Utility.AddKey add -> keys.add(table, add.key());
      case Utility.AddConstraint add -> constraints.add(table, add.constraint());
      case Utility.DropConstraint drop -> dropConstraint(table, drop);
      case Utility.ValidateConstraint validate -> constraints.validate(table, validate);
      case Utility.RenameConstraint rename -> renameConstraint(table, rename);
      case Utility.AlterConstraint alter -> constraints.alter(table, alter);
      case Utility.AddColumn add -> addColumn(table, add);
      case Utility.DropColumn drop -> dropColumn(table, drop);
      case Utility.RenameTable rename -> rename(table, rename.newName().getSimple());
      case Utility.RenameColumn rename -> renameColumn(table, rename);
      case Utility.SetNotNull set -> setNotNull(table, set);
      case Utility.SetDefault set -> setDefault(table, set);
    };
  }

  // ---- changes of the descriptor

  private TableDescriptor replace(TableDescriptor table) {
    storage.changeCatalog(catalog -> catalog.with(table));
    return table;
  }

  private TableDescriptor replaceColumn(TableDescriptor table, int index, ColumnDescriptor column) {
    List<ColumnDescriptor> columns = new ArrayList<>(table.columns());
    columns.set(index, column);
    return replace(table.withColumns(columns));
  }

  private TableDescriptor rename(TableDescriptor table, String name) {
    if (RelationNames.isTaken(storage.catalog(), table.schema(), name)) {
      throw new StatementException(
          SqlState.DUPLICATE_TABLE, "relation \"" + name + "\" already exists");
    }
    return replace(table.withName(name));
  }

  private TableDescriptor renameColumn(TableDescriptor table, Utility.RenameColumn rename) {
    String newName = rename.newName().getSimple();
    int index = existing(table, rename.column());
    TableDefinition.requireNoSystemName(newName);
    if (table.columnIndex(newName) >= 0) {
      throw new StatementException(
          SqlState.DUPLICATE_COLUMN,
          "column \"" + newName + "\" of relation \"" + table.name() + "\" already exists");
    }
    ColumnDescriptor column = table.columns().get(index);
    return replaceColumn(
        ConstraintAlteration.renamed(table, column.name(), newName),
        index,
        new ColumnDescriptor(
            newName, column.type(), column.nullable(), column.defaultExpression()));
  }

  private int existing(TableDescriptor table, SqlIdentifier name) {
    int index = table.columnIndex(name.getSimple());
    if (index < 0) {
      throw new StatementException(
          SqlState.UNDEFINED_COLUMN, "column \"" + name.getSimple() + "\" does not exist");
    }
    return index;
  }

  private TableDescriptor setNotNull(TableDescriptor table, Utility.SetNotNull set) {
    int index = TableNames.column(table, set.column().getSimple());
    ColumnDescriptor column = table.columns().get(index);
    if (!set.notNull() && isInPrimaryKey(table, index)) {
      throw new StatementException(
          SqlState.INVALID_TABLE_DEFINITION,
          "column \"" + column.name() + "\" is in a primary key");
    }
    if (set.notNull() && column.nullable()) {
      storage.readNewest(() -> rewrite.requireNoNulls(table, index));
    }
    return replaceColumn(
        table,
        index,
        new ColumnDescriptor(
            column.name(), column.type(), !set.notNull(), column.defaultExpression()));
  }

  private static boolean isInPrimaryKey(TableDescriptor table, int column) {
    PrimaryKey key = table.primaryKey();
    IndexDescriptor index = table.primaryIndex();
    return (key != null && key.columns().contains(column))
        || (index != null && index.parts().stream().anyMatch(part -> part.column() == column));
  }

  private TableDescriptor setDefault(TableDescriptor table, Utility.SetDefault set) {
    int index = TableNames.column(table, set.column().getSimple());
    ColumnDescriptor column = table.columns().get(index);
    String text = set.text();
    if (text != null) {
      TableDefinition.checkDefault(column.name(), column.type(), text, context);
    }
    return replaceColumn(
        table, index, new ColumnDescriptor(column.name(), column.type(), column.nullable(), text));
  }

  // ---- changes of the rows

  private TableDescriptor addColumn(TableDescriptor table, Utility.AddColumn add) {
    String name = add.column().name().getSimple();
    if (table.columnIndex(name) >= 0) {
      String message =
          "column \"" + name + "\" of relation \"" + table.name() + "\" already exists";
      if (!add.ifNotExists()) {
        throw new StatementException(SqlState.DUPLICATE_COLUMN, message);
      }
      context.notice(new Notice("NOTICE", SqlState.DUPLICATE_COLUMN, message + ", skipping"));
      return table;
    }
    ColumnDescriptor column = TableDefinition.column(add.column(), context);
    List<ColumnDescriptor> columns = new ArrayList<>(table.columns());
    columns.add(column);
    TableDescriptor widened = table.withColumns(columns);
    int[] sources = java.util.Arrays.copyOf(TableRewrite.allColumns(table), columns.size());
    sources[columns.size() - 1] = -1;
    TableDescriptor changed =
        rewrite.run(table, widened, sources, DefaultValues.of(column, context));
    for (Utility.KeyDefinition key : add.keys()) {
      changed = keys.add(changed, key);
    }
    for (Utility.ConstraintDefinition constraint : add.constraints()) {
      changed = constraints.add(changed, constraint);
    }
    return changed;
  }

  private TableDescriptor dropColumn(TableDescriptor table, Utility.DropColumn drop) {
    String name = drop.column().getSimple();
    int index = table.columnIndex(name);
    if (index < 0 && drop.ifExists()) {
      context.notice(
          new Notice(
              "NOTICE",
              SqlState.SUCCESSFUL_COMPLETION,
              "column \""
                  + name
                  + "\" of relation \""
                  + table.name()
                  + "\" does not exist, skipping"));
      return table;
    }
    index = TableNames.column(table, name);
    List<ColumnDescriptor> columns = new ArrayList<>(table.columns());
    columns.remove(index);
    int[] sources = new int[columns.size()];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = i < index ? i : i + 1;
    }
    TableDescriptor left = constraints.dropReferring(table, index, drop.cascade());
    TableDescriptor narrowed =
        new TableDescriptor(
                table.id(), table.schema(), table.name(), columns, keyWithout(table, index))
            .withChecks(ConstraintAlteration.checksWithout(left, name))
            .withForeignKeys(ConstraintAlteration.keysWithout(left, index));
    return rewrite.run(left, narrowed, sources, null);
  }

  /// The key with its columns' new ordinals; none when it loses a column.
  private static @Nullable PrimaryKey keyWithout(TableDescriptor table, int dropped) {
    PrimaryKey key = table.primaryKey();
    if (key == null || key.columns().contains(dropped)) {
      return null;
    }
    return new PrimaryKey(
        key.name(),
        key.columns().stream().map(column -> column > dropped ? column - 1 : column).toList());
  }

  private TableDescriptor dropConstraint(TableDescriptor table, Utility.DropConstraint drop) {
    TableDescriptor changed = keys.drop(table, drop);
    return changed == null ? constraints.drop(table, drop) : changed;
  }

  private TableDescriptor renameConstraint(TableDescriptor table, Utility.RenameConstraint rename) {
    TableDescriptor changed =
        keys.rename(table, rename.name().getSimple(), rename.newName().getSimple());
    return changed == null ? constraints.rename(table, rename) : changed;
  }
}
