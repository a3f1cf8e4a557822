package org.ordinaldb.bench;

import java.util.Arrays;

/// Positions of longs by open addressing, at most half full: what a point lookup costs at best when
/// order is given up and 24 bytes a key or more are spent.
final class LongHashMap {
  private final long[] keys;
  private final int[] positions;
  private final int shift;

  LongHashMap(long[] sorted) {
    int slots = Integer.highestOneBit(Math.max(sorted.length, 1)) * 4;
    keys = new long[slots];
    positions = new int[slots];
    shift = Long.numberOfLeadingZeros(slots) + 1;
    Arrays.fill(positions, -1);
    for (int i = 0; i < sorted.length; i++) {
      int slot = slot(sorted[i]);
      while (positions[slot] >= 0) {
        slot = (slot + 1) & (slots - 1);
      }
      keys[slot] = sorted[i];
      positions[slot] = i;
    }
  }

  /// The position of a key, or -1.
  int position(long key) {
    int slot = slot(key);
    while (positions[slot] >= 0 && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return positions[slot];
  }

  private int slot(long key) {
    return (int) ((key * 0x9e3779b97f4a7c15L) >>> shift);
  }
}
