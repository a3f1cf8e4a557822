package org.ordinaldb.sql.expression;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// Conversions among boolean and the numeric types.
final class NumberCasts {
  private static final MathContext FLOAT4_DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);
  private static final MathContext FLOAT8_DIGITS = new MathContext(15, RoundingMode.HALF_EVEN);

  private NumberCasts() {}

  /// Null when there is no such conversion.
  static @Nullable Expression of(Expression operand, SqlType target) {
    SqlType source = operand.type();
    if (source.kind() == TypeKind.BOOLEAN) {
      return target.kind() == TypeKind.INT4 ? new Retyped(operand, target) : null;
    }
    if (!Numbers.isNumber(source)) {
      return null;
    }
    if (target.kind() == TypeKind.BOOLEAN) {
      return source.kind() == TypeKind.INT4
          ? new LongComparison(
              ComparisonOperator.NOT_EQUAL, operand, Constant.ofLong(SqlType.INT4, 0))
          : null;
    }
    if (Numbers.isFloat(source)) {
      return ofFloat(operand, target);
    }
    return Numbers.isInteger(source) ? ofInteger(operand, target) : ofNumeric(operand, target);
  }

  private static Expression ofInteger(Expression operand, SqlType target) {
    if (Numbers.isInteger(target)) {
      return integerMaximum(target) >= integerMaximum(operand.type())
              && integerMinimum(target) <= integerMinimum(operand.type())
          ? new Retyped(operand, target)
          : new IntegerNarrowing(operand, target);
    }
    if (Numbers.isFloat(target)) {
      return new LongToDouble(operand, target);
    }
    return toNumeric(operand, target);
  }

  private static Expression ofNumeric(Expression operand, SqlType target) {
    if (Numbers.isInteger(target)) {
      return row(operand, target, (in, out) -> out.putLong(integer(in.decimalAt(0), target)));
    }
    if (target.kind() == TypeKind.FLOAT4) {
      return row(operand, target, (in, out) -> out.putDouble(single(in.decimalAt(0))));
    }
    if (target.kind() == TypeKind.FLOAT8) {
      return operand.type().isLongDecimal()
          ? new LongToDouble(operand, target)
          : row(operand, target, (in, out) -> out.putDouble(finite(in.decimalAt(0))));
    }
    return toNumeric(operand, target);
  }

  /// From an integer or a numeric.
  private static Expression toNumeric(Expression operand, SqlType target) {
    SqlType source = operand.type();
    boolean digitsFit =
        target.isLongDecimal()
            && source.vectorKind() == target.vectorKind()
            && source.scale() == target.scale()
            && Numbers.integerDigits(source) <= Numbers.integerDigits(target);
    if (digitsFit) {
      return new Retyped(operand, target);
    }
    boolean anyScale = target.length() < 0 && source.vectorKind() == target.vectorKind();
    return anyScale
        ? new Retyped(operand, target)
        : new RowCall(
            target,
            List.of(operand),
            RowCall.Mode.STRICT,
            (in, out) -> {
              DecimalReader reader = new DecimalReader(in.vector(0), in.type(0));
              int row = in.rowOf(0);
              if (reader.fitsLong(row)) {
                out.putDecimal(reader.unscaled(row), reader.scale(row));
              } else {
                out.putDecimal(reader.decimal(row));
              }
            });
  }

  private static Expression ofFloat(Expression operand, SqlType target) {
    boolean single = operand.type().kind() == TypeKind.FLOAT4;
    return switch (target.kind()) {
      case FLOAT8 -> new Retyped(operand, target);
      case FLOAT4 -> row(operand, target, (in, out) -> out.putDouble(single(in.doubleAt(0))));
      case NUMERIC -> {
        MathContext digits = single ? FLOAT4_DIGITS : FLOAT8_DIGITS;
        yield row(operand, target, (in, out) -> out.putDecimal(exact(in.doubleAt(0), digits)));
      }
      default -> row(operand, target, (in, out) -> out.putLong(integer(in.doubleAt(0), target)));
    };
  }

  private static Expression row(Expression operand, SqlType target, RowKernel kernel) {
    return new RowCall(target, List.of(operand), RowCall.Mode.STRICT, kernel);
  }

  static long integerMaximum(SqlType type) {
    return switch (type.kind()) {
      case INT2 -> Short.MAX_VALUE;
      case INT4 -> Integer.MAX_VALUE;
      case OID -> 0xffff_ffffL;
      default -> Long.MAX_VALUE;
    };
  }

  static long integerMinimum(SqlType type) {
    return switch (type.kind()) {
      case INT2 -> Short.MIN_VALUE;
      case INT4 -> Integer.MIN_VALUE;
      case OID -> 0;
      default -> Long.MIN_VALUE;
    };
  }

  /// Rounds half away from zero.
  private static long integer(BigDecimal value, SqlType target) {
    BigDecimal rounded = value.setScale(0, RoundingMode.HALF_UP);
    if (rounded.compareTo(BigDecimal.valueOf(integerMaximum(target))) > 0
        || rounded.compareTo(BigDecimal.valueOf(integerMinimum(target))) < 0) {
      throw Numbers.outOfRange(target);
    }
    return rounded.longValue();
  }

  /// Rounds half to even.
  private static long integer(double value, SqlType target) {
    double rounded = Math.rint(value);
    // The greatest long is not a double: 2^63 itself is out of range.
    boolean fits =
        rounded >= (double) integerMinimum(target)
            && (target.kind() == TypeKind.INT8
                ? rounded < 0x1p63
                : rounded <= (double) integerMaximum(target));
    if (!fits) {
      throw Numbers.outOfRange(target);
    }
    return (long) rounded;
  }

  private static double single(double value) {
    float rounded = (float) value;
    if (Float.isInfinite(rounded) && !Double.isInfinite(value)) {
      throw Numbers.overflow();
    }
    if (rounded == 0 && value != 0) {
      throw Numbers.underflow();
    }
    return rounded;
  }

  private static double single(BigDecimal value) {
    float rounded = value.floatValue();
    if (Float.isInfinite(rounded) || (rounded == 0 && value.signum() != 0)) {
      throw Numbers.outOfRange("\"" + value.toPlainString() + "\" is out of range for type real");
    }
    return rounded;
  }

  private static double finite(BigDecimal value) {
    double rounded = value.doubleValue();
    if (Double.isInfinite(rounded) || (rounded == 0 && value.signum() != 0)) {
      throw Numbers.outOfRange(
          "\"" + value.toPlainString() + "\" is out of range for type double precision");
    }
    return rounded;
  }

  /// As `printf("%.15g")` reads: trailing zeros are not kept.
  private static BigDecimal exact(double value, MathContext digits) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new StatementException(
          SqlState.FEATURE_NOT_SUPPORTED, "NaN and infinity as numeric are not supported");
    }
    BigDecimal stripped = new BigDecimal(value).round(digits).stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
