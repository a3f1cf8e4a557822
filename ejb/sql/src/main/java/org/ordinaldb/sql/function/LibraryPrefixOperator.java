package org.ordinaldb.sql.function;

import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.SqlPrefixOperator;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandTypeInference;
import org.apache.calcite.sql.validate.SqlValidator;
import org.ordinaldb.sql.expression.CompiledOperator;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.type.SqlType;

/// An operator before its operand.
final class LibraryPrefixOperator extends SqlPrefixOperator implements CompiledOperator {
  private static final int PRECEDENCE = 80;

  private final OperatorTyping typing;

  private LibraryPrefixOperator(String name, SqlKind kind, OperatorTyping typing) {
    super(name, kind, PRECEDENCE, null, null, null);
    this.typing = typing;
  }

  static LibraryPrefixOperator of(String name, SqlKind kind, Overload... overloads) {
    return new LibraryPrefixOperator(
        name, kind, new OperatorTyping(name, true, List.of(overloads)));
  }

  @Override
  public Expression compile(List<Expression> operands, SqlType type) {
    return typing.compile(operands, type);
  }

  @Override
  public SqlOperandCountRange getOperandCountRange() {
    return SqlOperandCountRanges.of(1);
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

  @Override
  protected RelDataType adjustType(SqlValidator validator, SqlCall call, RelDataType type) {
    return type;
  }
}
