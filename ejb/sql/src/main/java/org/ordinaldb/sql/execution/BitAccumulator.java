package org.ordinaldb.sql.execution;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;
import org.ordinaldb.type.VectorKind;

/// bit_and, bit_or and bit_xor of integers; over booleans, bool_and and bool_or.
final class BitAccumulator implements Accumulator {
  private final AggregateFunction function;
  private long[] bits = new long[1];
  private boolean[] seen = new boolean[1];

  BitAccumulator(AggregateFunction function) {
    this.function = function;
  }

  @Override
  public void ensureGroups(int groups) {
    if (groups > bits.length) {
      int capacity = Math.max(groups, 2 * bits.length);
      bits = Arrays.copyOf(bits, capacity);
      seen = Arrays.copyOf(seen, capacity);
    }
  }

  @Override
  public void add(Vector[] arguments, int @Nullable [] rows, int @Nullable [] groups, int count) {
    LongVector vector = (LongVector) arguments[0];
    for (int i = 0; i < count; i++) {
      int row = rows == null ? i : rows[i];
      if (!vector.isNull(row)) {
        int group = groups == null ? 0 : groups[i];
        bits[group] = seen[group] ? combine(bits[group], vector.get(row)) : vector.get(row);
        seen[group] = true;
      }
    }
  }

  private long combine(long a, long b) {
    return switch (function) {
      case BOOL_AND, BIT_AND -> a & b;
      case BOOL_OR, BIT_OR -> a | b;
      case BIT_XOR -> a ^ b;
      default -> throw new AssertionError(function);
    };
  }

  @Override
  public Vector result(int from, int to) {
    VectorBuilder builder = VectorBuilder.of(VectorKind.LONG, to - from);
    for (int group = from; group < to; group++) {
      if (seen[group]) {
        builder.appendLong(bits[group]);
      } else {
        builder.appendNull();
      }
    }
    return builder.build();
  }

  @Override
  public long heapBytes() {
    return 9L * bits.length;
  }
}
