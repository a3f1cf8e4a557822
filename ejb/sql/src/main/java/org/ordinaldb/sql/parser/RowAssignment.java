package org.ordinaldb.sql.parser;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;

/// `SET (a, b) = ...`, in terms of an assignment for each column.
final class RowAssignment {
  private RowAssignment() {}

  static void requireSameCount(List<SqlNode> columns, List<SqlNode> values, SqlParserPos position) {
    if (columns.size() != values.size()) {
      throw Nodes.at(
          new StatementException(
              SqlState.SYNTAX_ERROR, "number of columns does not match number of values"),
          position);
    }
  }

  /// A query for each column of a query.
  static List<SqlNode> columns(SqlNode query) {
    SqlNodeList items = items(query);
    if (items == null || items.stream().anyMatch(RowAssignment::isStar)) {
      throw Nodes.notSupported(
          "UPDATE with such a query for several columns", query.getParserPosition());
    }
    List<SqlNode> columns = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      columns.add(column(query, i));
    }
    return columns;
  }

  private static SqlNode column(SqlNode query, int index) {
    SqlNode copy = new Copier().copy(query);
    SqlSelect select = (SqlSelect) (copy instanceof SqlOrderBy ordered ? ordered.query : copy);
    select.setSelectList(SqlNodeList.of(select.getSelectList().get(index)));
    return copy;
  }

  /// The SELECT list, or null where a column would not stand for itself.
  private static @Nullable SqlNodeList items(SqlNode query) {
    return switch (query) {
      case SqlOrderBy ordered -> items(ordered.query);
      case SqlSelect select when !select.isDistinct() -> select.getSelectList();
      default -> null;
    };
  }

  private static boolean isStar(SqlNode item) {
    return item instanceof SqlIdentifier name && name.isStar();
  }

  /// The validator tells nodes apart by their identity, so no node may stand in two queries.
  private static final class Copier extends SqlShuttle {
    SqlNode copy(SqlNode node) {
      return Objects.requireNonNull(node.accept(this));
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
      CallCopyingArgHandler copy = new CallCopyingArgHandler(call, true);
      call.getOperator().acceptCall(this, call, false, copy);
      return copy.result();
    }

    @Override
    public SqlNode visit(SqlNodeList list) {
      List<@Nullable SqlNode> copies = new ArrayList<>();
      list.forEach(node -> copies.add(node == null ? null : node.accept(this)));
      return new SqlNodeList(copies, list.getParserPosition());
    }

    @Override
    public SqlNode visit(SqlIdentifier name) {
      return name.clone(name.getParserPosition());
    }

    @Override
    public SqlNode visit(SqlLiteral literal) {
      return literal.clone(literal.getParserPosition());
    }

    @Override
    public SqlNode visit(SqlDynamicParam parameter) {
      return parameter.clone(parameter.getParserPosition());
    }
  }
}
