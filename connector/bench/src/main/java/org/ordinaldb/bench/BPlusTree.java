package org.ordinaldb.bench;

import java.util.ArrayList;
import java.util.List;

/// A B+-tree over sorted longs, bulk-loaded full and without pointers: nodes of 64 keys, one array a
/// level, children found by arithmetic. Faster than a tree that can be updated; a fair rival for an
/// index of immutable keys.
final class BPlusTree {
  private static final int FANOUT = 64;

  /// From the root's level down; the last is the keys themselves.
  private final long[][] levels;

  BPlusTree(long[] keys) {
    List<long[]> built = new ArrayList<>();
    built.add(keys);
    while (built.getFirst().length > FANOUT) {
      built.addFirst(firstKeys(built.getFirst()));
    }
    levels = built.toArray(new long[0][]);
  }

  private static long[] firstKeys(long[] level) {
    long[] first = new long[(level.length + FANOUT - 1) / FANOUT];
    for (int i = 0; i < first.length; i++) {
      first[i] = level[i * FANOUT];
    }
    return first;
  }

  /// The first position whose key is at or above `key`.
  int lowerBound(long key) {
    int node = 0;
    int last = levels.length - 1;
    for (int level = 0; level < last; level++) {
      int child = search(levels[level], node, key);
      if (child < levels[level].length && levels[level][child] == key) {
        node = child;
      } else {
        node = Math.max(child - 1, 0);
      }
    }
    return search(levels[last], node, key);
  }

  private static int search(long[] keys, int node, long key) {
    int low = node * FANOUT;
    int high = Math.min(low + FANOUT, keys.length);
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (keys[middle] < key) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
