package org.ordinaldb.sql.parser;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/// The columns that `JOIN ... USING` merges. Calcite knows them by their bare names in SELECT lists
/// only, and as expressions that do not match what GROUP BY says; here a bare name becomes that of
/// the table which has the column in every row.
public final class CommonColumns {
  private static final SqlParserPos HERE = SqlParserPos.ZERO;

  private CommonColumns() {}

  /// Rewrites a query's clauses, not the queries within it.
  public static void rewrite(SqlSelect select) {
    Map<String, Supplier<SqlNode>> merged = merged(select.getFrom());
    if (merged.isEmpty()) {
      return;
    }
    Replacement replacement = new Replacement(merged);
    SqlNodeList items = select.getSelectList();
    for (int i = 0; i < items.size(); i++) {
      items.set(i, item(items.get(i), replacement));
    }
    select.setWhere(replacement.of(select.getWhere()));
    select.setGroupBy(replacement.of(select.getGroup()));
    select.setHaving(replacement.of(select.getHaving()));
  }

  /// A column that became an expression keeps its name.
  private static SqlNode item(SqlNode item, Replacement replacement) {
    SqlNode value = replacement.of(item);
    return item instanceof SqlIdentifier name && !(value instanceof SqlIdentifier)
        ? SqlStdOperatorTable.AS.createCall(item.getParserPosition(), value, name)
        : value;
  }

  /// Rewrites what a query is ordered by, where that is no column of its result.
  public static SqlOrderBy order(SqlOrderBy ordered) {
    if (!(ordered.query instanceof SqlSelect select)) {
      return ordered;
    }
    Map<String, Supplier<SqlNode>> merged = merged(select.getFrom());
    for (SqlNode item : select.getSelectList()) {
      SqlNode name = item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(1) : item;
      if (name instanceof SqlIdentifier result) {
        merged.remove(result.names.getLast());
        if (result.isStar()) {
          return ordered;
        }
      }
    }
    return merged.isEmpty()
        ? ordered
        : new SqlOrderBy(
            ordered.getParserPosition(),
            select,
            new Replacement(merged).of(ordered.orderList),
            ordered.offset,
            ordered.fetch);
  }

  private static Map<String, Supplier<SqlNode>> merged(@Nullable SqlNode from) {
    Map<String, Supplier<SqlNode>> merged = new HashMap<>();
    if (from instanceof SqlJoin join) {
      Map<String, Supplier<SqlNode>> left = merged(join.getLeft());
      Map<String, Supplier<SqlNode>> right = merged(join.getRight());
      merged.putAll(right);
      merged.putAll(left);
      if (join.getConditionType() == JoinConditionType.USING
          && join.getCondition() instanceof SqlNodeList names) {
        for (SqlNode name : names) {
          String column = ((SqlIdentifier) name).getSimple();
          Supplier<SqlNode> value =
              merge(
                  join.getJoinType(),
                  column(join.getLeft(), left, column),
                  column(join.getRight(), right, column));
          if (value != null) {
            merged.put(column, value);
          }
        }
      }
    }
    return merged;
  }

  /// Outer joins have the column in the rows of the side that they keep.
  private static @Nullable Supplier<SqlNode> merge(
      JoinType type, @Nullable Supplier<SqlNode> left, @Nullable Supplier<SqlNode> right) {
    return switch (type) {
      case RIGHT -> right;
      case FULL ->
          left == null || right == null
              ? null
              : () -> Nodes.call("coalesce", List.of(left.get(), right.get()), HERE);
      default -> left;
    };
  }

  /// The column of one side of a join; null when it is not clear whose it is.
  private static @Nullable Supplier<SqlNode> column(
      SqlNode side, Map<String, Supplier<SqlNode>> merged, String column) {
    if (side instanceof SqlJoin) {
      return merged.get(column);
    }
    SqlNode name = side.getKind() == SqlKind.AS ? ((SqlCall) side).operand(1) : side;
    return name instanceof SqlIdentifier table
        ? () -> new SqlIdentifier(List.of(table.names.getLast(), column), HERE)
        : null;
  }

  private static final class Replacement extends SqlShuttle {
    private final Map<String, Supplier<SqlNode>> merged;

    Replacement(Map<String, Supplier<SqlNode>> merged) {
      this.merged = merged;
    }

    @SuppressWarnings("unchecked") // a list stays a list, an expression an expression
    <T extends @Nullable SqlNode> T of(T node) {
      return node == null ? node : (T) node.accept(this);
    }

    @Override
    public @Nullable SqlNode visit(SqlIdentifier name) {
      Supplier<SqlNode> column = name.isSimple() ? merged.get(name.getSimple()) : null;
      return column == null ? name : column.get();
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
      if (call.isA(SqlKind.QUERY)) {
        return call;
      }
      if (call.getKind() == SqlKind.AS) {
        call.setOperand(0, call.operand(0).accept(this));
        return call;
      }
      return super.visit(call);
    }
  }
}
