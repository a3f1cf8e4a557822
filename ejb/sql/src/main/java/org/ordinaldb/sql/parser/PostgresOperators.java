package org.ordinaldb.sql.parser;

import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.jspecify.annotations.Nullable;

/// PostgreSQL's operators that Calcite has no equal of, as the grammar names them. Their precedence
/// is PostgreSQL's; their types are for the operator table to say, which finds its own operator by
/// the name.
public final class PostgresOperators {
  public static final SqlBinaryOperator AT_TIME_ZONE = operator("AT TIME ZONE", 76);
  public static final SqlBinaryOperator POWER = operator("^", 70);
  public static final SqlBinaryOperator CONCAT = operator("||", 34);
  public static final SqlBinaryOperator SHIFT_RIGHT = operator(">>", 34);
  public static final SqlBinaryOperator SHIFT_LEFT = operator("<<", 34);
  public static final SqlBinaryOperator BIT_OR = operator("|", 34);
  public static final SqlBinaryOperator BIT_AND = operator("&", 34);
  public static final SqlBinaryOperator BIT_XOR = operator("#", 34);

  /// `x::type`, which makes a CAST.
  public static final SqlBinaryOperator INFIX_CAST =
      new SqlBinaryOperator(
          "::",
          SqlKind.CAST,
          94,
          true,
          ReturnTypes.ARG0_NULLABLE,
          InferTypes.FIRST_KNOWN,
          OperandTypes.ANY_ANY) {
        @Override
        public SqlCall createCall(
            @Nullable SqlLiteral qualifier, SqlParserPos position, @Nullable SqlNode... operands) {
          return SqlStdOperatorTable.CAST.createCall(position, operands);
        }
      };

  private PostgresOperators() {}

  private static SqlBinaryOperator operator(String name, int precedence) {
    return new SqlBinaryOperator(
        name,
        SqlKind.OTHER,
        precedence,
        true,
        ReturnTypes.ARG0_NULLABLE,
        InferTypes.FIRST_KNOWN,
        OperandTypes.ANY_ANY);
  }
}
