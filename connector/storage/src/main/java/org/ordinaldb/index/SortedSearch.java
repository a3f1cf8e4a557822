package org.ordinaldb.index;

/// Lower-bound searches over an ascending array.
public final class SortedSearch {
  /// How many keys [#near] looks at at once: two to three cache lines.
  private static final int BLOCK = 16;

  private SortedSearch() {}

  /// The first position in `low <= position < high` whose key is at or above `key`, or `high`.
  ///
  /// It branches on purpose: at 20 M keys a search by conditional moves took 1,318 ns against 482,
  /// because a predicted branch lets the processor load the next probe before the comparison is done.
  public static int lowerBound(long[] keys, int low, int high, long key) {
    int from = low;
    int to = high;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (keys[middle] < key) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /// The lower bound within `start <= position <= end` of a key that is expected close to `guess`.
  ///
  /// It counts the lesser keys of a block around the guess instead of comparing one after the other:
  /// the loads do not wait for each other, and there is no branch that is hard to predict, so the
  /// processor goes on with the next search while this one waits for memory.
  public static int near(long[] keys, int start, int end, int guess, long key) {
    if (end - start < BLOCK) {
      return lowerBound(keys, start, end, key);
    }
    int position = inBlock(keys, blockStart(start, end, guess), key);
    boolean bracketed =
        (position == start || keys[position - 1] < key)
            && (position == end || keys[position] >= key);
    return bracketed ? position : gallop(keys, start, end, position, key);
  }

  /// Loads what [#near] is going to look at.
  ///
  /// @return a value made of the keys, for the caller to use in some way
  public static long touch(long[] keys, int start, int end, int guess) {
    if (end - start < BLOCK) {
      return 0;
    }
    int from = blockStart(start, end, guess);
    return keys[from] ^ keys[from + BLOCK / 2] ^ keys[from + BLOCK - 1];
  }

  private static int blockStart(int start, int end, int guess) {
    return Math.max(start, Math.min(guess - BLOCK / 2, end - BLOCK));
  }

  private static int inBlock(long[] keys, int from, long key) {
    long lesser =
        borrow(keys, from, key)
            + borrow(keys, from + 1, key)
            + borrow(keys, from + 2, key)
            + borrow(keys, from + 3, key)
            + borrow(keys, from + 4, key)
            + borrow(keys, from + 5, key)
            + borrow(keys, from + 6, key)
            + borrow(keys, from + 7, key)
            + borrow(keys, from + 8, key)
            + borrow(keys, from + 9, key)
            + borrow(keys, from + 10, key)
            + borrow(keys, from + 11, key)
            + borrow(keys, from + 12, key)
            + borrow(keys, from + 13, key)
            + borrow(keys, from + 14, key)
            + borrow(keys, from + 15, key);
    return from + (int) lesser;
  }

  /// 1 for a lesser key, unless the distance is too far for a long: then the result is not bracketed.
  private static long borrow(long[] keys, int at, long key) {
    return (keys[at] - key) >>> 63;
  }

  /// [#lowerBound] by as many steps whatever the key: for short arrays that are in the cache, where a
  /// mispredicted branch is what costs most.
  public static int lowerBoundSteady(long[] keys, int low, int high, long key) {
    int from = low;
    int length = high - low;
    while (length > 0) {
      int half = (length + 1) >>> 1;
      from += half & -lesser(keys[from + half - 1], key);
      length -= half;
    }
    return from;
  }

  /// 1 if `a < b`, else 0, without a branch.
  private static int lesser(long a, long b) {
    long distance = a - b;
    return (int) ((distance ^ ((a ^ b) & (distance ^ a))) >>> 63);
  }

  /// The lower bound within `start <= position <= end`, searched outward from `position` in doubling
  /// steps: for predictions that turn out to be off.
  public static int gallop(long[] keys, int start, int end, int position, long key) {
    int step = 1;
    if (position > start && keys[position - 1] >= key) {
      int high = position - 1;
      while (high - step > start && keys[high - step] >= key) {
        high -= step;
        step = Math.min(step << 1, 1 << 29);
      }
      return lowerBound(keys, Math.max(start, high - step), high, key);
    }
    int low = position;
    while (low + step < end && keys[low + step] < key) {
      low += step;
      step = Math.min(step << 1, 1 << 29);
    }
    return lowerBound(keys, low, (int) Math.min(end, (long) low + step), key);
  }
}
