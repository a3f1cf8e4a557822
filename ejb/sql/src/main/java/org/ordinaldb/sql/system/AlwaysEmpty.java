package org.ordinaldb.sql.system;

import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/// Tells queries that can give no row, whatever the data, because they join a system table that
/// stands for something Ordinal does not have.
final class AlwaysEmpty {
  private static final Set<String> AGGREGATES =
      Set.of(
          "count",
          "sum",
          "min",
          "max",
          "avg",
          "bool_and",
          "bool_or",
          "every",
          "string_agg",
          "array_agg",
          "json_agg",
          "jsonb_agg");

  /// Columns of system tables that are arrays in PostgreSQL and always NULL here.
  private static final Set<String> NULL_ARRAYS =
      Set.of("reloptions", "attoptions", "spcoptions", "relacl", "attacl", "nspacl", "datacl");

  private AlwaysEmpty() {}

  static boolean query(SqlNode node) {
    return switch (node) {
      case SqlOrderBy ordered -> query(ordered.query);
      case SqlSelect select ->
          select.getGroup() == null
              && select.getHaving() == null
              && (source(select.getFrom()) || asksForNullArray(select.getWhere()))
              && !aggregates(select);
      case SqlCall call when call.getKind() == SqlKind.UNION ->
          call.getOperandList().stream().allMatch(AlwaysEmpty::query);
      default -> false;
    };
  }

  private static boolean source(@Nullable SqlNode from) {
    return switch (from) {
      case null -> false;
      case SqlIdentifier name -> table(name);
      case SqlSelect select -> query(select);
      case SqlJoin join -> join(join);
      case SqlCall call ->
          switch (call.getKind()) {
            case AS, LATERAL, TABLE_REF -> source(call.operand(0));
            default -> isUnnestOfNull(call);
          };
      default -> false;
    };
  }

  private static boolean join(SqlJoin join) {
    boolean left = source(join.getLeft());
    boolean right = source(join.getRight());
    return switch (join.getJoinType()) {
      case INNER, CROSS, COMMA -> left || right;
      case LEFT -> left;
      case RIGHT -> right;
      default -> left && right;
    };
  }

  private static boolean table(SqlIdentifier name) {
    int parts = name.names.size();
    String schema = parts > 1 ? name.names.get(parts - 2) : "pg_catalog";
    VirtualTable table = SystemTables.all().table(schema, name.names.get(parts - 1));
    return table != null && table.isAlwaysEmpty();
  }

  /// Whether a condition asks that one of the arrays is not NULL.
  private static boolean asksForNullArray(@Nullable SqlNode condition) {
    return condition instanceof SqlCall call
        && switch (call.getKind()) {
          case AND -> call.getOperandList().stream().anyMatch(AlwaysEmpty::asksForNullArray);
          case IS_NOT_NULL -> isNullArray(call.operand(0));
          default -> false;
        };
  }

  private static boolean isNullArray(SqlNode node) {
    return node instanceof SqlIdentifier column && NULL_ARRAYS.contains(column.names.getLast());
  }

  private static boolean isUnnestOfNull(SqlCall call) {
    return call.getOperator().getName().toLowerCase(Locale.ROOT).endsWith("unnest")
        && call.operandCount() == 1
        && isNullArray(call.operand(0));
  }

  /// Whether the query aggregates, and so gives a row even without input.
  private static boolean aggregates(SqlSelect select) {
    boolean[] found = new boolean[1];
    select
        .getSelectList()
        .accept(
            new SqlBasicVisitor<@Nullable Void>() {
              @Override
              public @Nullable Void visit(SqlCall call) {
                if (call.getKind() == SqlKind.SELECT) {
                  return null;
                }
                String name = call.getOperator().getName().toLowerCase(Locale.ROOT);
                found[0] |= AGGREGATES.contains(name);
                return super.visit(call);
              }
            });
    return found[0];
  }
}
