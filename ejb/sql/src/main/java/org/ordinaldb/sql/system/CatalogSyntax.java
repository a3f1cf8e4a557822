package org.ordinaldb.sql.system;

import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlDelete;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.SqlUpdate;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.sql.parser.CommonColumns;
import org.ordinaldb.sql.parser.FunctionTables;
import org.ordinaldb.sql.parser.PostgresParser;
import org.ordinaldb.sql.parser.PostgresTypeNameSpec;

/// Rewrites what tools ask the system tables into what Ordinal can analyse, before validation.
///
/// - Casts to `regclass` and its like become functions: from a constant or parameter, a name is looked
///   up (`'cities'::regclass`); from anything else, an oid is named (`c.oid::regclass`).
/// - `x::type` becomes CAST, which the validator knows.
/// - A query over a table that is always empty gives no row, so its expressions need not be
///   understood: psql's about policies and publications compute with arrays. `ARRAY(query)` over such
///   a query is the empty array.
/// - `information_schema._pg_expandarray`, which drivers ask for the columns of keys, becomes a join:
///   see [ArrayExpansion]. So do functions in FROM: see [FunctionTables]; and see [CommonColumns].
public final class CatalogSyntax extends SqlShuttle {
  private static final Set<String> NAME_TYPES =
      Set.of("regclass", "regtype", "regproc", "regprocedure", "regnamespace", "regrole");

  private static final Set<String> TEXT_TYPES = Set.of("text", "varchar", "name", "bpchar");

  private CatalogSyntax() {}

  /// The statement with such parts replaced; itself when there are none. A change of rows is changed
  /// in place, because Calcite's shuttle would copy it into a call of no use.
  public static SqlNode rewrite(SqlNode statement) {
    CatalogSyntax syntax = new CatalogSyntax();
    switch (statement) {
      case SqlInsert insert -> insert.setOperand(2, syntax.rewritten(insert.getSource()));
      case SqlUpdate update -> {
        SqlNodeList values = update.getSourceExpressionList();
        for (int i = 0; i < values.size(); i++) {
          values.set(i, syntax.rewritten(values.get(i)));
        }
        if (update.getCondition() != null) {
          update.setOperand(3, syntax.rewritten(update.getCondition()));
        }
      }
      case SqlDelete delete -> {
        if (delete.getCondition() != null) {
          delete.setOperand(1, syntax.rewritten(delete.getCondition()));
        }
      }
      default -> {
        return syntax.rewritten(statement);
      }
    }
    return statement;
  }

  private <T extends SqlNode> T rewritten(T node) {
    @SuppressWarnings("unchecked") // a query stays a query, an expression an expression
    T replaced = (T) node.accept(this);
    return replaced == null ? node : replaced;
  }

  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    if (call instanceof SqlSelect select && AlwaysEmpty.query(select)) {
      return emptied(select);
    }
    if (call instanceof SqlSelect select) {
      ArrayExpansion.rewrite(select);
      FunctionTables.rewrite(select);
      CommonColumns.rewrite(select);
    }
    if (ArrayExpansion.isValueOfElement(call)) {
      return call.operand(0);
    }
    if (call instanceof SqlOrderBy ordered && AlwaysEmpty.query(ordered.query)) {
      return ordered.query.accept(this);
    }
    if (call.getKind() == SqlKind.ARRAY_QUERY_CONSTRUCTOR && AlwaysEmpty.query(call.operand(0))) {
      return PostgresParser.parseExpression("CAST('{}' AS text)");
    }
    String type = castTarget(call);
    if (type != null) {
      return cast(call, type);
    }
    return super.visit(call instanceof SqlOrderBy ordered ? CommonColumns.order(ordered) : call);
  }

  /// The same columns, but nothing computed, and no row.
  private static SqlNode emptied(SqlSelect select) {
    for (int i = 0; i < select.getSelectList().size(); i++) {
      select.getSelectList().set(i, withoutExpression(select.getSelectList().get(i)));
    }
    select.setWhere(SqlLiteral.createBoolean(false, SqlParserPos.ZERO));
    select.setOrderBy(null);
    return select;
  }

  private static SqlNode withoutExpression(SqlNode item) {
    if (item.getKind() == SqlKind.AS) {
      SqlBasicCall alias = (SqlBasicCall) item;
      alias.setOperand(0, withoutExpression(alias.operand(0)));
      return alias;
    }
    return item instanceof SqlIdentifier || item instanceof SqlLiteral
        ? item
        : PostgresParser.parseExpression("CAST(NULL AS text)");
  }

  private @Nullable SqlNode cast(SqlCall call, String type) {
    SqlNode operand = call.operand(0);
    if (call.getOperator() != SqlStdOperatorTable.CAST) {
      SqlParserPos position = call.getParserPosition();
      return cast(
          (SqlCall) SqlStdOperatorTable.CAST.createCall(position, call.getOperandList()), type);
    }
    if (NAME_TYPES.contains(type)) {
      boolean named = operand instanceof SqlLiteral || operand instanceof SqlDynamicParam;
      return function(named ? type + "in" : type + "out", operand.accept(this), call);
    }
    String inner = operand instanceof SqlCall cast ? castTarget(cast) : null;
    if (inner != null && NAME_TYPES.contains(inner) && !TEXT_TYPES.contains(type)) {
      SqlNode source = ((SqlCall) operand).operand(0);
      if (!(source instanceof SqlLiteral) && !(source instanceof SqlDynamicParam)) {
        call.setOperand(0, source);
      }
    }
    return super.visit(call);
  }

  private static SqlNode function(String name, @Nullable SqlNode operand, SqlCall call) {
    SqlParserPos position = call.getParserPosition();
    SqlIdentifier identifier = new SqlIdentifier(name.toLowerCase(Locale.ROOT), position);
    return new SqlUnresolvedFunction(
            identifier, null, null, null, null, SqlFunctionCategory.USER_DEFINED_FUNCTION)
        .createCall(position, operand);
  }

  private static @Nullable String castTarget(SqlCall call) {
    return call.getKind() == SqlKind.CAST
            && call.operandCount() == 2
            && call.operand(1) instanceof SqlDataTypeSpec spec
            && spec.getTypeNameSpec() instanceof PostgresTypeNameSpec type
        ? type.name() + (type.isArray() ? "[]" : "")
        : null;
  }
}
