package org.ordinaldb.sql.function;

import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Values;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.format.TextCodec;
import org.ordinaldb.session.StatementText;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.ExpressionCompiler;
import org.ordinaldb.sql.parser.PostgresParser;
import org.ordinaldb.sql.system.TestSession;
import org.ordinaldb.sql.validate.Analyzer;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.Vector;

/// SQL expressions without a table, compiled and evaluated as a statement would.
final class Expressions {
  private Expressions() {}

  static Expression compile(String sql) {
    return compileSelect("SELECT " + sql, Catalog.EMPTY);
  }

  /// An expression over the columns of a table, which are the batch's.
  static Expression compile(String sql, TableDescriptor table) {
    return compileSelect("SELECT " + sql + " FROM " + table.name(), Catalog.EMPTY.with(table));
  }

  private static Expression compileSelect(String select, Catalog catalog) {
    RelNode plan =
        Analyzer.analyze(
                PostgresParser.parse(StatementText.of(select)),
                catalog,
                List.of("public"),
                FormatSettings.DEFAULT,
                List.of())
            .root()
            .project();
    if (plan instanceof Project project) {
      return ExpressionCompiler.compile(project.getProjects().getFirst());
    }
    if (plan instanceof Values values) {
      return ExpressionCompiler.compile(values.getTuples().getFirst().getFirst());
    }
    throw new AssertionError(plan);
  }

  /// The value as psql prints it, `NULL`, or `!SQLSTATE message`.
  static String evaluate(String sql, TestSession session) {
    try {
      Expression expression = compile(sql);
      Vector vector = expression.evaluate(new ColumnBatch(1), session.context());
      return vector.isNull(0)
          ? "NULL"
          : TextCodec.of(expression.type()).text(vector, 0, session.format());
    } catch (SqlException e) {
      return "!" + e.state().code() + " " + e.text();
    }
  }
}
