package org.ordinaldb.sql.validate;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.ConventionTraitDef;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.volcano.VolcanoPlanner;
import org.apache.calcite.rel.RelCollationTraitDef;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.runtime.CalciteException;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOrderBy;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.session.ResultColumn;
import org.ordinaldb.sql.parser.ParsedStatement;
import org.ordinaldb.sql.parser.RowChange;
import org.ordinaldb.sql.system.CatalogSyntax;
import org.ordinaldb.sql.system.SystemTables;
import org.ordinaldb.sql.system.VirtualTable;
import org.ordinaldb.sql.type.PostgresTypeFactory;
import org.ordinaldb.sql.type.RelTypes;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// Analyses queries and changes of rows: from syntax to relational algebra, with PostgreSQL's errors.
/// Stateless; each call works with a planner, a validator and types of its own.
public final class Analyzer {
  private Analyzer() {}

  /// @param statement changed by the call: parse anew to analyse again
  /// @param searchPath the schemas where names without one are looked up
  /// @param format how string constants read
  /// @param parameterTypes the client's; [SqlType#UNKNOWN] or a missing entry asks for inference
  public static AnalyzedStatement analyze(
      ParsedStatement statement,
      Catalog catalog,
      List<String> searchPath,
      FormatSettings format,
      List<SqlType> parameterTypes) {
    try {
      CatalogReader reader = CatalogReader.of(catalog, searchPath, new PostgresTypeFactory());
      ParameterTypes parameters = new ParameterTypes(parameterTypes);
      return statement.node() instanceof RowChange change
          ? new RowChangeAnalysis(catalog, reader, format, parameters).analyze(change)
          : analyze(statement.node(), catalog, reader, format, parameters);
    } catch (CalciteContextException e) {
      throw positioned(ValidationErrors.translate(e), statement);
    } catch (SqlException e) {
      throw positioned(e, statement);
    } catch (CalciteException e) {
      throw new StatementException(SqlState.SYNTAX_ERROR, String.valueOf(e.getMessage()));
    }
  }

  static AnalyzedStatement analyze(
      SqlNode node,
      Catalog catalog,
      CatalogReader reader,
      FormatSettings format,
      ParameterTypes parameters) {
    boolean isQuery = node.isA(SqlKind.QUERY);
    PostgresTypeFactory types = (PostgresTypeFactory) reader.getTypeFactory();
    PostgresValidator validator = new PostgresValidator(reader, types, parameters, format);
    learnLimits(node, parameters);
    TargetColumns.check(node, reader);
    ResultNames.addAliases(isQuery ? node : source(node));
    List<SqlNode> given = ResultNames.items(node);
    SqlNode valid = validator.validate(CatalogSyntax.rewrite(node));
    RelRoot root = converter(valid, validator, reader, types).convert(valid);
    if (!isQuery) {
      return new AnalyzedStatement(root, parameters.all(), List.of());
    }
    List<? extends @Nullable List<String>> origins = validator.getFieldOrigins(valid);
    List<String> validated = root.validatedRowType.getFieldNames();
    List<String> names =
        ResultNames.isValues(node)
            ? ResultNames.numbered(validated.size())
            : ResultNames.of(given, ResultNames.items(valid), validated);
    return new AnalyzedStatement(
        root,
        parameters.all(),
        columns(root.validatedRowType.getFieldList(), names, origins, catalog));
  }

  /// LIMIT and OFFSET take bigint.
  private static void learnLimits(SqlNode node, ParameterTypes parameters) {
    if (node instanceof SqlOrderBy ordered) {
      if (ordered.fetch instanceof SqlDynamicParam count) {
        parameters.learn(count.getIndex(), SqlType.INT8);
      }
      if (ordered.offset instanceof SqlDynamicParam start) {
        parameters.learn(start.getIndex(), SqlType.INT8);
      }
    }
  }

  /// The query that a change of rows reads from, or the node itself.
  private static SqlNode source(SqlNode node) {
    return node instanceof SqlInsert insert ? insert.getSource() : node;
  }

  static QueryConverter converter(
      SqlNode root, PostgresValidator validator, CatalogReader reader, PostgresTypeFactory types) {
    VolcanoPlanner planner = new VolcanoPlanner();
    planner.addRelTraitDef(ConventionTraitDef.INSTANCE);
    planner.addRelTraitDef(RelCollationTraitDef.INSTANCE);
    // Calcite's own executor would compute constants its way.
    planner.setExecutor((rex, constants, reduced) -> reduced.addAll(constants));
    RelOptCluster cluster = RelOptCluster.create(planner, new PostgresRexBuilder(types));
    return new QueryConverter(root, validator, reader, cluster);
  }

  static List<ResultColumn> columns(
      List<RelDataTypeField> fields,
      List<String> names,
      List<? extends @Nullable List<String>> origins,
      Catalog catalog) {
    List<ResultColumn> columns = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      SqlType type = RelTypes.sqlType(fields.get(i).getType());
      if (type.kind() == TypeKind.UNKNOWN) {
        type = SqlType.TEXT;
      }
      columns.add(column(names.get(i), type, origins.get(i), catalog));
    }
    return columns;
  }

  private static ResultColumn column(
      String name, SqlType type, @Nullable List<String> origin, Catalog catalog) {
    if (origin != null && origin.size() >= 3) {
      String schema = origin.get(origin.size() - 3);
      TableDescriptor table = table(schema, origin.get(origin.size() - 2), catalog);
      if (table != null) {
        int column = table.columnIndex(origin.getLast());
        return new ResultColumn(name, type, table.id(), column + 1);
      }
    }
    return new ResultColumn(name, type, 0, 0);
  }

  private static @Nullable TableDescriptor table(String schema, String name, Catalog catalog) {
    VirtualTable view = SystemTables.all().table(schema, name);
    return view == null ? catalog.table(schema, name) : view.descriptor();
  }

  /// From a column in the statement's text to a position in the query string. A column that points
  /// at a blank means what comes next.
  private static SqlException positioned(SqlException error, ParsedStatement statement) {
    if (error.position() == 0) {
      return error;
    }
    String sql = statement.sql();
    int index = Math.min(error.position() - 1, sql.length());
    while (index < sql.length()
        && (Character.isWhitespace(sql.charAt(index)) || sql.charAt(index) == ')')) {
      index++;
    }
    if (error.state() == SqlState.UNDEFINED_COLUMN) {
      index = startOfName(sql, index);
    }
    return error.position(statement.offset() + sql.codePointCount(0, index) + 1);
  }

  /// Where the name begins whose last part is at `index`.
  private static int startOfName(String sql, int index) {
    int start = index;
    while (start > 1
        && sql.charAt(start - 1) == '.'
        && Character.isJavaIdentifierPart(sql.charAt(start - 2))) {
      start--;
      while (start > 0 && Character.isJavaIdentifierPart(sql.charAt(start - 1))) {
        start--;
      }
    }
    return start;
  }
}
