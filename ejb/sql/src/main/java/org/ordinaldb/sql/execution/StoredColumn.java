package org.ordinaldb.sql.execution;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.ResourceException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorKind;

/// A growing column of values that an operator keeps, without the limit of a batch. Owned by one
/// thread.
abstract sealed class StoredColumn {
  private static final int INITIAL_ROWS = 64;

  int size;
  private long[] nulls = new long[INITIAL_ROWS >> 6];
  private boolean anyNull;

  static StoredColumn of(VectorKind kind) {
    return switch (kind) {
      case LONG -> new Longs();
      case DOUBLE -> new Doubles();
      case BYTES -> new Bytes();
    };
  }

  final int size() {
    return size;
  }

  final boolean isNull(int index) {
    return anyNull && (index >> 6) < nulls.length && (nulls[index >> 6] & (1L << index)) != 0;
  }

  /// Appends the selected rows of a batch's column.
  final void appendAll(Vector source, ColumnBatch batch) {
    int first = size;
    int count = batch.size();
    int[] rows = batch.selection();
    ensure(first + count);
    appendValues(source, rows, count);
    if (source.hasNulls()) {
      for (int i = 0; i < count; i++) {
        if (source.isNull(rows == null ? i : rows[i])) {
          markNull(first + i);
        }
      }
    }
  }

  final void append(Vector source, int row) {
    ensure(size + 1);
    appendValue(source, row);
    if (source.isNull(row)) {
      markNull(size - 1);
    }
  }

  /// Whether a kept value equals a row of a vector; NULL equals NULL.
  final boolean matches(int index, Vector other, int row) {
    boolean isNull = isNull(index);
    return isNull || other.isNull(row) ? isNull && other.isNull(row) : sameValue(index, other, row);
  }

  /// All values; a view that the next append invalidates.
  final Vector vector() {
    return vector(anyNull ? Arrays.copyOf(nulls, Math.max(nulls.length, (size + 63) >> 6)) : null);
  }

  long heapBytes() {
    return 8L * nulls.length;
  }

  abstract void appendValues(Vector source, int @Nullable [] rows, int count);

  abstract void appendValue(Vector source, int row);

  abstract boolean sameValue(int index, Vector other, int row);

  abstract Vector vector(long @Nullable [] nullBits);

  abstract void grow(int capacity);

  abstract int capacity();

  private void ensure(int rows) {
    if (rows < 0) {
      throw tooLarge();
    }
    if (rows > capacity()) {
      grow((int) Math.min(Integer.MAX_VALUE - 64, Math.max(rows, 2L * capacity())));
    }
  }

  private void markNull(int index) {
    anyNull = true;
    if ((index >> 6) >= nulls.length) {
      nulls = Arrays.copyOf(nulls, Math.max((index >> 6) + 1, (capacity() + 63) >> 6));
    }
    nulls[index >> 6] |= 1L << index;
  }

  static ResourceException tooLarge() {
    return new ResourceException(
        SqlState.PROGRAM_LIMIT_EXCEEDED, "too many rows to keep in memory");
  }

  private static final class Longs extends StoredColumn {
    private long[] values = new long[INITIAL_ROWS];

    @Override
    void appendValues(Vector source, int @Nullable [] rows, int count) {
      long[] from = ((LongVector) source).values();
      if (rows == null) {
        System.arraycopy(from, 0, values, size, count);
      } else {
        for (int i = 0; i < count; i++) {
          values[size + i] = from[rows[i]];
        }
      }
      size += count;
    }

    @Override
    void appendValue(Vector source, int row) {
      values[size++] = ((LongVector) source).values()[row];
    }

    @Override
    boolean sameValue(int index, Vector other, int row) {
      return values[index] == ((LongVector) other).values()[row];
    }

    @Override
    Vector vector(long @Nullable [] nullBits) {
      return new LongVector(values, size, nullBits);
    }

    @Override
    void grow(int capacity) {
      values = Arrays.copyOf(values, capacity);
    }

    @Override
    int capacity() {
      return values.length;
    }

    @Override
    long heapBytes() {
      return super.heapBytes() + 8L * values.length;
    }
  }

  private static final class Doubles extends StoredColumn {
    private double[] values = new double[INITIAL_ROWS];

    @Override
    void appendValues(Vector source, int @Nullable [] rows, int count) {
      double[] from = ((DoubleVector) source).values();
      if (rows == null) {
        System.arraycopy(from, 0, values, size, count);
      } else {
        for (int i = 0; i < count; i++) {
          values[size + i] = from[rows[i]];
        }
      }
      size += count;
    }

    @Override
    void appendValue(Vector source, int row) {
      values[size++] = ((DoubleVector) source).values()[row];
    }

    @Override
    boolean sameValue(int index, Vector other, int row) {
      double a = values[index];
      double b = ((DoubleVector) other).values()[row];
      return a == b || (Double.isNaN(a) && Double.isNaN(b));
    }

    @Override
    Vector vector(long @Nullable [] nullBits) {
      return new DoubleVector(values, size, nullBits);
    }

    @Override
    void grow(int capacity) {
      values = Arrays.copyOf(values, capacity);
    }

    @Override
    int capacity() {
      return values.length;
    }

    @Override
    long heapBytes() {
      return super.heapBytes() + 8L * values.length;
    }
  }

  private static final class Bytes extends StoredColumn {
    private byte[] data = new byte[16 * INITIAL_ROWS];
    private int[] offsets = new int[INITIAL_ROWS + 1];

    @Override
    void appendValues(Vector source, int @Nullable [] rows, int count) {
      for (int i = 0; i < count; i++) {
        appendValue(source, rows == null ? i : rows[i]);
      }
    }

    @Override
    void appendValue(Vector source, int row) {
      int start = offsets[size];
      int length = 0;
      if (!source.isNull(row)) {
        BytesVector bytes = (BytesVector) source;
        length = bytes.byteLength(row);
        long end = (long) start + length;
        if (end > data.length) {
          growData(end);
        }
        System.arraycopy(bytes.data(), bytes.start(row), data, start, length);
      }
      offsets[++size] = start + length;
    }

    private void growData(long needed) {
      if (needed > Integer.MAX_VALUE - 64) {
        throw tooLarge();
      }
      data =
          Arrays.copyOf(
              data, (int) Math.min(Integer.MAX_VALUE - 64, Math.max(needed, 2L * data.length)));
    }

    @Override
    boolean sameValue(int index, Vector other, int row) {
      BytesVector bytes = (BytesVector) other;
      return Arrays.equals(
          data, offsets[index], offsets[index + 1], bytes.data(), bytes.start(row), bytes.end(row));
    }

    @Override
    Vector vector(long @Nullable [] nullBits) {
      return new BytesVector(data, offsets, size, nullBits);
    }

    @Override
    void grow(int capacity) {
      offsets = Arrays.copyOf(offsets, capacity + 1);
    }

    @Override
    int capacity() {
      return offsets.length - 1;
    }

    @Override
    long heapBytes() {
      return super.heapBytes() + data.length + 4L * offsets.length;
    }
  }
}
