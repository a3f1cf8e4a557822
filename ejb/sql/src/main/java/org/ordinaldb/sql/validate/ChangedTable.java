package org.ordinaldb.sql.validate;

import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/// The table that a statement changes, under the name that its expressions use.
record ChangedTable(SqlIdentifier name, @Nullable SqlIdentifier alias) {
  private static final SqlParserPos HERE = SqlParserPos.ZERO;

  SqlNode node() {
    return alias == null ? name : as(name, alias);
  }

  /// The table and what stands in FROM or USING.
  SqlNode with(@Nullable SqlNode further) {
    return further == null ? node() : joined(node(), further);
  }

  /// The table and itself once more under another name.
  SqlNode twice(String second) {
    // The validator tells nodes apart by their identity.
    SqlNode again = name.clone(name.getParserPosition());
    return joined(node(), as(again, new SqlIdentifier(second, HERE)));
  }

  private static SqlNode joined(SqlNode left, SqlNode right) {
    return new SqlJoin(
        HERE,
        left,
        SqlLiteral.createBoolean(false, HERE),
        JoinType.COMMA.symbol(HERE),
        right,
        JoinConditionType.NONE.symbol(HERE),
        null);
  }

  private static SqlCall as(SqlNode node, SqlIdentifier alias) {
    return SqlStdOperatorTable.AS.createCall(HERE, node, alias);
  }
}
