package org.ordinaldb.sql.function;

import static org.ordinaldb.sql.function.Overload.row;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.ordinaldb.sql.expression.Numbers;
import org.ordinaldb.sql.expression.RowKernel;
import org.ordinaldb.type.SqlType;

/// Functions of exact numbers, and operators on bits.
final class NumericFunctions {
  private static final SqlType INT2 = SqlType.INT2;
  private static final SqlType INT4 = SqlType.INT4;
  private static final SqlType INT8 = SqlType.INT8;
  private static final SqlType NUMERIC = SqlType.NUMERIC;
  private static final SqlType FLOAT8 = SqlType.FLOAT8;
  private static final int SCALE_LIMIT = 2000;

  private NumericFunctions() {}

  static List<SqlOperator> all() {
    List<SqlOperator> operators = new ArrayList<>();
    operators.add(absolute());
    operators.add(rounding("ceil", RoundingMode.CEILING, Math::ceil));
    operators.add(rounding("ceiling", RoundingMode.CEILING, Math::ceil));
    operators.add(rounding("floor", RoundingMode.FLOOR, Math::floor));
    operators.add(scaled("round", RoundingMode.HALF_UP, Math::rint));
    operators.add(scaled("trunc", RoundingMode.DOWN, x -> x < 0 ? Math.ceil(x) : Math.floor(x)));
    operators.add(LibraryFunction.of("mod", ArithmeticOperators.remainders()));
    operators.add(
        LibraryFunction.of(
            "sign",
            row(
                NUMERIC,
                (in, out) -> out.putDecimal(BigDecimal.valueOf(in.decimalAt(0).signum())),
                NUMERIC),
            row(FLOAT8, (in, out) -> out.putDouble(Math.signum(in.doubleAt(0))), FLOAT8)));
    operators.add(
        LibraryFunction.of(
            "div",
            row(
                NUMERIC,
                (in, out) -> out.putDecimal(quotient(in.decimalAt(0), in.decimalAt(1))),
                NUMERIC,
                NUMERIC)));
    operators.add(divisors("gcd", NumericFunctions::gcd));
    operators.add(divisors("lcm", NumericFunctions::lcm));
    operators.add(
        LibraryFunction.of(
            "factorial", row(NUMERIC, (in, out) -> out.putDecimal(factorial(in.longAt(0))), INT8)));
    operators.add(
        LibraryFunction.of(
            "scale", row(INT4, (in, out) -> out.putLong(in.decimalAt(0).scale()), NUMERIC)));
    operators.add(
        LibraryFunction.of(
            "trim_scale",
            row(NUMERIC, (in, out) -> out.putDecimal(trimmed(in.decimalAt(0))), NUMERIC)));
    operators.add(
        LibraryFunction.of(
            "min_scale",
            row(INT4, (in, out) -> out.putLong(trimmed(in.decimalAt(0)).scale()), NUMERIC)));
    operators.addAll(bitOperators());
    return operators;
  }

  private static LibraryFunction absolute() {
    return LibraryFunction.of(
        "abs",
        row(INT4, magnitude(INT4, Integer.MIN_VALUE), INT4),
        row(INT8, magnitude(INT8, Long.MIN_VALUE), INT8),
        row(INT2, magnitude(INT2, Short.MIN_VALUE), INT2),
        Overload.of(
            arguments -> arguments.get(0).isLongDecimal() ? arguments.get(0) : NUMERIC,
            Kernels.rows((in, out) -> out.putDecimal(in.decimalAt(0).abs())),
            NUMERIC),
        row(FLOAT8, (in, out) -> out.putDouble(Math.abs(in.doubleAt(0))), FLOAT8),
        row(SqlType.FLOAT4, (in, out) -> out.putDouble(Math.abs(in.doubleAt(0))), SqlType.FLOAT4));
  }

  private static RowKernel magnitude(SqlType type, long least) {
    return (in, out) -> {
      if (in.longAt(0) == least) {
        throw Numbers.outOfRange(type);
      }
      out.putLong(Math.abs(in.longAt(0)));
    };
  }

  private interface DoubleUnary {
    double apply(double x);
  }

  /// ceil and floor: to whole numbers.
  private static LibraryFunction rounding(String name, RoundingMode mode, DoubleUnary ofDouble) {
    return LibraryFunction.of(
        name,
        row(NUMERIC, (in, out) -> out.putDecimal(in.decimalAt(0).setScale(0, mode)), NUMERIC),
        row(FLOAT8, (in, out) -> out.putDouble(ofDouble.apply(in.doubleAt(0))), FLOAT8));
  }

  /// round and trunc: to whole numbers, or to a number of digits after the point, which may be
  /// negative.
  private static LibraryFunction scaled(String name, RoundingMode mode, DoubleUnary ofDouble) {
    return LibraryFunction.of(
        name,
        row(NUMERIC, (in, out) -> out.putDecimal(in.decimalAt(0).setScale(0, mode)), NUMERIC),
        row(FLOAT8, (in, out) -> out.putDouble(ofDouble.apply(in.doubleAt(0))), FLOAT8),
        row(
            NUMERIC,
            (in, out) -> out.putDecimal(toScale(in.decimalAt(0), in.intAt(1), mode)),
            NUMERIC,
            INT4));
  }

  private static BigDecimal toScale(BigDecimal value, int digits, RoundingMode mode) {
    int scale = Math.max(-SCALE_LIMIT, Math.min(SCALE_LIMIT, digits));
    BigDecimal rounded = value.setScale(scale, mode);
    return scale < 0 ? rounded.setScale(0) : rounded;
  }

  private static BigDecimal quotient(BigDecimal a, BigDecimal b) {
    if (b.signum() == 0) {
      throw Numbers.divisionByZero();
    }
    return a.divide(b, 0, RoundingMode.DOWN);
  }

  private interface Divisor {
    BigInteger of(BigInteger a, BigInteger b);
  }

  private static LibraryFunction divisors(String name, Divisor divisor) {
    return LibraryFunction.of(
        name,
        integerDivisor(INT4, divisor),
        integerDivisor(INT8, divisor),
        row(
            NUMERIC,
            (in, out) -> {
              BigDecimal a = in.decimalAt(0);
              BigDecimal b = in.decimalAt(1);
              int scale = Math.max(a.scale(), b.scale());
              BigInteger result =
                  divisor.of(a.setScale(scale).unscaledValue(), b.setScale(scale).unscaledValue());
              out.putDecimal(new BigDecimal(result, scale));
            },
            NUMERIC,
            NUMERIC));
  }

  private static Overload integerDivisor(SqlType type, Divisor divisor) {
    return row(
        type,
        (in, out) -> {
          BigInteger result =
              divisor.of(BigInteger.valueOf(in.longAt(0)), BigInteger.valueOf(in.longAt(1)));
          if (result.bitLength() >= 8 * type.kind().byteLength()) {
            throw Numbers.outOfRange(type);
          }
          out.putLong(result.longValue());
        },
        type,
        type);
  }

  private static BigInteger gcd(BigInteger a, BigInteger b) {
    return a.gcd(b);
  }

  private static BigInteger lcm(BigInteger a, BigInteger b) {
    return a.signum() == 0 || b.signum() == 0
        ? BigInteger.ZERO
        : a.divide(a.gcd(b)).multiply(b).abs();
  }

  private static BigDecimal factorial(long n) {
    if (n < 0) {
      throw Numbers.outOfRange("factorial of a negative number is undefined");
    }
    if (n > 32177) {
      throw Numbers.outOfRange("value overflows numeric format");
    }
    BigInteger product = BigInteger.ONE;
    for (long i = 2; i <= n; i++) {
      product = product.multiply(BigInteger.valueOf(i));
    }
    return new BigDecimal(product);
  }

  private static BigDecimal trimmed(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  private static List<SqlOperator> bitOperators() {
    return List.of(
        bits("&", (a, b, width) -> a & b),
        bits("|", (a, b, width) -> a | b),
        bits("#", (a, b, width) -> a ^ b),
        shift("<<", (a, b, width) -> a << (b & (width - 1))),
        shift(">>", (a, b, width) -> a >> (b & (width - 1))));
  }

  private interface BitKernel {
    long apply(long a, long b, int width);
  }

  private static LibraryOperator bits(String name, BitKernel kernel) {
    return LibraryOperator.of(
        name,
        SqlKind.OTHER,
        34,
        bits(INT4, INT4, kernel),
        bits(INT8, INT8, kernel),
        bits(INT2, INT2, kernel));
  }

  private static LibraryOperator shift(String name, BitKernel kernel) {
    return LibraryOperator.of(
        name,
        SqlKind.OTHER,
        34,
        bits(INT4, INT4, kernel),
        bits(INT8, INT4, kernel),
        bits(INT2, INT4, kernel));
  }

  private static Overload bits(SqlType type, SqlType second, BitKernel kernel) {
    int width = Math.max(32, 8 * type.kind().byteLength());
    return row(
        type,
        (in, out) -> out.putLong(narrow(type, kernel.apply(in.longAt(0), in.longAt(1), width))),
        type,
        second);
  }

  private static long narrow(SqlType type, long value) {
    return switch (type.kind()) {
      case INT2 -> (short) value;
      case INT4 -> (int) value;
      default -> value;
    };
  }
}
