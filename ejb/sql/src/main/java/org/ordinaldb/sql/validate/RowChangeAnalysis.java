package org.ordinaldb.sql.validate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.core.TableModify;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalTableModify;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlDelete;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlUpdate;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.sql.parser.ConflictClause;
import org.ordinaldb.sql.parser.RowChange;

/// Analyses data changes with their clauses that Calcite has no syntax for. For one statement.
final class RowChangeAnalysis {
  private static final SqlParserPos HERE = SqlParserPos.ZERO;

  private final Catalog catalog;
  private final CatalogReader reader;
  private final FormatSettings format;
  private final ParameterTypes parameters;
  private final ChangeQueries queries;

  RowChangeAnalysis(
      Catalog catalog, CatalogReader reader, FormatSettings format, ParameterTypes parameters) {
    this.catalog = catalog;
    this.reader = reader;
    this.format = format;
    this.parameters = parameters;
    this.queries = new ChangeQueries(catalog, reader, format, parameters);
  }

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
    ChangedTable target = new ChangedTable((SqlIdentifier) insert.getTargetTable(), change.alias());
    ConflictClause clause = change.conflict();
    ConflictAction conflict =
        clause == null ? null : new ConflictAnalysis(queries, parameters).analyze(clause, target);
    SqlNodeList returning = change.returning();
    if (returning == null) {
      return new AnalyzedStatement(plain.root(), parameters.all(), List.of(), null, conflict);
    }
    ChangeQueries.Selection returned = queries.select(target.node(), null, returning, 0, List.of());
    return new AnalyzedStatement(
        plain.root(), parameters.all(), returned.columns(), returned.returning(0), conflict);
  }

  private AnalyzedStatement update(RowChange change, SqlUpdate update) {
    ChangedTable target =
        new ChangedTable((SqlIdentifier) update.getTargetTable(), update.getAlias());
    RelOptTable table = queries.table(target);
    List<RelDataTypeField> fields = Assignments.fields(table, update.getTargetColumnList());
    SqlNodeList returning = change.returning();
    SqlNodeList items = new SqlNodeList(HERE);
    List<SqlNode> values =
        Assignments.values(update.getSourceExpressionList(), fields, table, parameters);
    values.forEach(items::add);
    if (returning != null) {
      returning.forEach(items::add);
    }
    ChangeQueries.Selection selection =
        queries.select(
            target.with(change.from()), update.getCondition(), items, values.size(), fields);
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
    ChangedTable target =
        new ChangedTable((SqlIdentifier) delete.getTargetTable(), delete.getAlias());
    RelOptTable table = queries.table(target);
    SqlNodeList returning = change.returning();
    SqlNodeList items = returning == null ? new SqlNodeList(HERE) : returning;
    if (returning == null) {
      items.add(SqlLiteral.createBoolean(true, HERE));
    }
    ChangeQueries.Selection selection =
        queries.select(target.with(change.from()), delete.getCondition(), items, 0, List.of());
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
      TableModify modify,
      @Nullable SqlNodeList returning,
      ChangeQueries.Selection selection,
      int skipped) {
    return new AnalyzedStatement(
        RelRoot.of(modify, SqlKind.UPDATE),
        parameters.all(),
        returning == null ? List.of() : selection.columns(),
        returning == null ? null : selection.returning(skipped),
        null);
  }

  /// The rows that a change reads, its target marked, followed by computed values.
  private static RelNode source(RelNode input, List<RexNode> values) {
    RelNode marked = marked(input);
    List<RexNode> columns = ChangeQueries.references(marked);
    columns.addAll(values);
    return LogicalProject.create(
        marked, List.of(), columns, ChangeQueries.names(columns.size()), Set.of());
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
