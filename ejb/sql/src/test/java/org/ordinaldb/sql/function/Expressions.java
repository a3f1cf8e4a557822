package org.ordinaldb.sql.function;

import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexNode;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.format.TextCodec;
import org.ordinaldb.session.StatementText;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.ExpressionCompiler;
import org.ordinaldb.sql.parser.PostgresParser;
import org.ordinaldb.sql.validate.Analyzer;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.Vector;

/// SQL expressions without a table, compiled and evaluated as a statement would.
final class Expressions {
  private Expressions() {}

  static Expression compile(String sql) {
    RelNode plan =
        Analyzer.analyze(
                PostgresParser.parse(StatementText.of("SELECT " + sql)),
                Catalog.EMPTY,
                List.of("public"),
                List.of())
            .root()
            .project();
    if (plan instanceof Project project) {
      return ExpressionCompiler.compile(project.getProjects().getFirst());
    }
    RexNode literal = ((Values) plan).getTuples().getFirst().getFirst();
    return ExpressionCompiler.compile(literal);
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
