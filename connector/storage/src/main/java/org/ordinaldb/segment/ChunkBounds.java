package org.ordinaldb.segment;

import java.util.Arrays;

/// Collects what a [SegmentDescriptor] says of each chunk. Owned by the builder's thread.
final class ChunkBounds {
  private final int columnCount;
  private int chunkCount;

  /// By chunk, then column, because that is how they come.
  private long[] minima = new long[0];

  private long[] maxima = new long[0];
  private int[] bytes = new int[0];

  ChunkBounds(int columnCount) {
    this.columnCount = columnCount;
  }

  int chunkCount() {
    return chunkCount;
  }

  void startChunk() {
    chunkCount++;
    int needed = chunkCount * columnCount;
    if (needed > bytes.length) {
      minima = Arrays.copyOf(minima, 2 * needed);
      maxima = Arrays.copyOf(maxima, 2 * needed);
      bytes = Arrays.copyOf(bytes, 2 * needed);
    }
  }

  /// Notes a column of the chunk that was started last.
  void add(int column, EncodedChunk encoded) {
    int at = (chunkCount - 1) * columnCount + column;
    minima[at] = encoded.minimum();
    maxima[at] = encoded.maximum();
    bytes[at] = encoded.bytes().length;
  }

  SegmentDescriptor descriptor(
      long id, int rowCount, int keyColumn, int modelBytes, byte[] firstKey, byte[] lastKey) {
    int size = chunkCount * columnCount;
    long[] columnMinima = new long[size];
    long[] columnMaxima = new long[size];
    int[] columnBytes = new int[size];
    for (int i = 0; i < size; i++) {
      int at = i % columnCount * chunkCount + i / columnCount;
      columnMinima[at] = minima[i];
      columnMaxima[at] = maxima[i];
      columnBytes[at] = bytes[i];
    }
    return new SegmentDescriptor(
        id,
        rowCount,
        columnCount,
        keyColumn,
        modelBytes,
        firstKey,
        lastKey,
        columnMinima,
        columnMaxima,
        columnBytes);
  }
}
