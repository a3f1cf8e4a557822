package org.ordinaldb.sql.expression;

import java.math.BigDecimal;
import org.ordinaldb.format.Numerics;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;
import org.ordinaldb.type.Vector;

/// An integer or scaled decimal as a floating-point number, correctly rounded.
final class LongToDouble extends Call {
  /// Up to here a long is a double, and one division by a power of ten rounds once.
  private static final long EXACT_MAX = 1L << 53;

  private final int scale;
  private final boolean single;

  LongToDouble(Expression operand, SqlType target) {
    super(target, operand);
    this.scale = operand.type().scale();
    this.single = target.kind() == TypeKind.FLOAT4;
  }

  @Override
  protected Vector compute(ColumnBatch batch, EvaluationContext context) {
    LongVector vector = (LongVector) operand(0).evaluate(batch, context);
    int rowCount = batch.rowCount();
    long[] values = vector.values();
    double[] result = new double[rowCount];
    if (single) {
      for (int row = 0; row < rowCount; row++) {
        result[row] = (float) values[row];
      }
    } else if (scale == 0) {
      for (int row = 0; row < rowCount; row++) {
        result[row] = values[row];
      }
    } else {
      divide(values, result);
    }
    return new DoubleVector(result, rowCount, vector.nulls());
  }

  private void divide(long[] values, double[] result) {
    double divisor = Numerics.power(scale);
    for (int row = 0; row < result.length; row++) {
      long value = values[row];
      result[row] =
          value <= EXACT_MAX && value >= -EXACT_MAX
              ? value / divisor
              : BigDecimal.valueOf(value, scale).doubleValue();
    }
  }
}
