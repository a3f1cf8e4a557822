package org.ordinaldb.sql.validate;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableModify;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalTableModify;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDelete;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUpdate;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.session.ResultColumn;
import org.ordinaldb.sql.parser.ConflictClause;
import org.ordinaldb.sql.parser.PostgresParser;
import org.ordinaldb.sql.parser.RowChange;
import org.ordinaldb.sql.parser.Utility;
import org.ordinaldb.sql.system.CatalogSyntax;
import org.ordinaldb.sql.type.PostgresTypeFactory;
import org.ordinaldb.sql.type.RelTypes;
import org.ordinaldb.sql.validate.ConflictAction.Target;

/// Analyses the clauses of data changes that Calcite has no syntax for, each as the select list of a
/// query over the tables that it may name: what the row was, then what stands in FROM or USING. For
/// one statement.
final class RowChangeAnalysis {
  private static final SqlParserPos HERE = SqlParserPos.ZERO;
  private static final String EXCLUDED = "excluded";

  private final Catalog catalog;
  private final CatalogReader reader;
  private final PostgresTypeFactory types;
  private final FormatSettings format;
  private final ParameterTypes parameters;

  RowChangeAnalysis(
      Catalog catalog, CatalogReader reader, FormatSettings format, ParameterTypes parameters) {
    this.catalog = catalog;
    this.reader = reader;
    this.types = (PostgresTypeFactory) reader.getTypeFactory();
    this.format = format;
    this.parameters = parameters;
  }

  /// The table that the statement changes, under the name that its expressions use.
  private record Changed(SqlIdentifier name, @Nullable SqlIdentifier alias) {
    SqlNode node() {
      return alias == null ? name : as(name, alias);
    }
  }

  /// A query's select list, and what it is computed from.
  private record Selection(RelNode input, List<RexNode> items, List<ResultColumn> columns) {}

  AnalyzedStatement analyze(RowChange change) {
    return switch (change.statement()) {
      case SqlInsert insert -> insert(change, insert);
      case SqlUpdate update -> update(change, update);
      case SqlDelete delete -> delete(change, delete);
      default -> throw new IllegalStateException("no change of rows: " + change.statement());
    };
  }

  private AnalyzedStatement insert(RowChange change, SqlInsert insert) {
    AnalyzedStatement plain = Analyzer.analyze(insert, catalog, reader, format, parameters);
    Changed target = new Changed((SqlIdentifier) insert.getTargetTable(), change.alias());
    ConflictClause clause = change.conflict();
    ConflictAction conflict = clause == null ? null : conflict(clause, target);
    SqlNodeList returning = change.returning();
    if (returning == null) {
      return new AnalyzedStatement(plain.root(), parameters.all(), List.of(), null, conflict);
    }
    Selection returned = select(target.node(), null, returning, 0, List.of());
    return new AnalyzedStatement(
        plain.root(), parameters.all(), returned.columns(), returned.items(), conflict);
  }

  private AnalyzedStatement update(RowChange change, SqlUpdate update) {
    Changed target = new Changed((SqlIdentifier) update.getTargetTable(), update.getAlias());
    RelOptTable table = table(target);
    List<RelDataTypeField> fields = fields(table, update.getTargetColumnList());
    SqlNodeList returning = change.returning();
    SqlNodeList items = new SqlNodeList(HERE);
    List<SqlNode> values = values(update.getSourceExpressionList(), fields, table);
    values.forEach(items::add);
    if (returning != null) {
      returning.forEach(items::add);
    }
    Selection selection =
        select(from(target, change.from()), update.getCondition(), items, values.size(), fields);
    List<String> names = fields.stream().map(RelDataTypeField::getName).toList();
    List<RexNode> all = selection.items();
    RelNode source = source(selection.input(), all.subList(0, values.size()));
    int first = source.getRowType().getFieldCount() - values.size();
    List<RexNode> references = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      references.add(RexInputRef.of(first + i, source.getRowType()));
    }
    TableModify modify =
        LogicalTableModify.create(
            table, reader, source, TableModify.Operation.UPDATE, names, references, false);
    return changed(modify, returning, selection, values.size());
  }

  private AnalyzedStatement delete(RowChange change, SqlDelete delete) {
    Changed target = new Changed((SqlIdentifier) delete.getTargetTable(), delete.getAlias());
    RelOptTable table = table(target);
    SqlNodeList returning = change.returning();
    SqlNodeList items = returning == null ? new SqlNodeList(HERE) : returning;
    if (returning == null) {
      items.add(SqlLiteral.createBoolean(true, HERE));
    }
    Selection selection =
        select(from(target, change.from()), delete.getCondition(), items, 0, List.of());
    TableModify modify =
        LogicalTableModify.create(
            table,
            reader,
            source(selection.input(), List.of()),
            TableModify.Operation.DELETE,
            null,
            null,
            false);
    return changed(modify, returning, selection, 0);
  }

  private AnalyzedStatement changed(
      TableModify modify, @Nullable SqlNodeList returning, Selection selection, int skipped) {
    List<RexNode> items = selection.items();
    return new AnalyzedStatement(
        RelRoot.of(modify, SqlKind.UPDATE),
        parameters.all(),
        returning == null ? List.of() : selection.columns(),
        returning == null ? null : items.subList(skipped, items.size()),
        null);
  }

  // ---- ON CONFLICT

  private ConflictAction conflict(ConflictClause clause, Changed target) {
    RelOptTable table = table(target);
    TableDescriptor descriptor = table.unwrap(TableDescriptor.class);
    if (descriptor == null) {
      return new ConflictAction(new Target.Any(), null, List.of(), null);
    }
    Target arbiters = target(clause, target, descriptor);
    SqlNodeList targets = clause.targets();
    if (targets == null) {
      return new ConflictAction(arbiters, null, List.of(), null);
    }
    if (!clause.hasTarget()) {
      throw new StatementException(
              SqlState.SYNTAX_ERROR,
              "ON CONFLICT DO UPDATE requires inference specification or constraint name")
          .hint("For example, ON CONFLICT (column_name).")
          .position(clause.position().getColumnNum());
    }
    List<RelDataTypeField> fields = fields(table, targets);
    SqlNodeList items = new SqlNodeList(HERE);
    values(Objects.requireNonNull(clause.values()), fields, table).forEach(items::add);
    SqlNode where = clause.where();
    if (where != null) {
      // A condition that is not boolean is an error of the operator.
      items.add(SqlStdOperatorTable.AND.createCall(where.getParserPosition(), where, where));
    }
    // The validator tells nodes apart by their identity.
    SqlNode again = target.name().clone(target.name().getParserPosition());
    SqlNode excluded = as(again, new SqlIdentifier(EXCLUDED, HERE));
    Selection selection =
        select(joined(target.node(), excluded), null, items, fields.size(), fields);
    refuseSubQueries(selection.items(), "ON CONFLICT DO UPDATE");
    List<Integer> columns = fields.stream().map(RelDataTypeField::getIndex).toList();
    return new ConflictAction(
        arbiters,
        columns,
        selection.items().subList(0, fields.size()),
        where == null ? null : selection.items().getLast());
  }

  private Target target(ConflictClause clause, Changed changed, TableDescriptor table) {
    SqlIdentifier constraint = clause.constraint();
    if (constraint != null) {
      return new Target.Named(constraint.getSimple());
    }
    if (clause.elements().isEmpty()) {
      return new Target.Any();
    }
    List<Integer> columns = new ArrayList<>();
    SqlNodeList items = new SqlNodeList(HERE);
    for (Utility.IndexElement element : clause.elements()) {
      requireNoOrder(element, clause);
      SqlIdentifier name = element.column();
      if (name != null) {
        columns.add(column(name, clause, table));
      } else {
        items.add(Objects.requireNonNull(element.value()));
      }
    }
    SqlNode predicate = clause.predicate();
    if (predicate != null) {
      items.add(predicate);
    }
    List<RexNode> expressions = new ArrayList<>(expressions(items, changed));
    RexNode condition = predicate == null ? null : expressions.removeLast();
    for (RexNode expression : List.copyOf(expressions)) {
      if (expression instanceof RexInputRef input) {
        columns.add(input.getIndex());
        expressions.remove(expression);
      }
    }
    return new Target.Inferred(columns, expressions, condition);
  }

  private static void requireNoOrder(Utility.IndexElement element, ConflictClause clause) {
    if (element.descending() || element.nullsFirst()) {
      throw new StatementException(
              SqlState.INVALID_COLUMN_REFERENCE,
              (element.descending() ? "ASC/DESC" : "NULLS FIRST/LAST")
                  + " is not allowed in ON CONFLICT clause")
          .position(clause.target().getColumnNum());
    }
  }

  private static int column(SqlIdentifier name, ConflictClause clause, TableDescriptor table) {
    int column = table.columnIndex(name.getSimple());
    if (column < 0) {
      throw undefined(name.getSimple(), null).position(clause.target().getColumnNum());
    }
    return column;
  }

  private List<RexNode> expressions(SqlNodeList items, Changed changed) {
    if (items.isEmpty()) {
      return List.of();
    }
    List<RexNode> nodes = select(changed.node(), null, items, items.size(), List.of()).items();
    refuseSubQueries(nodes, "ON CONFLICT");
    return nodes;
  }

  // ---- the query

  private RelOptTable table(Changed target) {
    RelOptTable table = reader.getTable(target.name().names);
    if (table == null) {
      throw new StatementException(
              SqlState.UNDEFINED_TABLE,
              "relation \"" + String.join(".", target.name().names) + "\" does not exist")
          .position(target.name().getParserPosition().getColumnNum());
    }
    return table;
  }

  private static List<RelDataTypeField> fields(RelOptTable table, SqlNodeList columns) {
    List<RelDataTypeField> fields = new ArrayList<>();
    for (SqlNode column : columns) {
      String name = ((SqlIdentifier) column).names.getLast();
      RelDataTypeField field = table.getRowType().getField(name, true, false);
      if (field == null) {
        throw undefined(name, table).position(column.getParserPosition().getColumnNum());
      }
      if (fields.contains(field)) {
        throw new StatementException(
                SqlState.SYNTAX_ERROR, "multiple assignments to same column \"" + name + "\"")
            .position(column.getParserPosition().getColumnNum());
      }
      fields.add(field);
    }
    return fields;
  }

  private static SqlException undefined(String column, @Nullable RelOptTable table) {
    return new StatementException(
        SqlState.UNDEFINED_COLUMN,
        "column \""
            + column
            + "\""
            + (table == null ? "" : " of relation \"" + table.getQualifiedName().getLast() + "\"")
            + " does not exist");
  }

  /// The values with their columns' defaults in place of DEFAULT.
  private List<SqlNode> values(
      SqlNodeList given, List<RelDataTypeField> fields, RelOptTable table) {
    TableDescriptor descriptor = table.unwrap(TableDescriptor.class);
    List<SqlNode> values = new ArrayList<>();
    for (SqlNode value : given) {
      RelDataTypeField field = fields.get(values.size());
      if (value instanceof SqlDynamicParam parameter) {
        parameters.learn(parameter.getIndex(), RelTypes.sqlType(field.getType()));
      }
      boolean isDefault = value.getKind() == SqlKind.DEFAULT;
      values.add(isDefault ? defaultOf(descriptor, field.getIndex()) : value);
    }
    return values;
  }

  private static SqlNode defaultOf(@Nullable TableDescriptor table, int column) {
    String text = table == null ? null : table.columns().get(column).defaultExpression();
    return text == null ? SqlLiteral.createNull(HERE) : PostgresParser.parseExpression(text);
  }

  private static SqlNode from(Changed target, @Nullable SqlNode further) {
    return further == null ? target.node() : joined(target.node(), further);
  }

  private static SqlNode joined(SqlNode left, SqlNode right) {
    return new SqlJoin(
        HERE,
        left,
        SqlLiteral.createBoolean(false, HERE),
        JoinType.COMMA.symbol(HERE),
        right,
        JoinConditionType.NONE.symbol(HERE),
        null);
  }

  private static SqlCall as(SqlNode node, SqlIdentifier alias) {
    return SqlStdOperatorTable.AS.createCall(HERE, node, alias);
  }

  /// Analyses a select list whose first items are stored in the given columns; the others are the
  /// columns of the result.
  private Selection select(
      SqlNode from,
      @Nullable SqlNode where,
      SqlNodeList items,
      int stored,
      List<RelDataTypeField> targets) {
    PostgresValidator validator = new PostgresValidator(reader, types, parameters, format);
    SqlNode named = query(new SqlNodeList(items.subList(stored, items.size()), HERE), null, null);
    named = named.clone(HERE);
    SqlNode query = CatalogSyntax.rewrite(query(items, from, where));
    SqlSelect valid = (SqlSelect) validator.validate(query);
    validator.assignItems(valid, targets);
    RelRoot root = Analyzer.converter(valid, validator, reader, types).convert(valid);
    List<RelDataTypeField> fields = root.validatedRowType.getFieldList();
    List<String> validated =
        fields.subList(stored, fields.size()).stream().map(RelDataTypeField::getName).toList();
    List<? extends @Nullable List<String>> origins =
        validator.getFieldOrigins(valid).subList(stored, fields.size());
    List<ResultColumn> columns =
        Analyzer.columns(
            fields.subList(stored, fields.size()),
            ResultNames.of(named, validated, origins),
            origins,
            catalog);
    Selection selection =
        root.rel instanceof Project project
            ? new Selection(project.getInput(), project.getProjects(), columns)
            : new Selection(root.rel, references(root.rel), columns);
    refuse(selection.items().subList(stored, selection.items().size()));
    return selection;
  }

  private static SqlSelect query(
      SqlNodeList items, @Nullable SqlNode from, @Nullable SqlNode where) {
    return new SqlSelect(
        HERE, null, items, from, where, null, null, null, null, null, null, null, null);
  }

  private static void refuse(List<RexNode> returned) {
    refuseSubQueries(returned, "RETURNING");
    if (returned.stream().anyMatch(RexOver::containsOver)) {
      throw new StatementException(
          SqlState.WINDOWING_ERROR, "window functions are not allowed in RETURNING");
    }
  }

  private static void refuseSubQueries(List<RexNode> items, String clause) {
    if (items.stream().anyMatch(item -> RexUtil.SubQueryFinder.find(item) != null)) {
      throw new StatementException(
          SqlState.FEATURE_NOT_SUPPORTED, "a sub-query in " + clause + " is not supported");
    }
  }

  private static List<RexNode> references(RelNode rel) {
    List<RexNode> references = new ArrayList<>();
    for (int i = 0; i < rel.getRowType().getFieldCount(); i++) {
      references.add(RexInputRef.of(i, rel.getRowType()));
    }
    return references;
  }

  /// The rows that a change reads, its target marked, followed by computed values.
  private static RelNode source(RelNode input, List<RexNode> values) {
    RelNode marked = marked(input);
    List<RexNode> columns = references(marked);
    columns.addAll(values);
    List<@Nullable String> names = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      names.add("c" + i);
    }
    return LogicalProject.create(marked, List.of(), columns, names, Set.of());
  }

  /// Marks the first table of a query.
  private static RelNode marked(RelNode rel) {
    if (rel instanceof TableScan scan) {
      return new TargetScan(scan);
    }
    if (rel.getInputs().isEmpty()) {
      return rel;
    }
    List<RelNode> inputs = new ArrayList<>(rel.getInputs());
    inputs.set(0, marked(inputs.getFirst()));
    return rel.copy(rel.getTraitSet(), inputs);
  }
}
