package org.ordinaldb.type;

import org.jspecify.annotations.Nullable;

/// Values that are doubles: real and double precision.
public final class DoubleVector extends Vector {
  private final double[] values;

  public DoubleVector(double[] values, int length, long @Nullable [] nulls) {
    super(length, nulls);
    assert length <= values.length;
    this.values = values;
  }

  public static DoubleVector of(double... values) {
    return new DoubleVector(values, values.length, null);
  }

  public double[] values() {
    return values;
  }

  public double get(int row) {
    return values[row];
  }

  @Override
  public VectorKind kind() {
    return VectorKind.DOUBLE;
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
