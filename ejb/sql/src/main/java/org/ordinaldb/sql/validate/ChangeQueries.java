package org.ordinaldb.sql.validate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.session.ResultColumn;
import org.ordinaldb.sql.system.CatalogSyntax;
import org.ordinaldb.sql.type.PostgresTypeFactory;

/// Analyses clauses of data changes as the select lists of queries over the tables that they may name:
/// what the row was, then what stands in FROM or USING. For one statement.
final class ChangeQueries {
  private static final SqlParserPos HERE = SqlParserPos.ZERO;

  private final Catalog catalog;
  private final CatalogReader reader;
  private final PostgresTypeFactory types;
  private final FormatSettings format;
  private final ParameterTypes parameters;

  ChangeQueries(
      Catalog catalog, CatalogReader reader, FormatSettings format, ParameterTypes parameters) {
    this.catalog = catalog;
    this.reader = reader;
    this.types = (PostgresTypeFactory) reader.getTypeFactory();
    this.format = format;
    this.parameters = parameters;
  }

  /// A query's select list, and what it is computed from.
  ///
  /// @param variables by which sub-queries name the row that they are computed for
  record Selection(
      RelNode input,
      List<RexNode> items,
      Set<CorrelationId> variables,
      List<ResultColumn> columns) {
    /// The items but the first ones, computed from rows that were modified.
    Project returning(int first) {
      ModifiedRows rows = new ModifiedRows(input.getCluster(), input.getRowType());
      List<RexNode> returned = items.subList(first, items.size());
      return LogicalProject.create(rows, List.of(), returned, names(returned.size()), variables);
    }
  }

  RelOptTable table(ChangedTable target) {
    RelOptTable table = reader.getTable(target.name().names);
    if (table == null) {
      throw new StatementException(
              SqlState.UNDEFINED_TABLE,
              "relation \"" + String.join(".", target.name().names) + "\" does not exist")
          .position(target.name().getParserPosition().getColumnNum());
    }
    return table;
  }

  /// Analyses a select list whose first items are stored in the given columns; the others are the
  /// columns of the result.
  Selection select(
      SqlNode from,
      @Nullable SqlNode where,
      SqlNodeList items,
      int stored,
      List<RelDataTypeField> targets) {
    PostgresValidator validator = new PostgresValidator(reader, types, parameters, format);
    List<SqlNode> given = List.copyOf(items.subList(stored, items.size()));
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
            ResultNames.of(
                given, ResultNames.items(valid).subList(stored, fields.size()), validated),
            origins,
            catalog);
    Selection selection =
        root.rel instanceof Project project
            ? new Selection(
                project.getInput(), project.getProjects(), project.getVariablesSet(), columns)
            : new Selection(root.rel, references(root.rel), Set.of(), columns);
    refuseWindows(selection.items().subList(stored, selection.items().size()));
    return selection;
  }

  private static SqlSelect query(
      SqlNodeList items, @Nullable SqlNode from, @Nullable SqlNode where) {
    return new SqlSelect(
        HERE, null, items, from, where, null, null, null, null, null, null, null, null);
  }

  private static void refuseWindows(List<RexNode> returned) {
    if (returned.stream().anyMatch(RexOver::containsOver)) {
      throw new StatementException(
          SqlState.WINDOWING_ERROR, "window functions are not allowed in RETURNING");
    }
  }

  static void refuseSubQueries(List<RexNode> items, String clause) {
    if (items.stream().anyMatch(item -> RexUtil.SubQueryFinder.find(item) != null)) {
      throw new StatementException(
          SqlState.FEATURE_NOT_SUPPORTED, "a sub-query in " + clause + " is not supported");
    }
  }

  static List<RexNode> references(RelNode rel) {
    List<RexNode> references = new ArrayList<>();
    for (int i = 0; i < rel.getRowType().getFieldCount(); i++) {
      references.add(RexInputRef.of(i, rel.getRowType()));
    }
    return references;
  }

  static List<@Nullable String> names(int count) {
    List<@Nullable String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add("c" + i);
    }
    return names;
  }
}
