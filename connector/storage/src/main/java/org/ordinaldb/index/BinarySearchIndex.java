package org.ordinaldb.index;

/// The learned index switched off: predicts nothing, so every search is a binary search over all
/// keys. Tests require its answers to equal the learned ones; benchmarks compare their times.
public record BinarySearchIndex(int keyCount) implements LearnedIndex {
  @Override
  public long window(long key) {
    return SearchWindow.of(0, keyCount);
  }

  @Override
  public int lowerBound(long[] keys, long key, SearchCounters counters) {
    return SortedSearch.lowerBound(keys, 0, keyCount, key);
  }

  @Override
  public void lowerBounds(
      long[] keys, long[] probes, int count, int[] positions, SearchCounters counters) {
    for (int i = 0; i < count; i++) {
      positions[i] = SortedSearch.lowerBound(keys, 0, keyCount, probes[i]);
    }
  }

  @Override
  public long byteSize() {
    return 0;
  }

  @Override
  public int nodeCount() {
    return 0;
  }

  @Override
  public int widestWindow() {
    return keyCount;
  }

  @Override
  public boolean isLearned() {
    return false;
  }
}
