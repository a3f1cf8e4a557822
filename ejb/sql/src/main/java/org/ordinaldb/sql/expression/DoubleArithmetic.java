package org.ordinaldb.sql.expression;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;
import org.ordinaldb.type.Vector;

/// Arithmetic on real and double precision. An infinite result of finite operands is an overflow, a
/// zero product or quotient of operands that are not zero an underflow, and dividing by zero an
/// error, as in PostgreSQL.
///
/// The loops run over all rows and only gather whether a result looks suspicious; then each row that
/// counts is examined. Real is computed as double and rounded, which for one operation gives the
/// float result.
final class DoubleArithmetic extends Call {
  private static final long EXPONENT_MASK = 0x7ff0_0000_0000_0000L;
  private static final long LEAST_EXPONENT = 0x0010_0000_0000_0000L;

  private final ArithmeticOperator operator;
  private final boolean single;

  DoubleArithmetic(ArithmeticOperator operator, SqlType type, Expression left, Expression right) {
    super(type, left, right);
    assert operator != ArithmeticOperator.MODULO;
    this.operator = operator;
    this.single = type.kind() == TypeKind.FLOAT4;
  }

  @Override
  protected Vector compute(ColumnBatch batch, EvaluationContext context) {
    int rowCount = batch.rowCount();
    DoubleVector left = (DoubleVector) operand(0).evaluate(batch, context);
    DoubleVector right = (DoubleVector) operand(1).evaluate(batch, context);
    long[] nulls = Nulls.union(left, right, rowCount);
    double[] a = left.values();
    double[] b = right.values();
    double[] result = new double[rowCount];
    switch (operator) {
      case ADD -> {
        for (int row = 0; row < rowCount; row++) {
          result[row] = a[row] + b[row];
        }
      }
      case SUBTRACT -> {
        for (int row = 0; row < rowCount; row++) {
          result[row] = a[row] - b[row];
        }
      }
      case MULTIPLY -> {
        for (int row = 0; row < rowCount; row++) {
          result[row] = a[row] * b[row];
        }
      }
      case DIVIDE, MODULO -> {
        for (int row = 0; row < rowCount; row++) {
          result[row] = a[row] / b[row];
        }
      }
    }
    if (single) {
      round(result);
    }
    if (isSuspicious(result)) {
      checkRows(batch, nulls, a, b, result);
    }
    return new DoubleVector(result, rowCount, nulls);
  }

  private static void round(double[] result) {
    for (int row = 0; row < result.length; row++) {
      result[row] = (float) result[row];
    }
  }

  /// Whether a result is infinite, NaN, or may have come from an underflow. Both tests leave their
  /// answer in the sign bit, so that the loop has no branch.
  private boolean isSuspicious(double[] result) {
    boolean mayUnderflow =
        operator == ArithmeticOperator.MULTIPLY || operator == ArithmeticOperator.DIVIDE;
    long special = 0;
    long zero = 0;
    for (double value : result) {
      long bits = Double.doubleToRawLongBits(value);
      special |= (bits & EXPONENT_MASK) + LEAST_EXPONENT;
      zero |= (bits & Long.MAX_VALUE) - 1;
    }
    return special < 0 || (mayUnderflow && zero < 0);
  }

  private void checkRows(
      ColumnBatch batch, long @Nullable [] nulls, double[] a, double[] b, double[] result) {
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      if (!Nulls.at(nulls, row)) {
        check(a[row], b[row], result[row]);
      }
    }
  }

  private void check(double a, double b, double result) {
    if (operator == ArithmeticOperator.DIVIDE && b == 0 && !Double.isNaN(a)) {
      throw Numbers.divisionByZero();
    }
    if (Double.isInfinite(result) && !Double.isInfinite(a) && !Double.isInfinite(b)) {
      throw Numbers.overflow();
    }
    boolean underflow =
        switch (operator) {
          case MULTIPLY -> result == 0 && a != 0 && b != 0;
          case DIVIDE -> result == 0 && a != 0 && !Double.isInfinite(b);
          case ADD, SUBTRACT, MODULO -> false;
        };
    if (underflow) {
      throw Numbers.underflow();
    }
  }
}
