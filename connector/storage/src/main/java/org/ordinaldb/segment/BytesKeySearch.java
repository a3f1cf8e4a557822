package org.ordinaldb.segment;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.index.BinarySearchIndex;
import org.ordinaldb.index.LearnedIndex;
import org.ordinaldb.index.RecursiveModelIndex;
import org.ordinaldb.index.SearchCounters;
import org.ordinaldb.index.SearchWindow;
import org.ordinaldb.type.BytesVector;

/// Searches keys of any other shape, in the extra column of encoded keys: the index predicts by model
/// keys, which several keys may share, and true keys are compared.
final class BytesKeySearch extends KeySearch {
  private static final int ROWS = ColumnChunks.ROWS;
  private static final int SHIFT = ColumnChunks.SHIFT;

  private final ColumnChunks chunks;
  private final LearnedIndex index;
  private final KeyProjection projection;
  private final int keyColumn;
  private final int rowCount;
  private final BytesVector chunkKeys;

  BytesKeySearch(SegmentDescriptor descriptor, byte[] model, boolean learned, ColumnChunks chunks) {
    this.chunks = chunks;
    this.keyColumn = descriptor.keyColumn();
    this.rowCount = descriptor.rowCount();
    ByteBuffer in = ByteBuffer.wrap(model);
    int projectionBytes = in.getInt();
    this.projection = KeyProjection.read(model, in.position());
    in.position(in.position() + projectionBytes);
    this.chunkKeys = readChunkKeys(in);
    this.index =
        learned
            ? RecursiveModelIndex.fromBytes(model, in.position())
            : new BinarySearchIndex(rowCount);
  }

  private static BytesVector readChunkKeys(ByteBuffer in) {
    byte[][] keys = new byte[in.getInt()][];
    int[] offsets = new int[keys.length + 1];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = new byte[in.getInt()];
      in.get(keys[i]);
      offsets[i + 1] = offsets[i] + keys[i].length;
    }
    byte[] data = new byte[offsets[keys.length]];
    for (int i = 0; i < keys.length; i++) {
      System.arraycopy(keys[i], 0, data, offsets[i], keys[i].length);
    }
    return new BytesVector(data, offsets, keys.length, null);
  }

  @Override
  int lowerBound(byte[] key, SearchCounters counters) {
    return lowerBound(key, 0, key.length, window(key, 0, key.length, counters), counters);
  }

  private long window(byte[] data, int start, int end, SearchCounters counters) {
    if (!index.isLearned()) {
      return SearchWindow.of(0, rowCount);
    }
    long window = index.window(projection.project(data, start, end));
    counters.addPrediction(SearchWindow.width(window));
    return window;
  }

  private int lowerBound(byte[] data, int start, int end, long window, SearchCounters counters) {
    int low = SearchWindow.low(window);
    int high = SearchWindow.high(window);
    int last = Math.min(high >>> SHIFT, chunkKeys.length() - 1);
    int chunk =
        bracketed(chunkKeys, chunkKeys.length(), low >>> SHIFT, last + 1, data, start, end, null)
            - 1;
    if (chunk < 0) {
      return 0;
    }
    int first = chunk << SHIFT;
    int rows = Math.min(ROWS, rowCount - first);
    int from = Math.clamp(low - first, 0, rows);
    int to = Math.clamp(high - first, from, rows);
    return first + bracketed(keys(chunk), rows, from, to, data, start, end, counters);
  }

  /// The lower bound among `keys[0 .. count)`, looked for between `from` and `to` first.
  private static int bracketed(
      BytesVector keys,
      int count,
      int from,
      int to,
      byte[] data,
      int start,
      int end,
      @Nullable SearchCounters counters) {
    int row = lowerBound(keys, from, to, data, start, end);
    boolean tooHigh = row == from && row > 0 && compare(keys, row - 1, data, start, end) >= 0;
    boolean tooLow = row == to && row < count && compare(keys, row, data, start, end) < 0;
    if (!tooHigh && !tooLow) {
      return row;
    }
    if (counters != null) {
      counters.addGallop();
    }
    return tooHigh
        ? lowerBound(keys, 0, from, data, start, end)
        : lowerBound(keys, to, count, data, start, end);
  }

  private static int lowerBound(
      BytesVector keys, int from, int to, byte[] data, int start, int end) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(keys, middle, data, start, end) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static int compare(BytesVector keys, int row, byte[] data, int start, int end) {
    return Arrays.compareUnsigned(keys.data(), keys.start(row), keys.end(row), data, start, end);
  }

  @Override
  int find(byte[] data, int start, int end, SearchCounters counters) {
    return find(data, start, end, window(data, start, end, counters), counters);
  }

  private int find(byte[] data, int start, int end, long window, SearchCounters counters) {
    int position = lowerBound(data, start, end, window, counters);
    return position < rowCount && isAt(position, data, start, end) ? position : -1;
  }

  @Override
  void find(
      BytesVector keys, int[] rows, int from, int to, int[] positions, SearchCounters counters) {
    byte[] data = keys.data();
    long[] windows = new long[to - from];
    for (int i = from; i < to; i++) {
      windows[i - from] = window(data, keys.start(rows[i]), keys.end(rows[i]), counters);
    }
    for (int i = from; i < to; i++) {
      int row = rows[i];
      positions[i] = find(data, keys.start(row), keys.end(row), windows[i - from], counters);
    }
  }

  @Override
  long window(BytesVector keys, int row) {
    return index.window(projection.project(keys.data(), keys.start(row), keys.end(row)));
  }

  @Override
  LearnedIndex index() {
    return index;
  }

  private boolean isAt(int position, byte[] data, int start, int end) {
    return compare(keys(position >>> SHIFT), position & (ROWS - 1), data, start, end) == 0;
  }

  @Override
  byte[] key(int position) {
    return keys(position >>> SHIFT).bytes(position & (ROWS - 1));
  }

  @Override
  BytesVector keys(int chunk) {
    return (BytesVector) chunks.get(keyColumn, chunk);
  }

  @Override
  long modelBytes() {
    return index.byteSize() + chunkKeys.heapBytes() + projection.byteCount();
  }
}
