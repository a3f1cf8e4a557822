package org.ordinaldb.segment;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The distinct values among some longs, in order of appearance, and a code for each row.
final class LongDictionary {
  private static final int ENTRIES_MAX = 1024;
  private static final int SLOTS = 4 * ENTRIES_MAX;
  private static final int HEADER_BYTES = 5;

  private final long[] entries = new long[ENTRIES_MAX];
  private final long[] codes;
  private int entryCount;

  private LongDictionary(int rows) {
    codes = new long[rows];
  }

  /// The dictionary, or null when it would take more than `bytesMax`.
  static @Nullable LongDictionary of(long[] values, int rows, int bytesMax) {
    int entriesMax = Math.min(ENTRIES_MAX, (bytesMax - rows / 8) / 8);
    LongDictionary dictionary = new LongDictionary(rows);
    return dictionary.fill(values, rows, entriesMax) && dictionary.byteCount() <= bytesMax
        ? dictionary
        : null;
  }

  private boolean fill(long[] values, int rows, int entriesMax) {
    short[] slots = new short[SLOTS];
    for (int i = 0; i < rows; i++) {
      long value = values[i];
      int slot = (int) ((value * 0x9e3779b97f4a7c15L) >>> 52);
      while (slots[slot] != 0 && entries[slots[slot] - 1] != value) {
        slot = (slot + 1) & (SLOTS - 1);
      }
      if (slots[slot] == 0) {
        if (entryCount >= entriesMax) {
          return false;
        }
        entries[entryCount++] = value;
        slots[slot] = (short) entryCount;
      }
      codes[i] = slots[slot] - 1;
    }
    return true;
  }

  private int width() {
    return BitPacking.width(entryCount - 1);
  }

  private int byteCount() {
    return HEADER_BYTES + 8 * (entryCount + BitPacking.wordCount(codes.length, width()));
  }

  byte[] encode(Encoding encoding, long @Nullable [] nulls) {
    ByteBuffer chunk = ChunkFormat.start(encoding, codes.length, nulls, byteCount());
    chunk.putInt(entryCount).put((byte) width());
    ChunkFormat.putLongs(chunk, Arrays.copyOf(entries, entryCount), entryCount);
    LongEncoder.putPacked(chunk, codes, codes.length, 0, width());
    return ChunkFormat.finish(chunk);
  }
}
