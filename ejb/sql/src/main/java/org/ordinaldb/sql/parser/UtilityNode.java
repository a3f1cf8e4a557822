package org.ordinaldb.sql.parser;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.parser.SqlParserPos;

/// A [Utility] where the parser wants a node. Calcite's validator never sees it.
public final class UtilityNode extends SqlCall {
  private static final SqlOperator OPERATOR = new SqlSpecialOperator("UTILITY", SqlKind.OTHER_DDL);

  private final Utility utility;

  UtilityNode(Utility utility, SqlParserPos position) {
    super(position);
    this.utility = utility;
  }

  public Utility utility() {
    return utility;
  }

  @Override
  public SqlOperator getOperator() {
    return OPERATOR;
  }

  @Override
  public List<SqlNode> getOperandList() {
    return List.of();
  }
}
