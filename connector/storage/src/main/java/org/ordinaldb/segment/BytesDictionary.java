package org.ordinaldb.segment;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.BytesVector;

/// The distinct byte strings among the rows of a vector, in order of appearance, and a code for each
/// row (0 for null ones).
final class BytesDictionary {
  private static final int SLOTS = 8192;
  private static final int HEADER_BYTES = 5;

  private final BytesVector vector;
  private final long[] codes;

  /// For each entry, a row that has it.
  private final int[] rowOf;

  private int entryCount;

  private BytesDictionary(BytesVector vector, int rows) {
    this.vector = vector;
    codes = new long[rows];
    rowOf = new int[rows / 4 + 1];
  }

  /// The dictionary, or null when more than a quarter of the rows differ.
  static @Nullable BytesDictionary of(BytesVector vector, int rows) {
    BytesDictionary dictionary = new BytesDictionary(vector, rows);
    return dictionary.fill(rows) ? dictionary : null;
  }

  private boolean fill(int rows) {
    short[] slots = new short[SLOTS];
    for (int i = 0; i < rows; i++) {
      if (!vector.isNull(i)) {
        int slot = hash(i) & (SLOTS - 1);
        while (slots[slot] != 0 && !sameAs(slots[slot] - 1, i)) {
          slot = (slot + 1) & (SLOTS - 1);
        }
        if (slots[slot] == 0) {
          if (entryCount == rowOf.length) {
            return false;
          }
          rowOf[entryCount++] = i;
          slots[slot] = (short) entryCount;
        }
        codes[i] = slots[slot] - 1;
      }
    }
    return true;
  }

  private int hash(int row) {
    byte[] data = vector.data();
    int hash = 1;
    for (int at = vector.start(row); at < vector.end(row); at++) {
      hash = 31 * hash + data[at];
    }
    hash *= 0x9e3779b9;
    return hash ^ (hash >>> 15);
  }

  private boolean sameAs(int entry, int row) {
    int other = rowOf[entry];
    byte[] data = vector.data();
    return Arrays.equals(
        data, vector.start(other), vector.end(other), data, vector.start(row), vector.end(row));
  }

  int entryCount() {
    return entryCount;
  }

  byte[] entry(int index) {
    return vector.bytes(rowOf[index]);
  }

  byte[] encode(int rows, long @Nullable [] nulls) {
    int[] offsets = new int[entryCount + 1];
    for (int i = 0; i < entryCount; i++) {
      offsets[i + 1] = offsets[i] + vector.byteLength(rowOf[i]);
    }
    byte[] data = new byte[offsets[entryCount]];
    for (int i = 0; i < entryCount; i++) {
      int start = vector.start(rowOf[i]);
      System.arraycopy(vector.data(), start, data, offsets[i], offsets[i + 1] - offsets[i]);
    }
    BytesEncoder.Body entries =
        BytesEncoder.Body.of(new BytesVector(data, offsets, entryCount, null), entryCount, 0);
    int width = BitPacking.width(entryCount - 1);
    int packedBytes = 8 * BitPacking.wordCount(rows, width);
    ByteBuffer chunk =
        ChunkFormat.start(
            Encoding.BYTES_DICTIONARY,
            rows,
            nulls,
            HEADER_BYTES + packedBytes + entries.byteCount());
    chunk.putInt(entryCount).put((byte) width);
    LongEncoder.putPacked(chunk, codes, rows, 0, width);
    entries.put(chunk);
    return ChunkFormat.finish(chunk);
  }
}
