package org.ordinaldb.sql.function;

import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandTypeInference;
import org.ordinaldb.sql.expression.CompiledOperator;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.Like;
import org.ordinaldb.type.SqlType;

/// LIKE, ILIKE and their negations. Not of the kind LIKE, for which Calcite's simplifier has rules
/// that know no backslash: it would make `'a\%%'` the pattern `'a\%'`.
final class LikeOperator extends SqlSpecialOperator implements CompiledOperator {
  private static final int PRECEDENCE = 32;

  private final OperatorTyping typing;

  private LikeOperator(String name, String sqlName, boolean insensitive, boolean negated) {
    super(name, SqlKind.OTHER, PRECEDENCE, false, null, null, null);
    Overload.Factory factory =
        (type, arguments) -> {
          Expression like = Like.of(arguments, insensitive);
          return negated ? Like.not(like) : like;
        };
    SqlType text = SqlType.TEXT;
    this.typing =
        new OperatorTyping(
            sqlName,
            true,
            List.of(
                Overload.of(SqlType.BOOLEAN, factory, text, text),
                Overload.of(SqlType.BOOLEAN, factory, text, text, text)));
  }

  static List<SqlOperator> all() {
    return List.of(
        new LikeOperator("LIKE", "~~", false, false),
        new LikeOperator("NOT LIKE", "!~~", false, true),
        new LikeOperator("ILIKE", "~~*", true, false),
        new LikeOperator("NOT ILIKE", "!~~*", true, true));
  }

  @Override
  public Expression compile(List<Expression> operands, SqlType type) {
    return typing.compile(operands, type);
  }

  @Override
  public SqlOperandCountRange getOperandCountRange() {
    return SqlOperandCountRanges.between(2, 3);
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
  public void unparse(SqlWriter writer, SqlCall call, int leftPrec, int rightPrec) {
    call.operand(0).unparse(writer, getLeftPrec(), getRightPrec());
    writer.sep(getName());
    call.operand(1).unparse(writer, getLeftPrec(), getRightPrec());
    if (call.operandCount() == 3) {
      writer.sep("ESCAPE");
      call.operand(2).unparse(writer, getLeftPrec(), getRightPrec());
    }
  }
}
