package org.ordinaldb.sql.validate;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.parser.ConflictClause;
import org.ordinaldb.sql.parser.Utility;
import org.ordinaldb.sql.validate.ConflictAction.Target;

/// Analyses ON CONFLICT. For one statement.
final class ConflictAnalysis {
  private static final SqlParserPos HERE = SqlParserPos.ZERO;
  private static final String EXCLUDED = "excluded";

  private final ChangeQueries queries;
  private final ParameterTypes parameters;

  ConflictAnalysis(ChangeQueries queries, ParameterTypes parameters) {
    this.queries = queries;
    this.parameters = parameters;
  }

  ConflictAction analyze(ConflictClause clause, ChangedTable target) {
    RelOptTable table = queries.table(target);
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
    List<RelDataTypeField> fields = Assignments.fields(table, targets);
    SqlNodeList items = new SqlNodeList(HERE);
    Assignments.values(Objects.requireNonNull(clause.values()), fields, table, parameters)
        .forEach(items::add);
    SqlNode where = clause.where();
    if (where != null) {
      // A condition that is not boolean is an error of the operator.
      items.add(SqlStdOperatorTable.AND.createCall(where.getParserPosition(), where, where));
    }
    ChangeQueries.Selection selection =
        queries.select(target.twice(EXCLUDED), null, items, fields.size(), fields);
    ChangeQueries.refuseSubQueries(selection.items(), "ON CONFLICT DO UPDATE");
    List<Integer> columns = fields.stream().map(RelDataTypeField::getIndex).toList();
    return new ConflictAction(
        arbiters,
        columns,
        selection.items().subList(0, fields.size()),
        where == null ? null : selection.items().getLast());
  }

  private Target target(ConflictClause clause, ChangedTable changed, TableDescriptor table) {
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
      throw Assignments.undefined(name.getSimple(), null).position(clause.target().getColumnNum());
    }
    return column;
  }

  private List<RexNode> expressions(SqlNodeList items, ChangedTable changed) {
    if (items.isEmpty()) {
      return List.of();
    }
    List<RexNode> nodes =
        queries.select(changed.node(), null, items, items.size(), List.of()).items();
    ChangeQueries.refuseSubQueries(nodes, "ON CONFLICT");
    return nodes;
  }
}
