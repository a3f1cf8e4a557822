package org.ordinaldb.segment;

import java.util.Arrays;
import org.ordinaldb.index.BinarySearchIndex;
import org.ordinaldb.index.LearnedIndex;
import org.ordinaldb.index.RecursiveModelIndex;
import org.ordinaldb.index.SearchCounters;
import org.ordinaldb.index.SearchWindow;
import org.ordinaldb.index.SortedSearch;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.LongVector;

/// Searches keys that are single longs, in the key column itself.
final class LongKeySearch extends KeySearch {
  private static final int ROWS = ColumnChunks.ROWS;
  private static final int SHIFT = ColumnChunks.SHIFT;

  private final ColumnChunks chunks;
  private final LearnedIndex index;
  private final int keyColumn;
  private final int rowCount;
  private final long[] chunkKeys;

  LongKeySearch(SegmentDescriptor descriptor, byte[] model, boolean learned, ColumnChunks chunks) {
    this.chunks = chunks;
    this.keyColumn = descriptor.keyColumn();
    this.rowCount = descriptor.rowCount();
    this.index =
        learned ? RecursiveModelIndex.fromBytes(model, 0) : new BinarySearchIndex(rowCount);
    this.chunkKeys = new long[descriptor.chunkCount()];
    for (int i = 0; i < chunkKeys.length; i++) {
      chunkKeys[i] = descriptor.minimum(keyColumn, i);
    }
  }

  /// Strings of other than eight bytes are bounds of ranges, not keys: the lower bound of a shorter
  /// one is that of the key filled up with zeros, of a longer one that of the next key.
  @Override
  int lowerBound(byte[] key, SearchCounters counters) {
    if (key.length == Long.BYTES) {
      return lowerBound(KeyCodec.decodeLong(key), counters);
    }
    byte[] eight = Arrays.copyOf(key, Long.BYTES);
    long value = KeyCodec.decodeLong(eight);
    if (key.length < Long.BYTES) {
      return lowerBound(value, counters);
    }
    return value == Long.MAX_VALUE ? rowCount : lowerBound(value + 1, counters);
  }

  int lowerBound(long key, SearchCounters counters) {
    return lowerBound(key, window(key, counters), counters);
  }

  private long window(long key, SearchCounters counters) {
    long window = index.window(key);
    if (index.isLearned()) {
      counters.addPrediction(SearchWindow.width(window));
    }
    return window;
  }

  private int lowerBound(long key, long window, SearchCounters counters) {
    int low = SearchWindow.low(window);
    int high = SearchWindow.high(window);
    int chunk = chunkBefore(key, low >>> SHIFT, Math.min(high >>> SHIFT, chunkKeys.length - 1));
    if (chunk < 0) {
      return 0;
    }
    int start = chunk << SHIFT;
    int rows = Math.min(ROWS, rowCount - start);
    long[] keys = chunk(chunk);
    int from = Math.clamp(low - start, 0, rows);
    int to = Math.clamp(high - start, from, rows);
    int row = SortedSearch.lowerBound(keys, from, to, key);
    boolean tooHigh = row == from && row > 0 && keys[row - 1] >= key;
    boolean tooLow = row == to && row < rows && keys[row] < key;
    if (tooHigh || tooLow) {
      counters.addGallop();
      row = SortedSearch.gallop(keys, 0, rows, row, key);
    }
    return start + row;
  }

  /// The last chunk whose first key is below `key`, -1 when there is none: the lower bound is in it,
  /// or the first row after it. The window's chunks are tried first.
  private int chunkBefore(long key, int first, int last) {
    int chunk = SortedSearch.lowerBound(chunkKeys, first, last + 1, key) - 1;
    boolean tooHigh = chunk < first && first > 0 && chunkKeys[chunk] >= key;
    boolean tooLow = chunk == last && last + 1 < chunkKeys.length && chunkKeys[last + 1] < key;
    return tooHigh || tooLow
        ? SortedSearch.lowerBound(chunkKeys, 0, chunkKeys.length, key) - 1
        : chunk;
  }

  @Override
  void find(BytesVector keys, int[] rows, int count, int[] positions, SearchCounters counters) {
    byte[] data = keys.data();
    long[] windows = new long[count];
    for (int i = 0; i < count; i++) {
      windows[i] = window(longKey(data, keys.start(rows[i])), counters);
    }
    for (int i = 0; i < count; i++) {
      long key = longKey(data, keys.start(rows[i]));
      int position = lowerBound(key, windows[i], counters);
      boolean found = position < rowCount && longAt(position) == key;
      positions[i] = found ? position : -1;
    }
  }

  @Override
  long window(BytesVector keys, int row) {
    return index.window(longKey(keys.data(), keys.start(row)));
  }

  @Override
  LearnedIndex index() {
    return index;
  }

  private static long longKey(byte[] data, int start) {
    return (long) ByteSink.LONG.get(data, start) ^ Long.MIN_VALUE;
  }

  private long longAt(int position) {
    return chunk(position >>> SHIFT)[position & (ROWS - 1)];
  }

  @Override
  byte[] key(int position) {
    return KeyCodec.encodeLong(longAt(position));
  }

  @Override
  BytesVector keys(int chunk) {
    long[] values = chunk(chunk);
    int rows = Math.min(ROWS, rowCount - (chunk << SHIFT));
    byte[] data = new byte[Long.BYTES * rows];
    int[] offsets = new int[rows + 1];
    for (int i = 0; i < rows; i++) {
      ByteSink.LONG.set(data, Long.BYTES * i, values[i] ^ Long.MIN_VALUE);
      offsets[i + 1] = Long.BYTES * (i + 1);
    }
    return new BytesVector(data, offsets, rows, null);
  }

  private long[] chunk(int chunk) {
    return ((LongVector) chunks.get(keyColumn, chunk)).values();
  }

  @Override
  long modelBytes() {
    return index.byteSize() + 8L * chunkKeys.length;
  }
}
