package org.ordinaldb.sql.parser;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.util.Litmus;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;

/// Functions as tables, in Calcite's terms.
///
/// - In FROM, a function's column is called as its table: `generate_series(1, 3) AS n` has a column
///   `n`.
/// - A function that gives one value is a table of one row: `FROM now()` is `FROM (SELECT now())`.
/// - A set in a SELECT list is a table that is joined: `SELECT generate_series(1, 3)`.
public final class FunctionTables {
  private static final String SET_FUNCTION = "generate_series";
  private static final String JOINED = "_set";
  private static final SqlParserPos HERE = SqlParserPos.ZERO;

  private FunctionTables() {}

  /// Rewrites the FROM and the SELECT list of a query, not of those within it.
  public static void rewrite(SqlSelect select) {
    SqlNode from = select.getFrom();
    if (from != null) {
      select.setFrom(table(from));
    }
    joinSets(select);
  }

  // ---- FROM

  private static SqlNode table(SqlNode from) {
    if (from instanceof SqlJoin join) {
      join.setLeft(table(join.getLeft()));
      join.setRight(table(join.getRight()));
      return join;
    }
    boolean isNamed = from.getKind() == SqlKind.AS;
    SqlCall function = function(isNamed ? ((SqlCall) from).operand(0) : from);
    if (function == null) {
      return from;
    }
    List<SqlNode> operands =
        isNamed ? ((SqlCall) from).getOperandList() : List.of(from, named(name(function)));
    return table(function, operands.get(1), operands.subList(2, operands.size()));
  }

  /// @param columns what the column is to be called, or nothing
  private static SqlNode table(SqlCall function, SqlNode name, List<SqlNode> columns) {
    SqlNode column = name.clone(name.getParserPosition());
    List<SqlNode> operands = new ArrayList<>();
    if (isSet(function)) {
      operands.add(lateral(SqlStdOperatorTable.COLLECTION_TABLE.createCall(HERE, function)));
      operands.add(name);
      operands.addAll(columns.isEmpty() ? List.of(column) : columns);
    } else {
      operands.add(lateral(row(SqlStdOperatorTable.AS.createCall(HERE, function, column))));
      operands.add(name);
      operands.addAll(columns);
    }
    return SqlStdOperatorTable.AS.createCall(HERE, operands);
  }

  private static SqlNode lateral(SqlNode table) {
    return SqlStdOperatorTable.LATERAL.createCall(HERE, table);
  }

  private static SqlNode row(SqlNode item) {
    SqlNodeList items = SqlNodeList.of(item);
    return new SqlSelect(
        HERE, null, items, null, null, null, null, null, null, null, null, null, null);
  }

  /// The function that a table in FROM calls, or null.
  private static @Nullable SqlCall function(SqlNode table) {
    return switch (table.getKind()) {
      case LATERAL -> function(((SqlCall) table).operand(0));
      case COLLECTION_TABLE -> ((SqlCall) table).operand(0);
      default -> null;
    };
  }

  private static String name(SqlCall function) {
    String name =
        function.getOperator() instanceof SqlFunction called
            ? called.getNameAsId().names.getLast()
            : function.getOperator().getName();
    return name.toLowerCase(Locale.ROOT);
  }

  private static boolean isSet(SqlCall call) {
    return call.getOperator() instanceof SqlFunction && name(call).equals(SET_FUNCTION);
  }

  private static SqlIdentifier named(String name) {
    return new SqlIdentifier(name, HERE);
  }

  // ---- SELECT list

  private static void joinSets(SqlSelect select) {
    Sets sets = new Sets();
    SqlNodeList items = select.getSelectList();
    for (int i = 0; i < items.size(); i++) {
      SqlNode item = items.get(i).accept(sets);
      items.set(i, item == null ? items.get(i) : item);
    }
    refuse(select.getWhere(), "WHERE");
    refuse(select.getHaving(), "HAVING");
    SqlCall set = sets.found;
    if (set == null) {
      return;
    }
    if (select.getGroup() != null || items.stream().anyMatch(FunctionTables::isStar)) {
      throw refused(set, "set-returning functions beside * or GROUP BY are not supported");
    }
    SqlNode joined = table(set, named(JOINED), List.of(named(SET_FUNCTION)));
    SqlNode from = select.getFrom();
    select.setFrom(from == null ? joined : crossJoin(from, joined));
  }

  private static SqlNode crossJoin(SqlNode left, SqlNode right) {
    return new SqlJoin(
        HERE,
        left,
        SqlLiteral.createBoolean(false, HERE),
        JoinType.CROSS.symbol(HERE),
        right,
        JoinConditionType.NONE.symbol(HERE),
        null);
  }

  private static void refuse(@Nullable SqlNode condition, String clause) {
    Sets sets = new Sets();
    if (condition != null) {
      condition.accept(sets);
    }
    if (sets.found != null) {
      throw refused(sets.found, "set-returning functions are not allowed in " + clause);
    }
  }

  private static boolean isStar(SqlNode item) {
    return item instanceof SqlIdentifier name && name.isStar();
  }

  private static StatementException refused(SqlNode at, String message) {
    StatementException error = new StatementException(SqlState.FEATURE_NOT_SUPPORTED, message);
    error.position(at.getParserPosition().getColumnNum());
    return error;
  }

  /// Puts the column of the joined table in the place of calls. Two sets advance together in
  /// PostgreSQL, which no join does.
  private static final class Sets extends SqlShuttle {
    private @Nullable SqlCall found;

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
      if (call.isA(SqlKind.QUERY)) {
        return call;
      }
      if (!isSet(call)) {
        return super.visit(call);
      }
      SqlCall before = found;
      if (before != null && !before.equalsDeep(call, Litmus.IGNORE)) {
        throw refused(call, "different set-returning functions in SELECT are not supported");
      }
      found = call;
      return new SqlIdentifier(List.of(JOINED, SET_FUNCTION), call.getParserPosition());
    }
  }
}
