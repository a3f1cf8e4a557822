package org.ordinaldb.sql.parser;

import java.util.List;
import java.util.Objects;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlUpdate;
import org.jspecify.annotations.Nullable;

/// An INSERT, UPDATE or DELETE with clauses that Calcite's own nodes have no room for: RETURNING, ON
/// CONFLICT, FROM and USING, DEFAULT as a value. Calcite's validator never sees it.
public final class RowChange extends SqlCall {
  private static final SqlOperator OPERATOR = new SqlSpecialOperator("ROW CHANGE", SqlKind.OTHER);

  private final SqlCall statement;
  private final @Nullable SqlIdentifier alias;
  private final @Nullable SqlNode from;
  private final @Nullable ConflictClause conflict;
  private final @Nullable SqlNodeList returning;

  private RowChange(
      SqlCall statement,
      @Nullable SqlIdentifier alias,
      @Nullable SqlNode from,
      @Nullable ConflictClause conflict,
      @Nullable SqlNodeList returning) {
    super(statement.getParserPosition());
    this.statement = statement;
    this.alias = alias;
    this.from = from;
    this.conflict = conflict;
    this.returning = returning;
  }

  /// The statement itself when Calcite knows all of it.
  static SqlNode of(
      SqlCall statement,
      @Nullable SqlIdentifier alias,
      @Nullable SqlNode from,
      @Nullable ConflictClause conflict,
      @Nullable SqlNodeList returning) {
    boolean plain = from == null && conflict == null && returning == null;
    return plain && !setsDefault(statement)
        ? statement
        : new RowChange(statement, alias, from, conflict, returning);
  }

  private static boolean setsDefault(SqlCall statement) {
    return statement instanceof SqlUpdate update
        && update.getSourceExpressionList().stream()
            .anyMatch(value -> Objects.requireNonNull(value).getKind() == SqlKind.DEFAULT);
  }

  /// Calcite's node, without the clauses.
  public SqlCall statement() {
    return statement;
  }

  /// What INSERT calls its table, or null.
  public @Nullable SqlIdentifier alias() {
    return alias;
  }

  /// The further tables of UPDATE and DELETE.
  public @Nullable SqlNode from() {
    return from;
  }

  public @Nullable ConflictClause conflict() {
    return conflict;
  }

  public @Nullable SqlNodeList returning() {
    return returning;
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
