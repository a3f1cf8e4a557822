package org.ordinaldb.sql.parser;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.ordinaldb.storage.WaitPolicy;
import org.ordinaldb.transaction.RowLock;

/// A locking clause of a SELECT, `FOR UPDATE OF t NOWAIT`. It travels among the hints of Calcite's
/// node, which come through validation untouched.
public final class LockingNode extends SqlCall {
  private static final SqlOperator OPERATOR =
      new SqlSpecialOperator("FOR UPDATE", SqlKind.OTHER_DDL);

  private final RowLock strength;
  private final List<SqlIdentifier> tables;
  private final WaitPolicy policy;

  LockingNode(
      RowLock strength, List<SqlIdentifier> tables, WaitPolicy policy, SqlParserPos position) {
    super(position);
    this.strength = strength;
    this.tables = List.copyOf(tables);
    this.policy = policy;
  }

  public RowLock strength() {
    return strength;
  }

  /// The aliases after OF; empty for everything in FROM.
  public List<SqlIdentifier> tables() {
    return tables;
  }

  public WaitPolicy policy() {
    return policy;
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
