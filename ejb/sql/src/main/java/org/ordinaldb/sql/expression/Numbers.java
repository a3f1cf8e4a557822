package org.ordinaldb.sql.expression;

import java.math.BigDecimal;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// What kernels and function typing know about the numeric types.
public final class Numbers {
  private Numbers() {}

  public static boolean isInteger(SqlType type) {
    return switch (type.kind()) {
      case INT2, INT4, INT8, OID -> true;
      default -> false;
    };
  }

  public static boolean isFloat(SqlType type) {
    return type.kind() == TypeKind.FLOAT4 || type.kind() == TypeKind.FLOAT8;
  }

  public static boolean isNumber(SqlType type) {
    return isInteger(type) || isFloat(type) || type.kind() == TypeKind.NUMERIC;
  }

  /// Decimal digits before the point that values of an integer or constrained numeric type have at
  /// most, or -1 for unconstrained numeric.
  static int integerDigits(SqlType type) {
    return switch (type.kind()) {
      case INT2 -> 5;
      case INT4, OID -> 10;
      case INT8 -> 19;
      case NUMERIC -> type.length() > 0 ? type.length() - type.scale() : -1;
      default -> throw new AssertionError(type);
    };
  }

  static SqlType comparisonDomain(SqlType left, SqlType right) {
    if (isFloat(left) || isFloat(right)) {
      return SqlType.FLOAT8;
    }
    return isInteger(left) && isInteger(right) ? SqlType.INT8 : SqlType.NUMERIC;
  }

  public static StatementException outOfRange(SqlType type) {
    return new StatementException(
        SqlState.NUMERIC_VALUE_OUT_OF_RANGE, type.kind().sqlName() + " out of range");
  }

  public static StatementException outOfRange(String what) {
    return new StatementException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, what);
  }

  public static StatementException overflow() {
    return outOfRange("value out of range: overflow");
  }

  public static StatementException underflow() {
    return outOfRange("value out of range: underflow");
  }

  public static StatementException divisionByZero() {
    return new StatementException(SqlState.DIVISION_BY_ZERO, "division by zero");
  }

  /// The scale of a quotient: at least sixteen significant digits, counted in PostgreSQL's groups of
  /// four, and no less than either operand's (`select_div_scale`).
  public static int quotientScale(BigDecimal dividend, BigDecimal divisor) {
    int weight = groupWeight(dividend) - groupWeight(divisor);
    if (leadingGroup(dividend) <= leadingGroup(divisor)) {
      weight--;
    }
    int scale = 16 - weight * 4;
    return Math.min(
        1000, Math.max(scale, Math.max(0, Math.max(dividend.scale(), divisor.scale()))));
  }

  /// The power of 10,000 of the first group of four digits that is not zero.
  public static int groupWeight(BigDecimal value) {
    return value.signum() == 0 ? 0 : Math.floorDiv(value.precision() - value.scale() - 1, 4);
  }

  private static int leadingGroup(BigDecimal value) {
    if (value.signum() == 0) {
      return 0;
    }
    int shift = groupWeight(value) * 4;
    return value.abs().movePointLeft(shift).intValue();
  }
}
