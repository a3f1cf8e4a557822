package org.ordinaldb.sql.system;

import java.util.List;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/// `information_schema._pg_expandarray(keys)` in a SELECT list gives a row `(x, n)` for every element
/// of an array: the element and its number. Here it is a join with a system table that lists the
/// elements of every array of column numbers: `(f(keys)).n` reads its `n`, `f(keys)` itself and
/// `(f(keys)).x` its `x`.
final class ArrayExpansion {
  private static final String FUNCTION = "_pg_expandarray";
  private static final String ALIAS = "_expanded";
  private static final SqlParserPos ZERO = SqlParserPos.ZERO;

  private ArrayExpansion() {}

  /// Whether a call is `(column).x`, the element of an expansion that a subquery made.
  static boolean isValueOfElement(SqlCall call) {
    return call.getKind() == SqlKind.DOT
        && call.operand(0) instanceof SqlIdentifier
        && isNamed(call.operand(1), "x");
  }

  /// Rewrites a SELECT that expands an array; leaves others alone.
  static void rewrite(SqlSelect select) {
    SqlNodeList items = select.getSelectList();
    SqlNode array = null;
    for (int i = 0; i < items.size(); i++) {
      SqlNode item = items.get(i);
      SqlNode expression = item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(0) : item;
      SqlNode expanded = expandedArray(expression);
      if (expanded == null) {
        continue;
      }
      array = expanded;
      boolean number =
          expression.getKind() == SqlKind.DOT && isNamed(((SqlCall) expression).operand(1), "n");
      SqlNode column = new SqlIdentifier(List.of(ALIAS, number ? "n" : "x"), ZERO);
      if (item.getKind() == SqlKind.AS) {
        ((SqlCall) item).setOperand(0, column);
      } else {
        items.set(i, column);
      }
    }
    if (array != null && select.getFrom() != null) {
      join(select, select.getFrom(), array);
    }
  }

  private static void join(SqlSelect select, SqlNode from, SqlNode array) {
    SqlNode elements =
        SqlStdOperatorTable.AS.createCall(
            ZERO,
            new SqlIdentifier(List.of("information_schema", "_pg_array_elements"), ZERO),
            new SqlIdentifier(ALIAS, ZERO));
    SqlNode same =
        SqlStdOperatorTable.EQUALS.createCall(
            ZERO, new SqlIdentifier(List.of(ALIAS, "elements"), ZERO), array);
    select.setFrom(
        new SqlJoin(
            ZERO,
            from,
            SqlLiteral.createBoolean(false, ZERO),
            JoinType.INNER.symbol(ZERO),
            elements,
            JoinConditionType.ON.symbol(ZERO),
            same));
  }

  /// The array that an expression expands, or null.
  private static @Nullable SqlNode expandedArray(SqlNode expression) {
    if (!(expression instanceof SqlCall call)) {
      return null;
    }
    if (call.getKind() == SqlKind.DOT) {
      return expandedArray(call.operand(0));
    }
    return call.getOperator().getName().equalsIgnoreCase(FUNCTION) && call.operandCount() == 1
        ? call.operand(0)
        : null;
  }

  private static boolean isNamed(SqlNode node, String name) {
    return node instanceof SqlIdentifier identifier
        && identifier.isSimple()
        && identifier.getSimple().equals(name);
  }
}
