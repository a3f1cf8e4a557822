package org.ordinaldb.segment;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// What every chunk starts with, little-endian:
///
///     | CRC32C of what follows 4 | encoding 1 | 1 when there are nulls 1 | rows 2 | null bits 8 for each 64 rows |
final class ChunkFormat {
  static final int HEADER_BYTES = 8;

  private ChunkFormat() {}

  /// A buffer for a chunk whose values take exactly `bodyBytes`, header written.
  static ByteBuffer start(Encoding encoding, int rows, long @Nullable [] nulls, int bodyBytes) {
    int nullWords = nulls == null ? 0 : nullWords(rows);
    ByteBuffer chunk =
        ByteBuffer.allocate(HEADER_BYTES + 8 * nullWords + bodyBytes)
            .order(ByteOrder.LITTLE_ENDIAN);
    chunk.putInt(0).put((byte) encoding.ordinal()).put((byte) (nulls == null ? 0 : 1));
    chunk.putShort((short) rows);
    if (nulls != null) {
      putLongs(chunk, nulls, nullWords);
    }
    return chunk;
  }

  /// The chunk's bytes, checksum filled in.
  static byte[] finish(ByteBuffer chunk) {
    assert !chunk.hasRemaining();
    byte[] bytes = chunk.array();
    chunk.putInt(0, checksum(bytes));
    return bytes;
  }

  /// The chunk, past its checksum, which is right.
  static ByteBuffer open(byte[] bytes) {
    if (bytes.length < HEADER_BYTES) {
      throw new ChunkCorruption("only " + bytes.length + " bytes");
    }
    ByteBuffer chunk = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (chunk.getInt() != checksum(bytes)) {
      throw new ChunkCorruption("checksum mismatch");
    }
    return chunk;
  }

  static int nullWords(int rows) {
    return (rows + 63) >>> 6;
  }

  static void putLongs(ByteBuffer chunk, long[] values, int count) {
    chunk.asLongBuffer().put(values, 0, count);
    chunk.position(chunk.position() + 8 * count);
  }

  static long[] getLongs(ByteBuffer chunk, int count) {
    long[] values = new long[count];
    chunk.asLongBuffer().get(values);
    chunk.position(chunk.position() + 8 * count);
    return values;
  }

  private static int checksum(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 4, bytes.length - 4);
    return (int) checksum.getValue();
  }
}
