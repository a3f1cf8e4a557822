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
  private static final int GROUP = 32;

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
    return lowerBound(key, window, false, counters);
  }

  /// @param touched whether the keys around the window's middle are on their way to the cache
  private int lowerBound(long key, long window, boolean touched, SearchCounters counters) {
    int chunk = chunkBefore(key, SearchWindow.middle(window) >>> SHIFT);
    if (chunk < 0) {
      return 0;
    }
    int position = lowerBoundIn(chunk, key, window, touched);
    if (!SearchWindow.mayEndAt(window, position)) {
      counters.addGallop();
    }
    return position;
  }

  private int lowerBoundIn(int chunk, long key, long window, boolean touched) {
    int start = chunk << SHIFT;
    if (!index.isLearned()) {
      return start + SortedSearch.lowerBound(chunk(chunk), 0, chunkRows(chunk), key);
    }
    int guess = Math.clamp(SearchWindow.middle(window) - start, 0, ROWS);
    int rows = chunkRows(chunk);
    return start
        + (touched
            ? SortedSearch.near(chunk(chunk), 0, rows, guess, key)
            : SortedSearch.gallop(chunk(chunk), 0, rows, Math.min(guess, rows), key));
  }

  private int chunkRows(int chunk) {
    return Math.min(ROWS, rowCount - (chunk << SHIFT));
  }

  /// The last chunk whose first key is below `key`, -1 when there is none: the lower bound is in it,
  /// or the first row after it. The predicted chunk is tried first.
  private int chunkBefore(long key, int predicted) {
    int chunk = Math.min(predicted, chunkKeys.length - 1);
    boolean isIt =
        chunk >= 0
            && chunkKeys[chunk] < key
            && (chunk + 1 == chunkKeys.length || chunkKeys[chunk + 1] >= key);
    return isIt ? chunk : SortedSearch.lowerBound(chunkKeys, 0, chunkKeys.length, key) - 1;
  }

  @Override
  int find(byte[] data, int start, int end, SearchCounters counters) {
    long key = longKey(data, start);
    return present(key, lowerBound(key, window(key, counters), counters));
  }

  /// The position, if the key stands there, else -1.
  private int present(long key, int position) {
    return position < rowCount && longAt(position) == key ? position : -1;
  }

  /// A few keys side by side: see [RecursiveModelIndex#lowerBounds].
  @Override
  void find(
      BytesVector keys, int[] rows, int from, int to, int[] positions, SearchCounters counters) {
    long[] windows = new long[Math.min(GROUP, to - from)];
    long touched = 0;
    for (int i = from; i < to; i += GROUP) {
      int end = Math.min(i + GROUP, to);
      touched ^= findGroup(keys, rows, i, end, positions, windows, counters);
    }
    counters.touch(touched);
  }

  private long findGroup(
      BytesVector keys,
      int[] rows,
      int from,
      int to,
      int[] positions,
      long[] windows,
      SearchCounters counters) {
    byte[] data = keys.data();
    for (int i = from; i < to; i++) {
      windows[i - from] = window(longKey(data, keys.start(rows[i])), counters);
    }
    long touched = 0;
    for (int i = from; i < to && index.isLearned(); i++) {
      touched ^= touch(SearchWindow.middle(windows[i - from]));
    }
    for (int i = from; i < to; i++) {
      long key = longKey(data, keys.start(rows[i]));
      positions[i] = present(key, lowerBound(key, windows[i - from], true, counters));
    }
    return touched;
  }

  /// Loads what a search that expects its key at a position is going to look at.
  private long touch(int position) {
    int chunk = Math.min(position >>> SHIFT, chunkKeys.length - 1);
    int guess = position - (chunk << SHIFT);
    return SortedSearch.touch(chunk(chunk), 0, chunkRows(chunk), guess);
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
    int rows = chunkRows(chunk);
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
