package org.ordinaldb.type;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Builds a [Vector] row by row. Owned by one thread; [#build()] hands the arrays over and leaves the
/// builder empty, ready for the next vector.
public abstract sealed class VectorBuilder {
  int length;
  private long @Nullable [] nulls;

  public static VectorBuilder of(SqlType type, int capacity) {
    return of(type.vectorKind(), capacity);
  }

  public static VectorBuilder of(VectorKind kind, int capacity) {
    return switch (kind) {
      case LONG -> new Longs(capacity);
      case DOUBLE -> new Doubles(capacity);
      case BYTES -> new Bytes(capacity);
    };
  }

  public final int length() {
    return length;
  }

  public final void appendNull() {
    int row = length;
    appendPlaceholder();
    long[] bits = nulls;
    int words = (row >> 6) + 1;
    if (bits == null) {
      bits = new long[Math.max(words, 1)];
    } else if (bits.length < words) {
      bits = Arrays.copyOf(bits, Math.max(words, bits.length * 2));
    }
    bits[row >> 6] |= 1L << row;
    nulls = bits;
  }

  public void appendLong(long value) {
    throw new IllegalStateException("not a vector of longs");
  }

  public void appendDouble(double value) {
    throw new IllegalStateException("not a vector of doubles");
  }

  public final void appendBytes(byte[] value) {
    appendBytes(value, 0, value.length);
  }

  public void appendBytes(byte[] source, int offset, int byteCount) {
    throw new IllegalStateException("not a vector of bytes");
  }

  /// Appends one row of another vector of the same kind.
  public final void append(Vector source, int row) {
    if (source.isNull(row)) {
      appendNull();
      return;
    }
    switch (source) {
      case LongVector longs -> appendLong(longs.values()[row]);
      case DoubleVector doubles -> appendDouble(doubles.values()[row]);
      case BytesVector bytes -> appendBytes(bytes.data(), bytes.start(row), bytes.byteLength(row));
    }
  }

  /// Drops every row from `newLength` on, so that a row that failed half-way can be taken back.
  public final void truncate(int newLength) {
    assert newLength <= length;
    for (int row = newLength; row < length; row++) {
      if (nulls != null && (row >> 6) < nulls.length) {
        nulls[row >> 6] &= ~(1L << row);
      }
    }
    length = newLength;
  }

  public abstract Vector build();

  abstract void appendPlaceholder();

  /// The null bitmap covering every row, or null when no row is null; resets it.
  final long @Nullable [] takeNulls() {
    long[] bits = nulls;
    nulls = null;
    if (bits == null) {
      return null;
    }
    int words = (length + 63) >> 6;
    return bits.length >= words ? bits : Arrays.copyOf(bits, words);
  }

  private static final class Longs extends VectorBuilder {
    private long[] values;

    Longs(int capacity) {
      values = new long[Math.max(capacity, 1)];
    }

    @Override
    public void appendLong(long value) {
      if (length == values.length) {
        values = Arrays.copyOf(values, length * 2);
      }
      values[length++] = value;
    }

    @Override
    void appendPlaceholder() {
      appendLong(0);
    }

    @Override
    public Vector build() {
      Vector vector = new LongVector(values, length, takeNulls());
      values = new long[Math.max(length, 1)];
      length = 0;
      return vector;
    }
  }

  private static final class Doubles extends VectorBuilder {
    private double[] values;

    Doubles(int capacity) {
      values = new double[Math.max(capacity, 1)];
    }

    @Override
    public void appendDouble(double value) {
      if (length == values.length) {
        values = Arrays.copyOf(values, length * 2);
      }
      values[length++] = value;
    }

    @Override
    void appendPlaceholder() {
      appendDouble(0);
    }

    @Override
    public Vector build() {
      Vector vector = new DoubleVector(values, length, takeNulls());
      values = new double[Math.max(length, 1)];
      length = 0;
      return vector;
    }
  }

  private static final class Bytes extends VectorBuilder {
    private byte[] data;
    private int[] offsets;

    Bytes(int capacity) {
      offsets = new int[capacity + 1];
      data = new byte[Math.max(capacity * 8, 16)];
    }

    @Override
    public void appendBytes(byte[] source, int offset, int byteCount) {
      int start = offsets[length];
      int end = Math.addExact(start, byteCount);
      if (end > data.length) {
        data =
            Arrays.copyOf(
                data, (int) Math.min(Integer.MAX_VALUE - 16, Math.max(end, 2L * data.length)));
      }
      System.arraycopy(source, offset, data, start, byteCount);
      if (length + 2 > offsets.length) {
        offsets = Arrays.copyOf(offsets, Math.max(length + 2, offsets.length * 2));
      }
      offsets[++length] = end;
    }

    @Override
    void appendPlaceholder() {
      appendBytes(data, 0, 0);
    }

    @Override
    public Vector build() {
      Vector vector = new BytesVector(data, offsets, length, takeNulls());
      data = new byte[Math.max(offsets[length], 16)];
      offsets = new int[length + 1];
      length = 0;
      return vector;
    }
  }
}
