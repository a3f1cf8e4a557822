package org.ordinaldb.sql.function;

import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandTypeInference;
import org.apache.calcite.sql.validate.SqlValidator;
import org.ordinaldb.sql.expression.CompiledOperator;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.type.SqlType;

/// An operator between two operands. The validator finds it by the name that the parser's operator
/// has, and puts it in that one's place.
final class LibraryOperator extends SqlBinaryOperator implements CompiledOperator {
  private final OperatorTyping typing;

  private LibraryOperator(String name, SqlKind kind, int precedence, OperatorTyping typing) {
    super(name, kind, precedence, true, null, null, null);
    this.typing = typing;
  }

  /// @param precedence for writing expressions as SQL; the grammar has its own
  static LibraryOperator of(String name, SqlKind kind, int precedence, Overload... overloads) {
    OperatorTyping typing = new OperatorTyping(name, true, List.of(overloads));
    return new LibraryOperator(name, kind, precedence, typing);
  }

  /// An operator that Calcite's parser knows by a name that is not PostgreSQL's.
  ///
  /// @param sqlName how statements write it
  static LibraryOperator of(
      String name, String sqlName, SqlKind kind, int precedence, Overload... overloads) {
    OperatorTyping typing = new OperatorTyping(sqlName, true, List.of(overloads));
    return new LibraryOperator(name, kind, precedence, typing);
  }

  @Override
  public Expression compile(List<Expression> operands, SqlType type) {
    return typing.compile(operands, type);
  }

  @Override
  public SqlOperandCountRange getOperandCountRange() {
    return SqlOperandCountRanges.of(2);
  }

  @Override
  public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
    return typing.check(binding);
  }

  @Override
  public RelDataType inferReturnType(SqlOperatorBinding binding) {
    return typing.resultType(binding);
  }

  @Override
  public SqlOperandTypeInference getOperandTypeInference() {
    return (binding, returnType, types) -> typing.inferArguments(binding, types);
  }

  /// There is one collation.
  @Override
  protected RelDataType adjustType(SqlValidator validator, SqlCall call, RelDataType type) {
    return type;
  }
}
