package org.ordinaldb.sql.command;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.Notice;
import org.ordinaldb.sql.execution.IndexedLoad;
import org.ordinaldb.sql.parser.Utility;
import org.ordinaldb.sql.plan.Planner;
import org.ordinaldb.storage.BulkLoad;
import org.ordinaldb.storage.ScanRequest;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.storage.TableScan;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.Vector;

/// ALTER TABLE. What changes how rows are stored writes the table anew under a new id, within the
/// transaction; the rest changes its descriptor only.
final class TableAlteration {
  private final CommandContext context;
  private final StorageSession storage;
  private final TableNames names;
  private final ConstraintAlteration constraints;

  TableAlteration(CommandContext context, TableNames names) {
    this.context = context;
    this.storage = context.storage();
    this.names = names;
    this.constraints = new ConstraintAlteration(context, names);
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
    for (Utility.TableChange change : alter.changes()) {
      table = apply(table, change);
    }
    return new Done("ALTER TABLE");
  }

  private TableDescriptor apply(TableDescriptor table, Utility.TableChange change) {
    return switch (change) {
      case Utility.AddPrimaryKey add -> addKey(table, add.key());
      case Utility.AddConstraint add -> constraints.add(table, add.constraint());
      case Utility.DropConstraint drop -> dropConstraint(table, drop);
      case Utility.ValidateConstraint validate -> constraints.validate(table, validate);
      case Utility.RenameConstraint rename -> constraints.rename(table, rename);
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
    PrimaryKey key = table.primaryKey();
    if (!set.notNull() && key != null && key.columns().contains(index)) {
      throw new StatementException(
          SqlState.INVALID_TABLE_DEFINITION,
          "column \"" + column.name() + "\" is in a primary key");
    }
    if (set.notNull() && column.nullable()) {
      requireNoNulls(table, index);
    }
    return replaceColumn(
        table,
        index,
        new ColumnDescriptor(
            column.name(), column.type(), !set.notNull(), column.defaultExpression()));
  }

  private void requireNoNulls(TableDescriptor table, int column) {
    try (TableScan scan = storage.scan(ScanRequest.all(table, column))) {
      for (ColumnBatch batch = scan.next(); batch != null; batch = scan.next()) {
        requireNoNulls(table, column, batch, batch.column(0));
      }
    }
  }

  private static void requireNoNulls(
      TableDescriptor table, int column, ColumnBatch batch, Vector values) {
    if (!values.hasNulls()) {
      return;
    }
    for (int i = 0; i < batch.size(); i++) {
      if (values.isNull(batch.row(i))) {
        String name = table.columns().get(column).name();
        throw new StatementException(
                SqlState.NOT_NULL_VIOLATION,
                "column \"" + name + "\" of relation \"" + table.name() + "\" contains null values")
            .object(table.schema(), table.name(), name, null);
      }
    }
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

  private TableDescriptor addKey(TableDescriptor table, Utility.KeyDefinition definition) {
    TableDefinition.requireNoKey(table.primaryKey(), table.name());
    TableDescriptor keyed = TableDefinition.withKey(table, definition);
    try {
      return rewrite(table, keyed, allColumns(table), null);
    } catch (SqlException e) {
      if (e.state() != SqlState.UNIQUE_VIOLATION) {
        throw e;
      }
      String key = java.util.Objects.requireNonNull(keyed.primaryKey()).name();
      throw IndexBuild.duplicated(e, table, key);
    }
  }

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
    if (add.column().primaryKey()) {
      throw new StatementException(
          SqlState.FEATURE_NOT_SUPPORTED, "ALTER TABLE ADD COLUMN PRIMARY KEY is not supported");
    }
    int[] sources = java.util.Arrays.copyOf(allColumns(table), columns.size());
    sources[columns.size() - 1] = -1;
    TableDescriptor changed = rewrite(table, widened, sources, DefaultValues.of(column, context));
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
              SqlState.UNDEFINED_COLUMN,
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
    return rewrite(left, narrowed, sources, null);
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
    PrimaryKey key = table.primaryKey();
    if (key == null || !key.name().equals(drop.name().getSimple())) {
      return constraints.drop(table, drop);
    }
    TableDescriptor left = constraints.dropReferring(table, key, drop.cascade());
    TableDescriptor keyless =
        new TableDescriptor(
            table.id(),
            table.schema(),
            table.name(),
            table.columns(),
            null,
            left.indexes(),
            left.checks(),
            left.foreignKeys());
    return rewrite(left, keyless, allColumns(table), null);
  }

  private static int[] allColumns(TableDescriptor table) {
    int[] columns = new int[table.columns().size()];
    java.util.Arrays.setAll(columns, i -> i);
    return columns;
  }

  /// Writes the rows of a table into one of a new form that takes its place.
  ///
  /// @param sources for each new column the old one, or -1 for `added`
  /// @param added one row with the value of a new column
  private TableDescriptor rewrite(
      TableDescriptor old, TableDescriptor form, int[] sources, @Nullable Vector added) {
    storage.beginBuild(old);
    int[] id = new int[1];
    String name = "ordinal_rewrite_" + old.id();
    storage.changeCatalog(catalog -> {
      id[0] = catalog.nextId();
      TableDescriptor target =
          new TableDescriptor(id[0], form.schema(), name, form.columns(), form.primaryKey());
      return catalog.with(target.withIndexes(MovedIndexes.of(old, sources, id[0] + 1)));
    });
    TableDescriptor target = java.util.Objects.requireNonNull(storage.catalog().table(id[0]));
    copyRows(old, target, sources, added);
    TableDescriptor placed =
        target.withName(form.name()).withChecks(form.checks()).withForeignKeys(form.foreignKeys());
    storage.changeCatalog(catalog ->
        ConstraintAlteration.moved(catalog.without(old.id()).with(placed), old, form, id[0]));
    return java.util.Objects.requireNonNull(storage.catalog().table(id[0]));
  }

  private void copyRows(
      TableDescriptor old, TableDescriptor target, int[] sources, @Nullable Vector added) {
    int[] projection = java.util.Arrays.stream(sources).filter(column -> column >= 0).toArray();
    try (TableScan scan = storage.scan(ScanRequest.all(old, projection));
        BulkLoad load =
            new IndexedLoad(
                storage,
                target,
                Planner.maintenance(target.withName(old.name()), index -> true),
                context.evaluation())) {
      for (ColumnBatch batch = scan.next(); batch != null; batch = scan.next()) {
        // Errors name the table, not its copy in the making.
        load.add(converted(target.withName(old.name()), batch, sources, added));
      }
      load.finish();
    }
  }

  private static ColumnBatch converted(
      TableDescriptor target, ColumnBatch batch, int[] sources, @Nullable Vector added) {
    Vector[] columns = new Vector[sources.length];
    int next = 0;
    for (int i = 0; i < sources.length; i++) {
      columns[i] =
          sources[i] >= 0
              ? batch.column(next++)
              : DefaultValues.repeated(target.columns().get(i).type(), added, batch.rowCount());
      if (!target.columns().get(i).nullable()) {
        requireNoNulls(target, i, batch, columns[i]);
      }
    }
    return batch.withColumns(columns);
  }
}
