package org.ordinaldb.segment;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.LongVector;

/// Encodes longs: constant, frame of reference, delta or dictionary.
final class LongEncoder {
  /// base 8, width 1
  private static final int FRAME_BYTES = 9;

  private LongEncoder() {}

  static EncodedChunk encode(LongVector vector, int rows) {
    long[] nulls = vector.nulls();
    long[] values = vector.values();
    long minimum = Long.MAX_VALUE;
    long maximum = Long.MIN_VALUE;
    if (nulls == null) {
      for (int i = 0; i < rows; i++) {
        minimum = Math.min(minimum, values[i]);
        maximum = Math.max(maximum, values[i]);
      }
    } else {
      values = withoutNulls(vector, rows);
      for (int i = 0; i < rows; i++) {
        minimum = vector.isNull(i) ? minimum : Math.min(minimum, values[i]);
        maximum = vector.isNull(i) ? maximum : Math.max(maximum, values[i]);
      }
    }
    byte[] bytes =
        minimum >= maximum
            ? constant(Encoding.LONG_CONSTANT, minimum > maximum ? 0 : minimum, rows, nulls)
            : smallest(values, rows, nulls, minimum, maximum);
    return new EncodedChunk(bytes, minimum, maximum);
  }

  /// A copy in which null rows repeat the value before them (the first value for leading ones), so
  /// that what stands there by chance does not spoil the encoding.
  private static long[] withoutNulls(LongVector vector, int rows) {
    long[] values = Arrays.copyOf(vector.values(), rows);
    int first = 0;
    while (first < rows && vector.isNull(first)) {
      first++;
    }
    long last = first < rows ? values[first] : 0;
    for (int i = 0; i < rows; i++) {
      last = vector.isNull(i) ? last : values[i];
      values[i] = last;
    }
    return values;
  }

  static byte[] constant(Encoding encoding, long value, int rows, long @Nullable [] nulls) {
    ByteBuffer chunk = ChunkFormat.start(encoding, rows, nulls, 8);
    return ChunkFormat.finish(chunk.putLong(value));
  }

  private static byte[] smallest(
      long[] values, int rows, long @Nullable [] nulls, long minimum, long maximum) {
    int frameWidth = BitPacking.width(maximum - minimum);
    int frameBytes = 8 * BitPacking.wordCount(rows, frameWidth);
    long[] deltas = deltas(values, rows);
    long leastDelta = Long.MAX_VALUE;
    long mostDelta = Long.MIN_VALUE;
    for (int i = 1; i < rows; i++) {
      leastDelta = Math.min(leastDelta, deltas[i]);
      mostDelta = Math.max(mostDelta, deltas[i]);
    }
    deltas[0] = leastDelta;
    int deltaWidth = BitPacking.width(mostDelta - leastDelta);
    // Sums are slower to decode than frames, so deltas have to save a quarter.
    boolean delta = 4 * deltaWidth <= 3 * frameWidth;
    int bytes = delta ? 8 * BitPacking.wordCount(rows, deltaWidth) : frameBytes;
    LongDictionary dictionary = LongDictionary.of(values, rows, bytes * 3 / 4);
    if (dictionary != null) {
      return dictionary.encode(Encoding.LONG_DICTIONARY, nulls);
    }
    if (delta) {
      ByteBuffer chunk =
          ChunkFormat.start(Encoding.LONG_DELTA, rows, nulls, 8 + FRAME_BYTES + bytes);
      chunk.putLong(values[0]);
      putFrame(chunk, deltas, rows, leastDelta, deltaWidth);
      return ChunkFormat.finish(chunk);
    }
    ByteBuffer chunk =
        ChunkFormat.start(Encoding.LONG_FRAME, rows, nulls, FRAME_BYTES + frameBytes);
    putFrame(chunk, values, rows, minimum, frameWidth);
    return ChunkFormat.finish(chunk);
  }

  /// Differences may wrap around: adding them wraps back.
  private static long[] deltas(long[] values, int rows) {
    long[] deltas = new long[rows];
    for (int i = 1; i < rows; i++) {
      deltas[i] = values[i] - values[i - 1];
    }
    return deltas;
  }

  static void putFrame(ByteBuffer chunk, long[] values, int rows, long base, int width) {
    chunk.putLong(base).put((byte) width);
    putPacked(chunk, values, rows, base, width);
  }

  static void putPacked(ByteBuffer chunk, long[] values, int rows, long base, int width) {
    long[] words = BitPacking.pack(values, rows, base, width);
    ChunkFormat.putLongs(chunk, words, words.length);
  }

  /// Bytes that [#putFrame] puts.
  static int frameBytes(int rows, int width) {
    return FRAME_BYTES + 8 * BitPacking.wordCount(rows, width);
  }
}
