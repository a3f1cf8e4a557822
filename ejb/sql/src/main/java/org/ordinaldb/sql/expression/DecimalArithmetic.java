package org.ordinaldb.sql.expression;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.ordinaldb.format.Numerics;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// Exact arithmetic on integers and numerics, with the scales that PostgreSQL gives the results.
///
/// Three roads: plain loops over scaled longs where the result's type leaves room for every sum or
/// product; longs with an overflow test a row where digits fit; [BigDecimal] for the rest.
final class DecimalArithmetic extends Call {
  private final ArithmeticOperator operator;
  private final boolean roomy;

  DecimalArithmetic(ArithmeticOperator operator, SqlType type, Expression left, Expression right) {
    super(type, left, right);
    this.operator = operator;
    this.roomy = type.isLongDecimal() && isRoomy(operator, type, left.type(), right.type());
  }

  /// Whether scaled longs of these types can be computed without looking for overflow.
  private static boolean isRoomy(
      ArithmeticOperator operator, SqlType type, SqlType left, SqlType right) {
    int leftDigits = Numbers.integerDigits(left);
    int rightDigits = Numbers.integerDigits(right);
    if (leftDigits < 0 || rightDigits < 0) {
      return false;
    }
    int digits = type.length() - type.scale();
    return switch (operator) {
      case ADD, SUBTRACT ->
          type.scale() == Math.max(left.scale(), right.scale())
              && digits > Math.max(leftDigits, rightDigits);
      case MULTIPLY ->
          type.scale() == left.scale() + right.scale() && digits >= leftDigits + rightDigits;
      case DIVIDE, MODULO -> false;
    };
  }

  @Override
  protected Vector compute(ColumnBatch batch, EvaluationContext context) {
    Vector left = operand(0).evaluate(batch, context);
    Vector right = operand(1).evaluate(batch, context);
    return roomy
        ? computeLongs((LongVector) left, (LongVector) right, batch.rowCount())
        : computeRows(batch, left, right);
  }

  private Vector computeLongs(LongVector left, LongVector right, int rowCount) {
    long[] a = left.values();
    long[] b = right.values();
    long[] result = new long[rowCount];
    if (operator == ArithmeticOperator.MULTIPLY) {
      for (int row = 0; row < rowCount; row++) {
        result[row] = a[row] * b[row];
      }
    } else {
      long leftFactor = Numerics.power(type().scale() - operand(0).type().scale());
      long rightFactor = Numerics.power(type().scale() - operand(1).type().scale());
      rightFactor = operator == ArithmeticOperator.SUBTRACT ? -rightFactor : rightFactor;
      for (int row = 0; row < rowCount; row++) {
        result[row] = a[row] * leftFactor + b[row] * rightFactor;
      }
    }
    return new LongVector(result, rowCount, Nulls.union(left, right, rowCount));
  }

  private Vector computeRows(ColumnBatch batch, Vector left, Vector right) {
    DecimalReader a = new DecimalReader(left, operand(0).type());
    DecimalReader b = new DecimalReader(right, operand(1).type());
    long[] nulls = Nulls.union(left, right, batch.rowCount());
    RowWriter out = new RowWriter(type(), batch.rowCount());
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      out.moveTo(row);
      if (Nulls.at(nulls, row)) {
        out.putNull();
      } else if (!computeSmall(a, b, row, out)) {
        out.putDecimal(compute(operator, a.decimal(row), b.decimal(row)));
      }
    }
    return out.finish();
  }

  /// Computes with longs and says whether that worked.
  private boolean computeSmall(DecimalReader left, DecimalReader right, int row, RowWriter out) {
    if (!left.fitsLong(row) || !right.fitsLong(row)) {
      return false;
    }
    long a = left.unscaled(row);
    long b = right.unscaled(row);
    int scaleA = left.scale(row);
    int scaleB = right.scale(row);
    if (operator == ArithmeticOperator.MULTIPLY) {
      long product = a * b;
      if (Math.multiplyHigh(a, b) != product >> 63) {
        return false;
      }
      out.putDecimal(product, scaleA + scaleB);
      return true;
    }
    if (scaleA != scaleB || operator == ArithmeticOperator.DIVIDE || b == 0) {
      return false;
    }
    if (operator == ArithmeticOperator.MODULO) {
      out.putDecimal(a % b, scaleA);
      return true;
    }
    long addend = operator == ArithmeticOperator.SUBTRACT ? -b : b;
    long sum = a + addend;
    if (b == Long.MIN_VALUE || ((a ^ sum) & (addend ^ sum)) < 0) {
      return false;
    }
    out.putDecimal(sum, scaleA);
    return true;
  }

  /// The exact result, or for a quotient the one of PostgreSQL's scale.
  static BigDecimal compute(ArithmeticOperator operator, BigDecimal a, BigDecimal b) {
    return switch (operator) {
      case ADD -> a.add(b);
      case SUBTRACT -> a.subtract(b);
      case MULTIPLY -> a.multiply(b);
      case DIVIDE -> {
        requireDivisor(b);
        yield a.divide(b, Numbers.quotientScale(a, b), RoundingMode.HALF_UP);
      }
      case MODULO -> {
        requireDivisor(b);
        yield a.remainder(b).setScale(Math.max(a.scale(), b.scale()), RoundingMode.DOWN);
      }
    };
  }

  private static void requireDivisor(BigDecimal divisor) {
    if (divisor.signum() == 0) {
      throw Numbers.divisionByZero();
    }
  }
}
