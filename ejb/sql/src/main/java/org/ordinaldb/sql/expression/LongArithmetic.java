package org.ordinaldb.sql.expression;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;
import org.ordinaldb.type.Vector;

/// Arithmetic on smallint, integer and bigint.
///
/// The loops run over all rows, null and unselected ones too, and gather whether anything overflowed;
/// only then a second pass looks whether a row that counts did. Division tests its divisor first.
final class LongArithmetic extends Call {
  private final ArithmeticOperator operator;
  private final boolean isLong;

  LongArithmetic(ArithmeticOperator operator, SqlType type, Expression left, Expression right) {
    super(type, left, right);
    this.operator = operator;
    this.isLong = type.kind() == TypeKind.INT8;
  }

  @Override
  protected Vector compute(ColumnBatch batch, EvaluationContext context) {
    int rowCount = batch.rowCount();
    LongVector left = (LongVector) operand(0).evaluate(batch, context);
    boolean withScalar = operand(1).isScalar();
    LongVector right =
        (LongVector)
            (withScalar ? operand(1).evaluateScalar(context) : operand(1).evaluate(batch, context));
    if (withScalar && right.isNull(0)) {
      return Vectors.nulls(left.kind(), rowCount);
    }
    long[] nulls = withScalar ? left.nulls() : Nulls.union(left, right, rowCount);
    long[] result = new long[rowCount];
    switch (operator) {
      case ADD, SUBTRACT, MULTIPLY -> {
        boolean suspicious =
            withScalar
                ? withScalar(left.values(), right.values()[0], result)
                : ofColumns(left.values(), right.values(), result);
        if (suspicious) {
          checkRows(batch, nulls, left, right, withScalar);
        }
      }
      case DIVIDE, MODULO -> divide(batch, nulls, left, right, withScalar, result);
    }
    return new LongVector(result, rowCount, nulls);
  }

  private boolean ofColumns(long[] a, long[] b, long[] result) {
    long sign = 0;
    long wide = 0;
    switch (operator) {
      case ADD -> {
        for (int row = 0; row < result.length; row++) {
          long sum = a[row] + b[row];
          sign |= (a[row] ^ sum) & (b[row] ^ sum);
          wide |= sum ^ (sum >> 63);
          result[row] = sum;
        }
      }
      case SUBTRACT -> {
        for (int row = 0; row < result.length; row++) {
          long difference = a[row] - b[row];
          sign |= (a[row] ^ b[row]) & (a[row] ^ difference);
          wide |= difference ^ (difference >> 63);
          result[row] = difference;
        }
      }
      default -> {
        for (int row = 0; row < result.length; row++) {
          long product = a[row] * b[row];
          wide |= product ^ (product >> 63);
          result[row] = product;
        }
        // The product of two values of a narrower type fits a long.
        for (int row = 0; isLong && row < result.length; row++) {
          sign |= overflowOfProduct(a[row], b[row], result[row]);
        }
      }
    }
    return sign < 0 || wide > maximum();
  }

  private boolean withScalar(long[] a, long b, long[] result) {
    long sign = 0;
    long wide = 0;
    switch (operator) {
      case ADD -> {
        for (int row = 0; row < result.length; row++) {
          long sum = a[row] + b;
          sign |= (a[row] ^ sum) & (b ^ sum);
          wide |= sum ^ (sum >> 63);
          result[row] = sum;
        }
      }
      case SUBTRACT -> {
        for (int row = 0; row < result.length; row++) {
          long difference = a[row] - b;
          sign |= (a[row] ^ b) & (a[row] ^ difference);
          wide |= difference ^ (difference >> 63);
          result[row] = difference;
        }
      }
      default -> {
        for (int row = 0; row < result.length; row++) {
          long product = a[row] * b;
          wide |= product ^ (product >> 63);
          result[row] = product;
        }
        for (int row = 0; isLong && row < result.length; row++) {
          sign |= overflowOfProduct(a[row], b, result[row]);
        }
      }
    }
    return sign < 0 || wide > maximum();
  }

  private static long overflowOfProduct(long a, long b, long product) {
    return Math.multiplyHigh(a, b) == product >> 63 ? 0 : -1;
  }

  private long maximum() {
    return switch (type().kind()) {
      case INT2 -> Short.MAX_VALUE;
      case INT4 -> Integer.MAX_VALUE;
      default -> Long.MAX_VALUE;
    };
  }

  private void checkRows(
      ColumnBatch batch,
      long @Nullable [] nulls,
      LongVector left,
      LongVector right,
      boolean withScalar) {
    long[] one = new long[1];
    long[] a = new long[1];
    long[] b = {right.values()[0]};
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      if (Nulls.at(nulls, row)) {
        continue;
      }
      a[0] = left.values()[row];
      b[0] = right.values()[withScalar ? 0 : row];
      if (ofColumns(a, b, one)) {
        throw Numbers.outOfRange(type());
      }
    }
  }

  private void divide(
      ColumnBatch batch,
      long @Nullable [] nulls,
      LongVector left,
      LongVector right,
      boolean withScalar,
      long[] result) {
    long[] a = left.values();
    long[] b = right.values();
    boolean quotient = operator == ArithmeticOperator.DIVIDE;
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      if (Nulls.at(nulls, row)) {
        continue;
      }
      long divisor = b[withScalar ? 0 : row];
      if (divisor == 0) {
        throw Numbers.divisionByZero();
      }
      if (quotient) {
        // Only the least value divided by -1 leaves the type.
        long value = a[row] / divisor;
        if (divisor == -1 && (a[row] == Long.MIN_VALUE || value > maximum())) {
          throw Numbers.outOfRange(type());
        }
        result[row] = value;
      } else {
        result[row] = a[row] % divisor;
      }
    }
  }
}
