package org.ordinaldb.index;

import java.util.Arrays;
import java.util.zip.CRC32C;
import org.ordinaldb.error.InternalException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.type.ByteSink;

/// The learned index: a tree of models over sorted keys. The root picks a child by one multiplication
/// or shift, and so on down to a leaf, a line that predicts the key's position; what the line is off
/// at worst, measured on every key, is the window that remains to be searched. Two levels do for
/// nearly all keys; the others get as many as the bound on the window asks for.
///
/// Immutable. [ModelNodes] pictures the memory, [ModelTrainer] says how it is trained.
public final class RecursiveModelIndex implements LearnedIndex {
  /// The most positions of a window, unless the caller asks for another bound.
  public static final int WIDTH_MAX = 64;

  private static final int FORMAT = 0x4f524d31;
  private static final int HEADER_BYTES = 16;
  private static final int GROUP = 32;

  private final long[] nodes;
  private final int keyCount;

  private RecursiveModelIndex(long[] nodes, int keyCount) {
    this.nodes = nodes;
    this.keyCount = keyCount;
  }

  /// Trains an index on ascending `keys[0 .. keyCount)`.
  public static RecursiveModelIndex train(long[] keys, int keyCount) {
    return train(keys, keyCount, WIDTH_MAX);
  }

  /// @param widthMax the most positions that a window may have, unless one key repeats more often
  public static RecursiveModelIndex train(long[] keys, int keyCount, int widthMax) {
    assert widthMax >= 2 && widthMax < 1 << 15;
    return new RecursiveModelIndex(ModelTrainer.train(keys, keyCount, widthMax), keyCount);
  }

  @Override
  public int keyCount() {
    return keyCount;
  }

  @Override
  public long window(long key) {
    return ModelNodes.window(nodes, ModelNodes.leaf(nodes, key), key);
  }

  @Override
  public int lowerBound(long[] keys, long key, SearchCounters counters) {
    long window = window(key);
    int low = SearchWindow.low(window);
    int high = SearchWindow.high(window);
    counters.addPrediction(high - low);
    return bracketed(keys, low, high, SortedSearch.lowerBound(keys, low, high, key), key, counters);
  }

  @Override
  public void lowerBounds(
      long[] keys, long[] probes, int count, int[] positions, SearchCounters counters) {
    long[] windows = new long[GROUP];
    long[] middles = new long[GROUP];
    for (int from = 0; keyCount > 0 && from < count; from += GROUP) {
      int group = Math.min(GROUP, count - from);
      lowerBounds(keys, probes, from, group, positions, windows, middles, counters);
    }
    if (keyCount == 0) {
      Arrays.fill(positions, 0, count, 0);
    }
  }

  /// A group of searches side by side: all leaves are looked up, then all windows, then the key in the
  /// middle of every window is loaded, so that the cache misses of each step overlap. What remains
  /// is mostly near and in the cache by then, for keys are closer to their predictions than the worst
  /// one. Bisecting the windows in step, without branches, took 1.3 times as long at 20 M keys.
  private void lowerBounds(
      long[] keys,
      long[] probes,
      int from,
      int count,
      int[] positions,
      long[] windows,
      long[] middles,
      SearchCounters counters) {
    for (int i = 0; i < count; i++) {
      positions[from + i] = ModelNodes.leaf(nodes, probes[from + i]);
    }
    for (int i = 0; i < count; i++) {
      windows[i] = ModelNodes.window(nodes, positions[from + i], probes[from + i]);
      positions[from + i] = middle(windows[i]);
      counters.addPrediction(SearchWindow.width(windows[i]));
    }
    for (int i = 0; i < count; i++) {
      middles[i] = keys[positions[from + i]];
    }
    for (int i = 0; i < count; i++) {
      long key = probes[from + i];
      int start = middles[i] < key ? positions[from + i] + 1 : positions[from + i];
      int position = SortedSearch.gallop(keys, 0, keyCount, start, key);
      positions[from + i] = position;
      if (position < SearchWindow.low(windows[i]) || position > SearchWindow.high(windows[i])) {
        counters.addGallop();
      }
    }
  }

  private int middle(long window) {
    int middle = (SearchWindow.low(window) + SearchWindow.high(window)) >>> 1;
    return Math.min(middle, keyCount - 1);
  }

  /// The search's result, unless the keys around it say that it is not the lower bound: then what
  /// galloping from there finds. A key that is present is done with at once, since its window has all
  /// its positions.
  private int bracketed(
      long[] keys, int low, int high, int position, long key, SearchCounters counters) {
    if (position < keyCount && keys[position] == key) {
      return position;
    }
    boolean tooHigh = position == low && low > 0 && keys[low - 1] >= key;
    boolean tooLow = position == high && high < keyCount && keys[high] < key;
    if (!tooHigh && !tooLow) {
      return position;
    }
    counters.addGallop();
    return SortedSearch.gallop(keys, 0, keyCount, position, key);
  }

  @Override
  public long byteSize() {
    return 8L * nodes.length + HEADER_BYTES;
  }

  @Override
  public boolean isLearned() {
    return true;
  }

  /// Inner nodes and leaves.
  @Override
  public int nodeCount() {
    return nodes.length / ModelNodes.STRIDE;
  }

  @Override
  public int widestWindow() {
    int widest = 0;
    for (int at = 0; at < nodes.length; at += ModelNodes.STRIDE) {
      if (!ModelNodes.isInner(nodes, at)) {
        int errors = (int) nodes[at + 3];
        widest = Math.max(widest, (errors >>> 16) + (errors & 0xffff) + 1);
      }
    }
    return widest;
  }

  /// The stored form:
  ///
  ///     | format 4 | CRC32C of what follows 4 | key count 4 | longs of the nodes 4 | nodes |
  public byte[] toBytes() {
    ByteSink sink = new ByteSink(HEADER_BYTES + 8 * nodes.length);
    sink.putInt(FORMAT);
    sink.putInt(0);
    sink.putInt(keyCount);
    sink.putInt(nodes.length);
    for (long word : nodes) {
      sink.putLong(word);
    }
    sink.setInt(4, checksum(sink.data(), 0, sink.size()));
    return sink.toByteArray();
  }

  /// Reads what [#toBytes()] wrote, from `bytes[offset ..)`. Damage is an error XX002.
  public static RecursiveModelIndex fromBytes(byte[] bytes, int offset) {
    int length = bytes.length - offset;
    if (length < HEADER_BYTES
        || (int) ByteSink.INT.get(bytes, offset) != FORMAT
        || (int) ByteSink.INT.get(bytes, offset + 4) != checksum(bytes, offset, length)) {
      throw new InternalException(
          SqlState.INDEX_CORRUPTED, "learned index is damaged: checksum mismatch");
    }
    long[] nodes = new long[(int) ByteSink.INT.get(bytes, offset + 12)];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = (long) ByteSink.LONG.get(bytes, offset + HEADER_BYTES + 8 * i);
    }
    return new RecursiveModelIndex(nodes, (int) ByteSink.INT.get(bytes, offset + 8));
  }

  private static int checksum(byte[] bytes, int offset, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, offset + 8, length - 8);
    return (int) checksum.getValue();
  }
}
