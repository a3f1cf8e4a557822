package org.ordinaldb.sql.expression;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorKind;

/// Compares integers and numerics by value, whatever their scales.
final class DecimalComparison {
  private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

  private DecimalComparison() {}

  static Expression of(ComparisonOperator operator, Expression left, Expression right) {
    Expression a = Numbers.isNumber(left.type()) ? left : Casts.implicit(left, SqlType.NUMERIC);
    Expression b = Numbers.isNumber(right.type()) ? right : Casts.implicit(right, SqlType.NUMERIC);
    if (isLong(a) && isLong(b) && a.type().scale() == b.type().scale()) {
      return new LongComparison(operator, a, b);
    }
    return isLong(a) && b.isScalar()
        ? new LongsWithScalar(operator, a, b)
        : new OfColumns(operator, a, b);
  }

  private static boolean isLong(Expression expression) {
    return expression.type().vectorKind() == VectorKind.LONG;
  }

  /// The longs `v` for which `v / 10^scale` compares so with `value`.
  static LongRange range(ComparisonOperator operator, BigDecimal value, int scale) {
    BigDecimal scaled = value.movePointRight(scale);
    BigInteger floor = scaled.setScale(0, RoundingMode.FLOOR).unscaledValue();
    boolean exact = scaled.compareTo(new BigDecimal(floor)) == 0;
    if (floor.compareTo(LONG_MIN) < 0) {
      return operator.holds(1) ? LongRange.ALL : LongRange.NONE;
    }
    if (floor.compareTo(LONG_MAX) > 0) {
      return operator.holds(-1) ? LongRange.ALL : LongRange.NONE;
    }
    long bound = floor.longValueExact();
    if (exact) {
      return LongRange.of(operator, bound);
    }
    return switch (operator) {
      case EQUAL -> LongRange.NONE;
      case NOT_EQUAL -> LongRange.ALL;
      case LESS, LESS_OR_EQUAL -> LongRange.of(ComparisonOperator.LESS_OR_EQUAL, bound);
      case GREATER, GREATER_OR_EQUAL -> LongRange.of(ComparisonOperator.GREATER, bound);
    };
  }

  private static final class LongsWithScalar extends Call {
    private final ComparisonOperator operator;

    LongsWithScalar(ComparisonOperator operator, Expression left, Expression right) {
      super(SqlType.BOOLEAN, left, right);
      this.operator = operator;
    }

    @Override
    protected Vector compute(ColumnBatch batch, EvaluationContext context) {
      Vector right = operand(1).evaluateScalar(context);
      return right.isNull(0)
          ? Vectors.nulls(VectorKind.LONG, batch.rowCount())
          : range(right).test((LongVector) operand(0).evaluate(batch, context), batch.rowCount());
    }

    @Override
    public int select(ColumnBatch batch, int[] out, EvaluationContext context) {
      Vector right = operand(1).evaluateScalar(context);
      return right.isNull(0)
          ? 0
          : range(right).select((LongVector) operand(0).evaluate(batch, context), batch, out);
    }

    private LongRange range(Vector right) {
      BigDecimal value = new DecimalReader(right, operand(1).type()).decimal(0);
      return DecimalComparison.range(operator, value, operand(0).type().scale());
    }
  }

  private static final class OfColumns extends Call {
    private final ComparisonOperator operator;

    OfColumns(ComparisonOperator operator, Expression left, Expression right) {
      super(SqlType.BOOLEAN, left, right);
      this.operator = operator;
    }

    @Override
    protected Vector compute(ColumnBatch batch, EvaluationContext context) {
      Vector left = operand(0).evaluate(batch, context);
      Vector right = operand(1).evaluate(batch, context);
      DecimalReader a = new DecimalReader(left, operand(0).type());
      DecimalReader b = new DecimalReader(right, operand(1).type());
      int rowCount = batch.rowCount();
      long[] nulls = Nulls.union(left, right, rowCount);
      long[] truth = new long[rowCount];
      for (int i = 0; i < batch.size(); i++) {
        int row = batch.row(i);
        if (!Nulls.at(nulls, row)) {
          truth[row] = operator.holds(DecimalReader.compare(a, row, b, row)) ? 1 : 0;
        }
      }
      return new LongVector(truth, rowCount, nulls);
    }
  }
}
