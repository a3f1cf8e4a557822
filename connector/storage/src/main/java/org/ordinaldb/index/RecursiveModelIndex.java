package org.ordinaldb.index;

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

  /// Look-ups of a batch that go side by side.
  private static final int GROUP = 32;

  /// Windows so narrow are searched key by key: counting took 1.2 to 1.4 times as long on dense ones.
  private static final int NARROW = 2;

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
    counters.addPrediction(SearchWindow.width(window));
    // With branches on purpose: while memory is awaited the processor guesses, and begins what
    // follows.
    int position = SortedSearch.gallop(keys, 0, keyCount, SearchWindow.middle(window), key);
    return counted(window, position, counters);
  }

  private static int counted(long window, int position, SearchCounters counters) {
    if (!SearchWindow.mayEndAt(window, position)) {
      counters.addGallop();
    }
    return position;
  }

  /// Groups of look-ups side by side: all leaves, then all windows, then the keys around the middles of
  /// all windows are loaded, so that the cache misses of each step overlap; what remains is in the
  /// cache, mostly.
  @Override
  public void lowerBounds(
      long[] keys, long[] probes, int count, int[] positions, SearchCounters counters) {
    int[] nodesAt = new int[GROUP];
    int[] inner = new int[GROUP];
    long[] windows = new long[GROUP];
    long touched = 0;
    for (int from = 0; from < count; from += GROUP) {
      int group = Math.min(GROUP, count - from);
      ModelNodes.leaves(nodes, probes, from, group, nodesAt, inner);
      for (int i = 0; i < group; i++) {
        windows[i] = ModelNodes.window(nodes, nodesAt[i], probes[from + i]);
        counters.addPrediction(SearchWindow.width(windows[i]));
      }
      touched ^= touch(keys, windows, group);
      for (int i = 0; i < group; i++) {
        int position = near(keys, windows[i], probes[from + i]);
        positions[from + i] = counted(windows[i], position, counters);
      }
    }
    counters.touch(touched);
  }

  /// Loads the keys around the middle of every window, so that their cache misses overlap.
  private long touch(long[] keys, long[] windows, int count) {
    if (keyCount == 0) {
      return 0;
    }
    long touched = 0;
    for (int i = 0; i < count; i++) {
      int middle = SearchWindow.middle(windows[i]);
      touched ^=
          SearchWindow.width(windows[i]) > NARROW
              ? SortedSearch.touch(keys, 0, keyCount, middle)
              : keys[Math.max(middle - 1, 0)] ^ keys[Math.min(middle + 1, keyCount - 1)];
    }
    return touched;
  }

  private int near(long[] keys, long window, long key) {
    int middle = SearchWindow.middle(window);
    return SearchWindow.width(window) > NARROW
        ? SortedSearch.near(keys, 0, keyCount, middle, key)
        : SortedSearch.gallop(keys, 0, keyCount, middle, key);
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
