package org.ordinaldb.sql.plan;

import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexUtil;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.session.StatementText;
import org.ordinaldb.sql.parser.ParsedStatement;
import org.ordinaldb.sql.parser.PostgresParser;
import org.ordinaldb.sql.type.RelTypes;
import org.ordinaldb.sql.validate.AnalyzedStatement;
import org.ordinaldb.sql.validate.Analyzer;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// Analyses expressions over the columns of a table that the catalog keeps as text.
public final class RowExpressions {
  private RowExpressions() {}

  /// The expression over the table's columns. Its errors have no position.
  ///
  /// @param catalog has the table in it
  public static RexNode of(String text, TableDescriptor table, Catalog catalog) {
    return analyze("SELECT " + text + " FROM " + name(table), catalog);
  }

  /// Checks the condition of a CHECK constraint; returns the ordinals of the columns that it reads.
  public static List<Integer> checked(String text, TableDescriptor table, Catalog catalog) {
    RexNode condition = of(text, table, catalog);
    if (RexUtil.SubQueryFinder.find(condition) != null) {
      throw new StatementException(
          SqlState.FEATURE_NOT_SUPPORTED, "cannot use subquery in check constraint");
    }
    if (RexOver.containsOver(condition)) {
      throw new StatementException(
          SqlState.WINDOWING_ERROR, "window functions are not allowed in check constraints");
    }
    SqlType type = RelTypes.sqlType(condition.getType());
    if (type.kind() != TypeKind.BOOLEAN && type.kind() != TypeKind.UNKNOWN) {
      throw new StatementException(
          SqlState.DATATYPE_MISMATCH,
          "argument of CHECK must be type boolean, not type " + type.kind().sqlName());
    }
    return RelTranslator.inputs(condition).toList();
  }

  private static RexNode analyze(String select, Catalog catalog) {
    ParsedStatement parsed = PostgresParser.parse(StatementText.of(select));
    try {
      AnalyzedStatement analyzed =
          Analyzer.analyze(
              parsed, catalog, List.of(Catalog.PUBLIC), FormatSettings.DEFAULT, List.of());
      RelNode rel = analyzed.root().rel;
      if (LogicalOptimizer.contains(rel, Aggregate.class)) {
        throw new StatementException(
            SqlState.GROUPING_ERROR, "aggregate functions are not allowed in check constraints");
      }
      return rel instanceof Project project
          ? project.getProjects().getFirst()
          : RexInputRef.of(analyzed.root().fields.leftList().getFirst(), rel.getRowType());
    } catch (SqlException e) {
      throw e.position(0);
    }
  }

  private static String name(TableDescriptor table) {
    return quoted(table.schema()) + "." + quoted(table.name());
  }

  private static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }
}
