package org.ordinaldb.sql.execution;

import java.math.BigDecimal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.Decimals;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;
import org.ordinaldb.type.VectorKind;

/// Variances and standard deviations: exact for integers and numerics, by the Youngs-Cramer update
/// for floats, both as PostgreSQL computes them.
final class DeviationAccumulator {
  private DeviationAccumulator() {}

  static Accumulator of(AggregateFunction function, SqlType argument) {
    boolean sample =
        function == AggregateFunction.STDDEV_SAMP || function == AggregateFunction.VAR_SAMP;
    boolean root =
        function == AggregateFunction.STDDEV_SAMP || function == AggregateFunction.STDDEV_POP;
    return argument.vectorKind() == VectorKind.DOUBLE
        ? new Floats(sample, root)
        : new Exact(sample, root, argument);
  }

  private static final class Floats implements Accumulator {
    private final boolean sample;
    private final boolean root;
    private double[] sums = new double[1];
    private double[] squares = new double[1];
    private long[] counts = new long[1];

    Floats(boolean sample, boolean root) {
      this.sample = sample;
      this.root = root;
    }

    @Override
    public void ensureGroups(int groups) {
      if (groups > counts.length) {
        int capacity = Math.max(groups, 2 * counts.length);
        sums = Arrays.copyOf(sums, capacity);
        squares = Arrays.copyOf(squares, capacity);
        counts = Arrays.copyOf(counts, capacity);
      }
    }

    @Override
    public void add(Vector[] arguments, int @Nullable [] rows, int @Nullable [] groups, int count) {
      DoubleVector vector = (DoubleVector) arguments[0];
      for (int i = 0; i < count; i++) {
        int row = rows == null ? i : rows[i];
        if (!vector.isNull(row)) {
          add(groups == null ? 0 : groups[i], vector.get(row));
        }
      }
    }

    private void add(int group, double value) {
      double n = ++counts[group];
      sums[group] += value;
      if (n > 1) {
        double deviation = value * n - sums[group];
        squares[group] += deviation * deviation / (n * (n - 1));
      } else if (Double.isNaN(value) || Double.isInfinite(value)) {
        squares[group] = Double.NaN;
      }
    }

    @Override
    public Vector result(int from, int to) {
      VectorBuilder builder = VectorBuilder.of(VectorKind.DOUBLE, to - from);
      for (int group = from; group < to; group++) {
        long divisor = sample ? counts[group] - 1 : counts[group];
        if (divisor <= 0) {
          builder.appendNull();
        } else {
          double variance = squares[group] / divisor;
          builder.appendDouble(root ? Math.sqrt(variance) : variance);
        }
      }
      return builder.build();
    }

    @Override
    public long heapBytes() {
      return 24L * counts.length;
    }
  }

  private static final class Exact implements Accumulator {
    private static final long BYTES_PER_GROUP = 200;

    private final boolean sample;
    private final boolean root;
    private final SqlType type;
    private BigDecimal[] sums = {BigDecimal.ZERO};
    private BigDecimal[] squares = {BigDecimal.ZERO};
    private long[] counts = new long[1];

    Exact(boolean sample, boolean root, SqlType type) {
      this.sample = sample;
      this.root = root;
      this.type = type;
    }

    @Override
    public void ensureGroups(int groups) {
      int before = counts.length;
      if (groups > before) {
        int capacity = Math.max(groups, 2 * before);
        sums = Arrays.copyOf(sums, capacity);
        squares = Arrays.copyOf(squares, capacity);
        counts = Arrays.copyOf(counts, capacity);
        Arrays.fill(sums, before, capacity, BigDecimal.ZERO);
        Arrays.fill(squares, before, capacity, BigDecimal.ZERO);
      }
    }

    @Override
    public void add(Vector[] arguments, int @Nullable [] rows, int @Nullable [] groups, int count) {
      Vector vector = arguments[0];
      for (int i = 0; i < count; i++) {
        int row = rows == null ? i : rows[i];
        if (!vector.isNull(row)) {
          int group = groups == null ? 0 : groups[i];
          BigDecimal value = value(vector, row);
          sums[group] = sums[group].add(value);
          squares[group] = squares[group].add(value.multiply(value));
          counts[group]++;
        }
      }
    }

    private BigDecimal value(Vector vector, int row) {
      return vector instanceof LongVector longs
          ? BigDecimal.valueOf(longs.get(row), type.scale())
          : Decimals.decode((BytesVector) vector, row);
    }

    @Override
    public Vector result(int from, int to) {
      VectorBuilder builder = VectorBuilder.of(VectorKind.BYTES, to - from);
      for (int group = from; group < to; group++) {
        if (counts[group] < (sample ? 2 : 1)) {
          builder.appendNull();
        } else {
          builder.appendBytes(Decimals.encode(deviation(group)));
        }
      }
      return builder.build();
    }

    private BigDecimal deviation(int group) {
      BigDecimal n = BigDecimal.valueOf(counts[group]);
      BigDecimal dividend = n.multiply(squares[group]).subtract(sums[group].multiply(sums[group]));
      if (dividend.signum() <= 0) {
        return BigDecimal.ZERO;
      }
      BigDecimal divisor = n.multiply(sample ? n.subtract(BigDecimal.ONE) : n);
      BigDecimal variance = Quotients.divide(dividend, divisor);
      return root ? Quotients.squareRoot(variance) : variance;
    }

    @Override
    public long heapBytes() {
      return BYTES_PER_GROUP * counts.length;
    }
  }
}
