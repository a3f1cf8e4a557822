package org.ordinaldb.transaction;

import java.util.Arrays;
import java.util.List;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;
import org.ordinaldb.type.VectorKind;

/// Turns rows into bytes for the delta and the commit log, every column at a fixed place:
///
///     | column count n, 2 | null bits, (n + 7) / 8 | n times 8 bytes | bytes of the varying columns |
///
/// A long or double stands in its 8 bytes; a byte string leaves its offset and length there, 4 bytes
/// each. A row with fewer columns than are asked of it was written before columns were added to the
/// end of its table: they are null.
public final class RowCodec {
  private final VectorKind[] kinds;
  private final ByteSink sink = new ByteSink(128);

  /// Owned by one thread when it encodes; decoding is free for all.
  public RowCodec(List<ColumnDescriptor> columns) {
    kinds = new VectorKind[columns.size()];
    for (int i = 0; i < kinds.length; i++) {
      kinds[i] = columns.get(i).type().vectorKind();
    }
  }

  public byte[] encode(ColumnBatch rows, int physicalRow) {
    sink.clear();
    int n = kinds.length;
    int fixed = 2 + bitmapBytes(n);
    sink.ensure(fixed + 8 * n);
    Arrays.fill(sink.data(), 0, fixed + 8 * n, (byte) 0);
    sink.advance(fixed + 8 * n);
    ByteSink.SHORT.set(sink.data(), 0, (short) n);
    for (int i = 0; i < n; i++) {
      Vector column = rows.column(i);
      if (column.isNull(physicalRow)) {
        sink.data()[2 + (i >> 3)] |= (byte) (1 << (i & 7));
      } else {
        encodeValue(column, physicalRow, fixed + 8 * i);
      }
    }
    return sink.toByteArray();
  }

  private void encodeValue(Vector column, int row, int at) {
    switch (column) {
      case LongVector longs -> ByteSink.LONG.set(sink.data(), at, longs.values()[row]);
      case DoubleVector doubles ->
          ByteSink.LONG.set(sink.data(), at, Double.doubleToRawLongBits(doubles.values()[row]));
      case BytesVector bytes -> {
        ByteSink.INT.set(sink.data(), at, sink.size());
        ByteSink.INT.set(sink.data(), at + 4, bytes.byteLength(row));
        sink.putBytes(bytes.data(), bytes.start(row), bytes.byteLength(row));
      }
    }
  }

  /// Appends one column of an encoded row.
  public static void append(byte[] row, int column, VectorBuilder target, VectorKind kind) {
    int n = (short) ByteSink.SHORT.get(row, 0);
    if (isNull(row, n, column)) {
      target.appendNull();
      return;
    }
    int at = 2 + bitmapBytes(n) + 8 * column;
    switch (kind) {
      case LONG -> target.appendLong((long) ByteSink.LONG.get(row, at));
      case DOUBLE ->
          target.appendDouble(Double.longBitsToDouble((long) ByteSink.LONG.get(row, at)));
      case BYTES ->
          target.appendBytes(
              row, (int) ByteSink.INT.get(row, at), (int) ByteSink.INT.get(row, at + 4));
    }
  }

  /// One column of a row that this codec's table wrote.
  public Vector value(byte[] row, int column) {
    int n = (short) ByteSink.SHORT.get(row, 0);
    if (isNull(row, n, column)) {
      return Vector.ofNull(kinds[column]);
    }
    int at = 2 + bitmapBytes(n) + 8 * column;
    return switch (kinds[column]) {
      case LONG -> LongVector.of((long) ByteSink.LONG.get(row, at));
      case DOUBLE -> DoubleVector.of(Double.longBitsToDouble((long) ByteSink.LONG.get(row, at)));
      case BYTES -> {
        int start = (int) ByteSink.INT.get(row, at);
        yield BytesVector.of(
            Arrays.copyOfRange(row, start, start + (int) ByteSink.INT.get(row, at + 4)));
      }
    };
  }

  private static boolean isNull(byte[] row, int columnCount, int column) {
    return column >= columnCount || (row[2 + (column >> 3)] & (1 << (column & 7))) != 0;
  }

  /// Appends one column of a row that this codec's table wrote.
  public void append(byte[] row, int column, VectorBuilder target) {
    append(row, column, target, kinds[column]);
  }

  private static int bitmapBytes(int columnCount) {
    return (columnCount + 7) >> 3;
  }
}
