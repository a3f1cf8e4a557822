package org.ordinaldb.segment;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;

/// Reads chunks that [ChunkEncoder] wrote straight into vectors, a whole chunk at a time.
final class ChunkDecoder {
  private ChunkDecoder() {}

  /// @throws ChunkCorruption when the bytes are not those that were written
  static Vector decode(byte[] bytes) {
    ByteBuffer chunk = ChunkFormat.open(bytes);
    Encoding encoding = Encoding.of(chunk.get());
    boolean hasNulls = chunk.get() != 0;
    int rows = chunk.getShort();
    long[] nulls = hasNulls ? ChunkFormat.getLongs(chunk, ChunkFormat.nullWords(rows)) : null;
    return switch (encoding) {
      case LONG_CONSTANT -> new LongVector(filled(chunk.getLong(), rows), rows, nulls);
      case LONG_FRAME -> new LongVector(frame(chunk, rows), rows, nulls);
      case LONG_DELTA -> new LongVector(deltas(chunk, rows), rows, nulls);
      case LONG_DICTIONARY -> new LongVector(dictionary(chunk, rows), rows, nulls);
      case DOUBLE_CONSTANT -> doubles(filled(chunk.getLong(), rows), nulls);
      case DOUBLE_RAW -> new DoubleVector(rawDoubles(chunk, rows), rows, nulls);
      case DOUBLE_DICTIONARY -> doubles(dictionary(chunk, rows), nulls);
      case DOUBLE_DECIMAL -> new DoubleVector(decimals(chunk, rows), rows, nulls);
      case BYTES_CONSTANT -> constantBytes(chunk, rows, nulls);
      case BYTES_DICTIONARY -> dictionaryBytes(chunk, rows, nulls);
      case BYTES_RAW -> rawBytes(chunk, rows, nulls);
      case BYTES_PREFIX -> prefixedBytes(chunk, rows, nulls);
    };
  }

  private static long[] filled(long value, int rows) {
    long[] values = new long[rows];
    Arrays.fill(values, value);
    return values;
  }

  private static long[] frame(ByteBuffer chunk, int rows) {
    long base = chunk.getLong();
    return packed(chunk, rows, base, chunk.get());
  }

  private static long[] packed(ByteBuffer chunk, int rows, long base, int width) {
    long[] words = ChunkFormat.getLongs(chunk, BitPacking.wordCount(rows, width));
    long[] values = new long[rows];
    BitPacking.unpack(words, rows, base, width, values);
    return values;
  }

  private static long[] deltas(ByteBuffer chunk, int rows) {
    long first = chunk.getLong();
    long[] values = frame(chunk, rows);
    long sum = first - values[0];
    for (int i = 0; i < rows; i++) {
      sum += values[i];
      values[i] = sum;
    }
    return values;
  }

  private static long[] dictionary(ByteBuffer chunk, int rows) {
    int entryCount = chunk.getInt();
    int width = chunk.get();
    long[] entries = ChunkFormat.getLongs(chunk, entryCount);
    long[] values = packed(chunk, rows, 0, width);
    for (int i = 0; i < rows; i++) {
      values[i] = entries[(int) values[i]];
    }
    return values;
  }

  private static DoubleVector doubles(long[] bits, long @Nullable [] nulls) {
    double[] values = new double[bits.length];
    for (int i = 0; i < bits.length; i++) {
      values[i] = Double.longBitsToDouble(bits[i]);
    }
    return new DoubleVector(values, values.length, nulls);
  }

  private static double[] rawDoubles(ByteBuffer chunk, int rows) {
    double[] values = new double[rows];
    chunk.asDoubleBuffer().get(values);
    return values;
  }

  private static double[] decimals(ByteBuffer chunk, int rows) {
    double divisor = DoubleEncoder.POWERS[chunk.get()];
    long[] scaled = frame(chunk, rows);
    double[] values = new double[rows];
    for (int i = 0; i < rows; i++) {
      values[i] = scaled[i] / divisor;
    }
    return values;
  }

  private static BytesVector constantBytes(ByteBuffer chunk, int rows, long @Nullable [] nulls) {
    byte[] data = new byte[chunk.remaining()];
    chunk.get(data);
    return new BytesVector(data, new int[] {0, data.length}, 1, new int[rows], rows, nulls);
  }

  private static BytesVector dictionaryBytes(ByteBuffer chunk, int rows, long @Nullable [] nulls) {
    int entryCount = chunk.getInt();
    long[] unpacked = packed(chunk, rows, 0, chunk.get());
    int[] codes = new int[rows];
    for (int i = 0; i < rows; i++) {
      codes[i] = (int) unpacked[i];
    }
    int[] offsets = offsets(chunk, entryCount, 0);
    return new BytesVector(rest(chunk), offsets, entryCount, codes, rows, nulls);
  }

  private static BytesVector rawBytes(ByteBuffer chunk, int rows, long @Nullable [] nulls) {
    int[] offsets = offsets(chunk, rows, 0);
    return new BytesVector(rest(chunk), offsets, rows, nulls);
  }

  private static BytesVector prefixedBytes(ByteBuffer chunk, int rows, long @Nullable [] nulls) {
    byte[] prefix = new byte[chunk.getInt()];
    chunk.get(prefix);
    int[] offsets = offsets(chunk, rows, prefix.length);
    byte[] data = new byte[offsets[rows]];
    byte[] source = chunk.array();
    int next = chunk.position();
    for (int i = 0; i < rows; i++) {
      int at = offsets[i];
      System.arraycopy(prefix, 0, data, at, prefix.length);
      int length = offsets[i + 1] - at - prefix.length;
      System.arraycopy(source, next, data, at + prefix.length, length);
      next += length;
    }
    return new BytesVector(data, offsets, rows, nulls);
  }

  /// Offsets from packed lengths, each byte string `extra` bytes longer than stored.
  private static int[] offsets(ByteBuffer chunk, int count, int extra) {
    long[] lengths = frame(chunk, count);
    int[] offsets = new int[count + 1];
    for (int i = 0; i < count; i++) {
      offsets[i + 1] = offsets[i] + (int) lengths[i] + extra;
    }
    return offsets;
  }

  private static byte[] rest(ByteBuffer chunk) {
    byte[] data = new byte[chunk.remaining()];
    chunk.get(data);
    return data;
  }
}
