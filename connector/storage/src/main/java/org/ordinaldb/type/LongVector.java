package org.ordinaldb.type;

import org.jspecify.annotations.Nullable;

/// Values that are longs: integers, booleans, scaled decimals, dates and times.
public final class LongVector extends Vector {
  private final long[] values;

  public LongVector(long[] values, int length, long @Nullable [] nulls) {
    super(length, nulls);
    assert length <= values.length;
    this.values = values;
  }

  public static LongVector of(long... values) {
    return new LongVector(values, values.length, null);
  }

  public long[] values() {
    return values;
  }

  public long get(int row) {
    return values[row];
  }

  @Override
  public VectorKind kind() {
    return VectorKind.LONG;
  }

  @Override
  Vector value(int row) {
    return of(values[row]);
  }

  @Override
  public long heapBytes() {
    return 48 + 8L * values.length + nullBytes();
  }
}
