package org.ordinaldb.segment;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.BytesVector;

/// Encodes byte strings: constant, dictionary, or one after the other with their lengths packed,
/// less the prefix that all of them share.
final class BytesEncoder {
  private static final int PREFIX_BYTES_MIN = 2;

  private BytesEncoder() {}

  static byte[] encode(BytesVector vector, int rows) {
    long[] nulls = vector.nulls();
    BytesDictionary dictionary = BytesDictionary.of(vector, rows);
    if (dictionary != null) {
      return dictionary.entryCount() <= 1
          ? constant(dictionary, rows, nulls)
          : dictionary.encode(rows, nulls);
    }
    int prefix = vector.hasNulls() ? 0 : commonPrefix(vector, rows);
    return prefix >= PREFIX_BYTES_MIN ? prefixed(vector, rows, prefix) : raw(vector, rows, nulls);
  }

  private static byte[] constant(BytesDictionary dictionary, int rows, long @Nullable [] nulls) {
    byte[] value = dictionary.entryCount() == 0 ? new byte[0] : dictionary.entry(0);
    ByteBuffer chunk = ChunkFormat.start(Encoding.BYTES_CONSTANT, rows, nulls, value.length);
    return ChunkFormat.finish(chunk.put(value));
  }

  private static byte[] raw(BytesVector vector, int rows, long @Nullable [] nulls) {
    Body body = Body.of(vector, rows, 0);
    ByteBuffer chunk = ChunkFormat.start(Encoding.BYTES_RAW, rows, nulls, body.byteCount());
    body.put(chunk);
    return ChunkFormat.finish(chunk);
  }

  private static byte[] prefixed(BytesVector vector, int rows, int prefix) {
    Body body = Body.of(vector, rows, prefix);
    ByteBuffer chunk =
        ChunkFormat.start(Encoding.BYTES_PREFIX, rows, null, 4 + prefix + body.byteCount());
    chunk.putInt(prefix).put(vector.data(), vector.start(0), prefix);
    body.put(chunk);
    return ChunkFormat.finish(chunk);
  }

  private static int commonPrefix(BytesVector vector, int rows) {
    byte[] data = vector.data();
    int start = vector.start(0);
    int common = vector.byteLength(0);
    for (int i = 1; i < rows && common > 0; i++) {
      int from = vector.start(i);
      int to = Math.min(from + common, vector.end(i));
      int mismatch = Arrays.mismatch(data, start, start + common, data, from, to);
      common = mismatch < 0 ? common : mismatch;
    }
    return common;
  }

  /// Byte strings laid end to end behind their packed lengths; null rows take no bytes.
  record Body(byte[] data, int dataBytes, long[] lengths, int rows, long shortest, int width) {
    static Body of(BytesVector vector, int rows, int skip) {
      long[] lengths = new long[rows];
      long shortest = Long.MAX_VALUE;
      long longest = 0;
      long total = 0;
      for (int i = 0; i < rows; i++) {
        lengths[i] = vector.isNull(i) ? 0 : vector.byteLength(i) - skip;
        shortest = Math.min(shortest, lengths[i]);
        longest = Math.max(longest, lengths[i]);
        total += lengths[i];
      }
      byte[] data = new byte[Math.toIntExact(total)];
      int at = 0;
      for (int i = 0; i < rows; i++) {
        int length = (int) lengths[i];
        System.arraycopy(vector.data(), vector.start(i) + skip, data, at, length);
        at += length;
      }
      shortest = Math.min(shortest, longest);
      int width = BitPacking.width(longest - shortest);
      return new Body(data, data.length, lengths, rows, shortest, width);
    }

    int byteCount() {
      return LongEncoder.frameBytes(rows, width) + dataBytes;
    }

    void put(ByteBuffer chunk) {
      LongEncoder.putFrame(chunk, lengths, rows, shortest, width);
      chunk.put(data, 0, dataBytes);
    }
  }
}
