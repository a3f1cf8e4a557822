package org.ordinaldb.sql.expression;

import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// Makes arithmetic over two numbers in the type of its result.
public final class Arithmetic {
  private Arithmetic() {}

  public static Expression of(
      ArithmeticOperator operator, SqlType type, Expression left, Expression right) {
    if (type.kind() == TypeKind.NUMERIC) {
      return new DecimalArithmetic(operator, type, exact(left), exact(right));
    }
    if (Numbers.isFloat(type)) {
      return new DoubleArithmetic(
          operator,
          type,
          Casts.implicit(left, SqlType.FLOAT8),
          Casts.implicit(right, SqlType.FLOAT8));
    }
    return new LongArithmetic(
        operator, type, Casts.implicit(left, type), Casts.implicit(right, type));
  }

  /// The type that adding, subtracting or multiplying has: numerics that can be kept as scaled longs
  /// stay so as long as no result can leave them.
  public static SqlType resultType(ArithmeticOperator operator, SqlType left, SqlType right) {
    int leftDigits = Numbers.integerDigits(left);
    int rightDigits = Numbers.integerDigits(right);
    if (leftDigits < 0 || rightDigits < 0) {
      return SqlType.NUMERIC;
    }
    int scale = 0;
    int digits = 0;
    switch (operator) {
      case ADD, SUBTRACT -> {
        scale = Math.max(left.scale(), right.scale());
        digits = Math.max(leftDigits, rightDigits) + 1;
      }
      case MULTIPLY -> {
        scale = left.scale() + right.scale();
        digits = leftDigits + rightDigits;
      }
      case DIVIDE, MODULO -> {
        return SqlType.NUMERIC;
      }
    }
    return digits + scale <= SqlType.LONG_DECIMAL_PRECISION
        ? SqlType.numeric(digits + scale, scale)
        : SqlType.NUMERIC;
  }

  private static Expression exact(Expression operand) {
    boolean isExact =
        Numbers.isInteger(operand.type()) || operand.type().kind() == TypeKind.NUMERIC;
    return isExact ? operand : Casts.implicit(operand, SqlType.NUMERIC);
  }
}
