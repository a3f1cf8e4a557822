package org.ordinaldb.sql.execution;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;
import org.ordinaldb.type.VectorKind;

/// min and max of any type that has an order: keeps for each group a one-row vector of its best
/// value. Longs have arrays of their own.
final class ExtremeAccumulator {
  private ExtremeAccumulator() {}

  static Accumulator of(SqlType type, boolean max) {
    return switch (type.vectorKind()) {
      case LONG -> new Longs(max);
      case DOUBLE, BYTES -> new Values(type, max);
    };
  }

  private static final class Longs implements Accumulator {
    private final boolean max;
    private long[] best = new long[1];
    private boolean[] seen = new boolean[1];

    Longs(boolean max) {
      this.max = max;
    }

    @Override
    public void ensureGroups(int groups) {
      if (groups > best.length) {
        int capacity = Math.max(groups, 2 * best.length);
        best = Arrays.copyOf(best, capacity);
        seen = Arrays.copyOf(seen, capacity);
      }
    }

    @Override
    public void add(Vector[] arguments, int @Nullable [] rows, int @Nullable [] groups, int count) {
      LongVector vector = (LongVector) arguments[0];
      long[] values = vector.values();
      for (int i = 0; i < count; i++) {
        int row = rows == null ? i : rows[i];
        if (vector.isNull(row)) {
          continue;
        }
        int group = groups == null ? 0 : groups[i];
        long value = values[row];
        if (!seen[group]) {
          seen[group] = true;
          best[group] = value;
        } else {
          best[group] = max ? Math.max(best[group], value) : Math.min(best[group], value);
        }
      }
    }

    @Override
    public Vector result(int from, int to) {
      VectorBuilder builder = VectorBuilder.of(VectorKind.LONG, to - from);
      for (int group = from; group < to; group++) {
        if (seen[group]) {
          builder.appendLong(best[group]);
        } else {
          builder.appendNull();
        }
      }
      return builder.build();
    }

    @Override
    public long heapBytes() {
      return 9L * best.length;
    }
  }

  private static final class Values implements Accumulator {
    private static final long BYTES_PER_VALUE = 96;

    private final SqlType type;
    private final ValueOrder order;
    private final int sign;
    private @Nullable Vector[] best = new Vector[1];

    Values(SqlType type, boolean max) {
      this.type = type;
      this.order = ValueOrder.of(type);
      this.sign = max ? 1 : -1;
    }

    @Override
    public void ensureGroups(int groups) {
      if (groups > best.length) {
        best = Arrays.copyOf(best, Math.max(groups, 2 * best.length));
      }
    }

    @Override
    public void add(Vector[] arguments, int @Nullable [] rows, int @Nullable [] groups, int count) {
      Vector vector = arguments[0];
      for (int i = 0; i < count; i++) {
        int row = rows == null ? i : rows[i];
        if (vector.isNull(row)) {
          continue;
        }
        int group = groups == null ? 0 : groups[i];
        Vector present = best[group];
        if (present == null || sign * order.compare(vector, row, present, 0) > 0) {
          VectorBuilder one = VectorBuilder.of(type, 1);
          one.append(vector, row);
          best[group] = one.build();
        }
      }
    }

    @Override
    public Vector result(int from, int to) {
      VectorBuilder builder = VectorBuilder.of(type, to - from);
      for (int group = from; group < to; group++) {
        Vector value = best[group];
        if (value == null) {
          builder.appendNull();
        } else {
          builder.append(value, 0);
        }
      }
      return builder.build();
    }

    @Override
    public long heapBytes() {
      return BYTES_PER_VALUE * best.length;
    }
  }
}
