package org.ordinaldb.sql.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.calcite.rex.RexBuilder;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.CheckConstraint;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.ForeignKey;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.IndexTable;
import org.ordinaldb.catalog.ReferentialAction;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.execution.ConstraintSource;
import org.ordinaldb.sql.execution.KeyLookup;
import org.ordinaldb.sql.execution.Reference;
import org.ordinaldb.sql.execution.RowCheck;
import org.ordinaldb.sql.execution.TableConstraints;
import org.ordinaldb.sql.expression.Casts;
import org.ordinaldb.sql.expression.Constant;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.ExpressionCompiler;
import org.ordinaldb.sql.type.PostgresTypeFactory;

/// The constraints of one catalog's tables, compiled when they are asked for first. Safe for use by
/// many threads.
public final class CatalogConstraints implements ConstraintSource {
  private final Catalog catalog;
  private final Map<Integer, TableConstraints> tables = new ConcurrentHashMap<>();
  private final Map<Integer, Reference> references = new ConcurrentHashMap<>();

  public CatalogConstraints(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public TableConstraints of(TableDescriptor table) {
    TableConstraints known = tables.get(table.id());
    if (known != null && known.table() == table) {
      return known;
    }
    // A statement that was planned before the table was altered comes with what it was. It will be
    // planned again, and must not leave others with constraints and indexes of the past; or it
    // knows the table with other indexes that are not ready, and goes on.
    TableDescriptor present = catalog.table(table.id());
    TableDescriptor form = present != null && present.isSameButForIndexes(table) ? present : table;
    if (known != null && known.table().equals(form)) {
      return known;
    }
    boolean isCurrent = form.equals(present);
    TableConstraints compiled = compile(form, isCurrent);
    if (isCurrent) {
      tables.put(table.id(), compiled);
    }
    return compiled;
  }

  @Override
  public @Nullable Reference reference(int id) {
    for (TableDescriptor table : catalog.tables().values()) {
      for (ForeignKey key : table.foreignKeys()) {
        if (key.id() == id) {
          return reference(table, key);
        }
      }
    }
    return null;
  }

  @Override
  public @Nullable IndexTable index(int id) {
    TableDescriptor table = catalog.tableOfIndex(id);
    IndexDescriptor index = table == null ? null : table.index(id);
    return table == null || index == null ? null : IndexTable.of(table, index);
  }

  private TableConstraints compile(TableDescriptor table, boolean isCurrent) {
    List<RowCheck> checks = new ArrayList<>();
    List<CheckConstraint> byName = new ArrayList<>(table.checks());
    byName.sort(Comparator.comparing(CheckConstraint::name));
    for (CheckConstraint check : byName) {
      Expression condition =
          ExpressionCompiler.compile(RowExpressions.of(check.expression(), table, catalog));
      checks.add(new RowCheck(check.name(), condition));
    }
    List<Reference> own = new ArrayList<>();
    for (ForeignKey key : table.foreignKeys()) {
      own.add(isCurrent ? reference(table, key) : compile(table, key));
    }
    List<Reference> referrers = new ArrayList<>();
    for (TableDescriptor child : catalog.tables().values()) {
      for (ForeignKey key : child.foreignKeys()) {
        if (key.referencedTable() == table.id()) {
          referrers.add(reference(child, key));
        }
      }
    }
    referrers.sort(Comparator.comparing(reference -> reference.key().id()));
    return new TableConstraints(
        table, checks, own, referrers, IndexExpressions.maintenance(table, IndexDescriptor::ready));
  }

  private Reference reference(TableDescriptor child, ForeignKey key) {
    Reference known = references.get(key.id());
    if (known == null) {
      known = compile(child, key);
      references.put(key.id(), known);
    }
    return known;
  }

  private Reference compile(TableDescriptor child, ForeignKey key) {
    TableDescriptor parent = Objects.requireNonNull(catalog.table(key.referencedTable()));
    return new Reference(
        key,
        child,
        parent,
        lookup(child, key.columns()),
        lookup(parent, key.referencedColumns()),
        setsDefault(key) ? defaults(child, key) : List.of());
  }

  private static KeyLookup lookup(TableDescriptor table, List<Integer> columns) {
    RexBuilder rex = new RexBuilder(new PostgresTypeFactory());
    return new LookupTranslator(table, columns, rex).translate();
  }

  private static boolean setsDefault(ForeignKey key) {
    return key.onDelete() == ReferentialAction.SET_DEFAULT
        || key.onUpdate() == ReferentialAction.SET_DEFAULT;
  }

  private List<Expression> defaults(TableDescriptor child, ForeignKey key) {
    List<Expression> defaults = new ArrayList<>();
    for (int part : key.columns()) {
      ColumnDescriptor column = child.columns().get(part);
      String text = column.defaultExpression();
      defaults.add(
          text == null
              ? Constant.ofNull(column.type())
              : Casts.assignment(
                  ExpressionCompiler.compile(RowExpressions.of(text, child, catalog)),
                  column.type()));
    }
    return defaults;
  }
}
