package org.ordinaldb.sql.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.ordinaldb.sql.expression.Arithmetic;
import org.ordinaldb.sql.expression.ArithmeticOperator;
import org.ordinaldb.sql.expression.Comparison;
import org.ordinaldb.sql.expression.ComparisonOperator;
import org.ordinaldb.sql.expression.EvaluationContext;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.InputReference;
import org.ordinaldb.sql.system.TestSession;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.Decimals;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// Sums, differences, products, remainders and comparisons of numerics against [BigDecimal], in all
/// pairs of layouts and at the edges of a long.
final class DecimalArithmeticFuzzTest {
  private static final int ROWS = 500;
  private static final SqlType[] TYPES = {
    SqlType.INT4,
    SqlType.INT8,
    SqlType.numeric(8, 2),
    SqlType.numeric(18, 0),
    SqlType.numeric(18, 18),
    SqlType.numeric(30, 5),
    SqlType.NUMERIC
  };

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private final EvaluationContext context = new TestSession().context();

  @Test
  void arithmeticIsExact() {
    for (SqlType left : TYPES) {
      for (SqlType right : TYPES) {
        for (ArithmeticOperator operator : ArithmeticOperator.values()) {
          checkArithmetic(operator, left, right);
        }
      }
    }
  }

  @Test
  void comparisonIsByValue() {
    for (SqlType left : TYPES) {
      for (SqlType right : TYPES) {
        for (ComparisonOperator operator : ComparisonOperator.values()) {
          checkComparison(operator, left, right);
        }
      }
    }
  }

  private void checkArithmetic(ArithmeticOperator operator, SqlType left, SqlType right) {
    Vector a = random(left);
    Vector b = random(right);
    SqlType type = Arithmetic.resultType(operator, left, right);
    if (operator == ArithmeticOperator.DIVIDE) {
      return;
    }
    Expression expression =
        Arithmetic.of(operator, type, new InputReference(0, left), new InputReference(1, right));
    int[] rows = new int[ROWS];
    int count = 0;
    for (int row = 0; row < ROWS; row++) {
      boolean divides = operator == ArithmeticOperator.MODULO;
      if (!divides || decimal(b, right, row).signum() != 0) {
        rows[count++] = row;
      }
    }
    ColumnBatch batch = new ColumnBatch(ROWS, a, b).select(rows, count);
    Vector result = expression.evaluate(batch, context);
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      BigDecimal x = decimal(a, left, row);
      BigDecimal y = decimal(b, right, row);
      assertThat(decimal(result, type, row))
          .as("%s %s %s, -Dseed=%d", x, operator, y, seed)
          .isEqualTo(expected(operator, x, y));
    }
  }

  private void checkComparison(ComparisonOperator operator, SqlType left, SqlType right) {
    Vector a = random(left);
    Vector b = random(right);
    Expression expression =
        Comparison.of(operator, new InputReference(0, left), new InputReference(1, right));
    LongVector result = (LongVector) expression.evaluate(new ColumnBatch(ROWS, a, b), context);
    for (int row = 0; row < ROWS; row++) {
      BigDecimal x = decimal(a, left, row);
      BigDecimal y = decimal(b, right, row);
      assertThat(result.values()[row] == 1)
          .as("%s %s %s, -Dseed=%d", x, operator, y, seed)
          .isEqualTo(operator.holds(x.compareTo(y)));
    }
  }

  private static BigDecimal expected(ArithmeticOperator operator, BigDecimal x, BigDecimal y) {
    return switch (operator) {
      case ADD -> x.add(y);
      case SUBTRACT -> x.subtract(y);
      case MULTIPLY -> x.multiply(y);
      case DIVIDE -> x.divide(y, RoundingMode.HALF_UP);
      case MODULO -> x.remainder(y).setScale(Math.max(x.scale(), y.scale()));
    };
  }

  private static BigDecimal decimal(Vector vector, SqlType type, int row) {
    return vector instanceof LongVector longs
        ? BigDecimal.valueOf(longs.values()[row], type.scale())
        : Decimals.decode((BytesVector) vector, row);
  }

  private Vector random(SqlType type) {
    VectorBuilder builder = VectorBuilder.of(type, ROWS);
    for (int row = 0; row < ROWS; row++) {
      switch (type.kind()) {
        case INT4 -> builder.appendLong((int) edge(32));
        case INT8 -> builder.appendLong(edge(64));
        default -> {
          if (type.isLongDecimal()) {
            BigInteger limit = BigInteger.TEN.pow(type.length());
            builder.appendLong(BigInteger.valueOf(edge(64)).remainder(limit).longValue());
          } else {
            int scale = type.length() > 0 ? type.scale() : random.nextInt(25);
            BigInteger unscaled = BigInteger.valueOf(edge(64));
            if (random.nextInt(3) == 0) {
              unscaled = unscaled.multiply(BigInteger.valueOf(random.nextLong()));
            }
            builder.appendBytes(Decimals.encode(new BigDecimal(unscaled, scale)));
          }
        }
      }
    }
    return builder.build();
  }

  /// A number of any size, often small or at the edge of so many bits.
  private long edge(int bits) {
    long greatest = -1L >>> (65 - bits);
    return switch (random.nextInt(6)) {
      case 0 -> greatest;
      case 1 -> -greatest - 1;
      case 2 -> random.nextInt(-3, 4);
      default -> random.nextLong() >> random.nextInt(64 - bits, 64);
    };
  }
}
