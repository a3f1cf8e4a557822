package org.ordinaldb.sql.function;

import static org.ordinaldb.sql.function.Overload.row;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.expression.Numbers;
import org.ordinaldb.sql.expression.RowCall;
import org.ordinaldb.type.SqlType;

/// Roots, powers, logarithms and trigonometry, of double precision and where PostgreSQL has them of
/// numeric.
final class FloatFunctions {
  private static final SqlType FLOAT8 = SqlType.FLOAT8;
  private static final SqlType NUMERIC = SqlType.NUMERIC;

  private FloatFunctions() {}

  static List<SqlOperator> all() {
    List<SqlOperator> operators = new ArrayList<>();
    operators.add(LibraryOperator.of("^", SqlKind.OTHER, 70, powers()));
    operators.add(LibraryFunction.of("power", powers()));
    operators.add(LibraryFunction.of("pow", powers()));
    operators.add(both("sqrt", FloatFunctions::sqrt, NumericRoots::sqrt));
    operators.add(both("exp", FloatFunctions::exp, NumericRoots::exp));
    operators.add(both("ln", FloatFunctions::ln, NumericRoots::ln));
    operators.add(
        both("log10", FloatFunctions::log10, value -> NumericRoots.log(BigDecimal.TEN, value)));
    operators.add(
        LibraryFunction.of(
            "log",
            decimal(value -> NumericRoots.log(BigDecimal.TEN, value)),
            row(FLOAT8, (in, out) -> out.putDouble(log10(in.doubleAt(0))), FLOAT8),
            row(
                NUMERIC,
                (in, out) -> out.putDecimal(NumericRoots.log(in.decimalAt(0), in.decimalAt(1))),
                NUMERIC,
                NUMERIC)));
    operators.add(unary("cbrt", Math::cbrt));
    operators.add(unary("degrees", radians -> radians / (Math.PI / 180)));
    operators.add(unary("radians", degrees -> degrees * (Math.PI / 180)));
    operators.addAll(trigonometry());
    operators.add(LibraryFunction.of("pi", row(FLOAT8, (in, out) -> out.putDouble(Math.PI))));
    operators.add(
        LibraryFunction.of(
            "random",
            LibraryFunction.Volatility.VOLATILE,
            row(
                FLOAT8,
                RowCall.Mode.VOLATILE,
                (in, out) -> out.putDouble(in.context().random().nextDouble()))));
    return operators;
  }

  private static List<SqlOperator> trigonometry() {
    return List.of(
        unary("sin", finite(Math::sin)),
        unary("cos", finite(Math::cos)),
        unary("tan", finite(Math::tan)),
        unary("cot", finite(x -> 1 / Math.tan(x))),
        unary("asin", FloatFunctions::asin),
        unary("acos", FloatFunctions::acos),
        unary("atan", Math::atan),
        binary("atan2", Math::atan2),
        unary("sinh", Math::sinh),
        unary("cosh", Math::cosh),
        unary("tanh", Math::tanh),
        unary("asinh", x -> Math.copySign(Math.log(Math.abs(x) + Math.hypot(x, 1)), x)),
        unary("acosh", x -> Math.log(x + Math.sqrt(x * x - 1))),
        unary("atanh", x -> 0.5 * Math.log((1 + x) / (1 - x))));
  }

  private static LibraryFunction unary(String name, DoubleUnaryOperator function) {
    return LibraryFunction.of(
        name,
        row(
            FLOAT8,
            (in, out) -> {
              double x = in.doubleAt(0);
              double y = function.applyAsDouble(x);
              if (Double.isInfinite(y) && !Double.isInfinite(x)) {
                throw Numbers.overflow();
              }
              out.putDouble(y);
            },
            FLOAT8));
  }

  private static LibraryFunction binary(String name, DoubleBinaryOperator function) {
    return LibraryFunction.of(
        name,
        row(
            FLOAT8,
            (in, out) -> out.putDouble(function.applyAsDouble(in.doubleAt(0), in.doubleAt(1))),
            FLOAT8,
            FLOAT8));
  }

  private interface DecimalUnary {
    BigDecimal apply(BigDecimal value);
  }

  /// Of numeric when the argument is one, else of double precision, integers included.
  private static LibraryFunction both(
      String name, DoubleUnaryOperator ofDouble, DecimalUnary ofDecimal) {
    return LibraryFunction.of(
        name,
        row(FLOAT8, (in, out) -> out.putDouble(ofDouble.applyAsDouble(in.doubleAt(0))), FLOAT8),
        decimal(ofDecimal));
  }

  private static Overload decimal(DecimalUnary function) {
    return row(NUMERIC, (in, out) -> out.putDecimal(function.apply(in.decimalAt(0))), NUMERIC);
  }

  private static Overload[] powers() {
    return new Overload[] {
      row(
          FLOAT8,
          (in, out) -> out.putDouble(power(in.doubleAt(0), in.doubleAt(1))),
          FLOAT8,
          FLOAT8),
      row(
          NUMERIC,
          (in, out) -> out.putDecimal(NumericRoots.power(in.decimalAt(0), in.decimalAt(1))),
          NUMERIC,
          NUMERIC)
    };
  }

  private static double power(double base, double exponent) {
    if (Double.isNaN(base)) {
      return exponent == 0 ? 1 : base;
    }
    if (Double.isNaN(exponent)) {
      return base == 1 ? 1 : exponent;
    }
    requirePower(base == 0, base < 0, exponent < 0, exponent == Math.rint(exponent));
    double result = base == 1 ? 1 : Math.pow(base, exponent);
    boolean finite = !Double.isInfinite(base) && !Double.isInfinite(exponent);
    if (Double.isInfinite(result) && finite) {
      throw Numbers.overflow();
    }
    if (result == 0 && base != 0 && finite) {
      throw Numbers.underflow();
    }
    return result;
  }

  /// The powers that are no real numbers.
  static void requirePower(
      boolean zeroBase, boolean negativeBase, boolean negativeExponent, boolean wholeExponent) {
    if (zeroBase && negativeExponent) {
      throw new StatementException(
          SqlState.INVALID_ARGUMENT_FOR_POWER_FUNCTION,
          "zero raised to a negative power is undefined");
    }
    if (negativeBase && !wholeExponent) {
      throw new StatementException(
          SqlState.INVALID_ARGUMENT_FOR_POWER_FUNCTION,
          "a negative number raised to a non-integer power yields a complex result");
    }
  }

  private static double sqrt(double x) {
    requireRoot(x < 0);
    return Math.sqrt(x);
  }

  static void requireRoot(boolean negative) {
    if (negative) {
      throw new StatementException(
          SqlState.INVALID_ARGUMENT_FOR_POWER_FUNCTION,
          "cannot take square root of a negative number");
    }
  }

  private static double exp(double x) {
    double result = Math.exp(x);
    if (Double.isInfinite(result) && !Double.isInfinite(x)) {
      throw Numbers.overflow();
    }
    if (result == 0 && !Double.isInfinite(x)) {
      throw Numbers.underflow();
    }
    return result;
  }

  private static double ln(double x) {
    requireLogarithm(x == 0, x < 0);
    return Math.log(x);
  }

  private static double log10(double x) {
    requireLogarithm(x == 0, x < 0);
    return Math.log10(x);
  }

  static void requireLogarithm(boolean zero, boolean negative) {
    if (zero || negative) {
      throw new StatementException(
          SqlState.INVALID_ARGUMENT_FOR_LOGARITHM,
          zero ? "cannot take logarithm of zero" : "cannot take logarithm of a negative number");
    }
  }

  private static DoubleUnaryOperator finite(DoubleUnaryOperator function) {
    return x -> {
      if (Double.isInfinite(x)) {
        throw outOfRange();
      }
      return function.applyAsDouble(x);
    };
  }

  private static double asin(double x) {
    requireUnit(x);
    return Math.asin(x);
  }

  private static double acos(double x) {
    requireUnit(x);
    return Math.acos(x);
  }

  private static void requireUnit(double x) {
    if (x < -1 || x > 1) {
      throw outOfRange();
    }
  }

  private static StatementException outOfRange() {
    return Numbers.outOfRange("input is out of range");
  }
}
