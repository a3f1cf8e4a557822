package org.ordinaldb.sql.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.CheckConstraint;
import org.ordinaldb.catalog.ForeignKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.session.Notice;
import org.ordinaldb.sql.parser.Utility;
import org.ordinaldb.sql.system.ExpressionText;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.transaction.TableLock;

/// The clauses of ALTER TABLE about CHECK and FOREIGN KEY constraints, and what other clauses do to
/// them.
final class ConstraintAlteration {
  static final TableLock LOCK_TO_VALIDATE = TableLock.SHARE_UPDATE_EXCLUSIVE;

  private final CommandContext context;
  private final StorageSession storage;
  private final TableNames names;

  ConstraintAlteration(CommandContext context, TableNames names) {
    this.context = context;
    this.storage = context.storage();
    this.names = names;
  }

  // ---- clauses

  TableDescriptor add(TableDescriptor table, Utility.ConstraintDefinition definition) {
    int[] id = new int[1];
    storage.changeCatalog(
        catalog -> {
          id[0] = catalog.nextId();
          TableDescriptor now = Objects.requireNonNull(catalog.table(table.id()));
          return catalog.with(new ConstraintAddition(context, names).add(now, definition, id[0]));
        },
        lockToAdd(definition));
    TableDescriptor changed = present(table);
    boolean isValid =
        switch (definition) {
          case Utility.CheckDefinition check -> check.validated();
          case Utility.ReferenceDefinition reference -> reference.validated();
        };
    if (isValid) {
      storage.readNewest(() -> requireHolds(changed, id[0]));
    }
    return changed;
  }

  /// Who locks rows can go on where a foreign key comes.
  static TableLock lockToAdd(Utility.ConstraintDefinition definition) {
    return switch (definition) {
      case Utility.CheckDefinition check -> TableLock.ACCESS_EXCLUSIVE;
      case Utility.ReferenceDefinition reference -> TableLock.SHARE_ROW_EXCLUSIVE;
    };
  }

  private TableDescriptor present(TableDescriptor table) {
    return Objects.requireNonNull(storage.catalog().table(table.id()));
  }

  /// Throws for a row that is there and that a constraint refuses.
  private void requireHolds(TableDescriptor table, int constraint) {
    for (CheckConstraint check : table.checks()) {
      if (check.id() == constraint) {
        requireHolds(table, check);
      }
    }
    context.constraints(table).requireReferences(constraint);
  }

  private void requireHolds(TableDescriptor table, CheckConstraint check) {
    String query =
        "SELECT 1 FROM "
            + TableNames.quoted(table.schema())
            + "."
            + TableNames.quoted(table.name())
            + " WHERE NOT ("
            + check.expression()
            + ") LIMIT 1";
    try (QueryRows rows = context.query(query)) {
      if (rows.next() != null) {
        throw new StatementException(
                SqlState.CHECK_VIOLATION,
                "check constraint \""
                    + check.name()
                    + "\" of relation \""
                    + table.name()
                    + "\" is violated by some row")
            .object(table.schema(), table.name(), null, check.name());
      }
    }
  }

  TableDescriptor drop(TableDescriptor table, Utility.DropConstraint drop) {
    String name = drop.name().getSimple();
    List<CheckConstraint> checks =
        table.checks().stream().filter(check -> !check.name().equals(name)).toList();
    List<ForeignKey> keys =
        table.foreignKeys().stream().filter(key -> !key.name().equals(name)).toList();
    if (checks.size() == table.checks().size() && keys.size() == table.foreignKeys().size()) {
      SqlException missing = missing(table, name);
      if (!drop.ifExists()) {
        throw missing;
      }
      context.notice(
          new Notice("NOTICE", SqlState.SUCCESSFUL_COMPLETION, missing.text() + ", skipping"));
      return table;
    }
    return replace(table.withChecks(checks).withForeignKeys(keys));
  }

  private TableDescriptor replace(TableDescriptor table) {
    storage.changeCatalog(catalog -> catalog.with(table));
    return table;
  }

  /// Rows that are written meanwhile are held to the constraint already.
  private TableDescriptor replaceBesideWriters(TableDescriptor table) {
    storage.changeCatalog(catalog -> catalog.with(table), LOCK_TO_VALIDATE);
    return table;
  }

  private static SqlException missing(TableDescriptor table, String name) {
    return new StatementException(
        SqlState.UNDEFINED_OBJECT,
        "constraint \"" + name + "\" of relation \"" + table.name() + "\" does not exist");
  }

  TableDescriptor validate(TableDescriptor table, Utility.ValidateConstraint validate) {
    String name = validate.name().getSimple();
    for (CheckConstraint check : table.checks()) {
      if (check.name().equals(name)) {
        storage.readNewest(() -> requireHolds(table, check.id()));
        return replaceBesideWriters(
            mapped(
                table,
                each -> each == check ? each.asValidated() : each,
                UnaryOperator.identity()));
      }
    }
    for (ForeignKey key : table.foreignKeys()) {
      if (key.name().equals(name)) {
        storage.readNewest(() -> requireHolds(table, key.id()));
        return replaceBesideWriters(
            mapped(
                table, UnaryOperator.identity(), each -> each == key ? each.asValidated() : each));
      }
    }
    if (ConstraintNames.of(table).contains(name)) {
      throw new StatementException(
          SqlState.WRONG_OBJECT_TYPE,
          "constraint \""
              + name
              + "\" of relation \""
              + table.name()
              + "\" is not a foreign key or check constraint");
    }
    throw missing(table, name);
  }

  TableDescriptor rename(TableDescriptor table, Utility.RenameConstraint rename) {
    String name = rename.name().getSimple();
    String newName = rename.newName().getSimple();
    if (!ConstraintNames.of(table).contains(name)) {
      throw new StatementException(
          SqlState.UNDEFINED_OBJECT,
          "constraint \"" + name + "\" for table \"" + table.name() + "\" does not exist");
    }
    ConstraintNames.requireFree(table, newName);
    return replace(
        mapped(
            table,
            check ->
                check.name().equals(name)
                    ? new CheckConstraint(
                        check.id(), newName, check.expression(), check.validated())
                    : check,
            each -> each.name().equals(name) ? new ForeignKeyForm(each).named(newName) : each));
  }

  TableDescriptor alter(TableDescriptor table, Utility.AlterConstraint alter) {
    String name = alter.name().getSimple();
    boolean isForeignKey = table.foreignKeys().stream().anyMatch(key -> key.name().equals(name));
    if (!isForeignKey) {
      throw ConstraintNames.of(table).contains(name)
          ? new StatementException(
              SqlState.WRONG_OBJECT_TYPE,
              "constraint \""
                  + name
                  + "\" of relation \""
                  + table.name()
                  + "\" is not a foreign key constraint")
          : missing(table, name);
    }
    return replace(
        mapped(
            table,
            UnaryOperator.identity(),
            key ->
                key.name().equals(name) ? new ForeignKeyForm(key).timed(alter.deferral()) : key));
  }

  // ---- what other clauses do

  /// The table's constraints and indexes after a column got another name.
  static TableDescriptor renamed(TableDescriptor table, String column, String newName) {
    return mapped(
            table,
            check ->
                new CheckConstraint(
                    check.id(),
                    check.name(),
                    ExpressionText.renamed(check.expression(), column, newName),
                    check.validated()),
            UnaryOperator.identity())
        .withIndexes(MovedIndexes.renamed(table.indexes(), column, newName));
  }

  static List<CheckConstraint> checksWithout(TableDescriptor table, String column) {
    return table.checks().stream()
        .filter(check -> !ExpressionText.columns(check.expression()).contains(column))
        .toList();
  }

  /// The foreign keys without those of a column, the others with their columns' new ordinals. Those
  /// that refer to the table itself are left to [#moved].
  static List<ForeignKey> keysWithout(TableDescriptor table, int dropped) {
    return table.foreignKeys().stream()
        .filter(key -> !key.columns().contains(dropped))
        .map(key -> new ForeignKeyForm(key).columns(shifted(key.columns(), dropped)))
        .toList();
  }

  private static List<Integer> shifted(List<Integer> columns, int dropped) {
    return columns.stream().map(column -> column > dropped ? column - 1 : column).toList();
  }

  /// Drops the foreign keys that refer to a column, or refuses to. Returns the table as it is then.
  TableDescriptor dropReferring(TableDescriptor table, int column, boolean cascade) {
    String what = "column " + table.columns().get(column).name() + " of table " + table.name();
    List<Dependents.Referring> referring =
        Dependents.find(
            storage.catalog(),
            found ->
                found.key().referencedTable() == table.id()
                    && found.key().referencedColumns().contains(column)
                    && !(found.child().id() == table.id()
                        && found.key().columns().contains(column)));
    new Dependents(context).drop(referring, what, true, found -> what, cascade);
    return present(table);
  }

  /// The catalog after a table was written anew under another id: what referred to it follows.
  static Catalog moved(Catalog catalog, TableDescriptor old, TableDescriptor form, int newId) {
    Catalog changed = catalog;
    for (TableDescriptor table : catalog.tables().values()) {
      if (table.foreignKeys().stream().anyMatch(key -> key.referencedTable() == old.id())) {
        changed =
            changed.with(
                mapped(
                    table,
                    UnaryOperator.identity(),
                    key ->
                        key.referencedTable() == old.id()
                            ? new ForeignKeyForm(key)
                                .referring(newId, sameNames(old, form, key.referencedColumns()))
                            : key));
      }
    }
    return changed;
  }

  private static List<Integer> sameNames(
      TableDescriptor old, TableDescriptor form, List<Integer> columns) {
    List<Integer> moved = new ArrayList<>();
    for (int column : columns) {
      moved.add(form.columnIndex(old.columns().get(column).name()));
    }
    return moved;
  }

  // ---- descriptors

  private static TableDescriptor mapped(
      TableDescriptor table,
      UnaryOperator<CheckConstraint> checks,
      UnaryOperator<ForeignKey> keys) {
    return table
        .withChecks(table.checks().stream().map(checks).toList())
        .withForeignKeys(table.foreignKeys().stream().map(keys).toList());
  }
}
