package org.ordinaldb.transaction;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A union of key ranges in bounded memory: past a limit, neighbours are joined over the gaps between
/// them, so the union grows and nothing is lost. Owned by one thread.
final class KeyRanges {
  /// Takes a range, `to` exclusive and null for no end.
  @FunctionalInterface
  interface Test {
    boolean test(byte[] from, byte @Nullable [] to);
  }

  /// Ranges up to which they are kept apart.
  static final int RANGES_MAX = 4096;

  /// Disjoint, by their beginnings; a null end is no end.
  private TreeMap<byte[], byte @Nullable []> ranges = new TreeMap<>(Arrays::compareUnsigned);

  void add(byte[] from, byte @Nullable [] to) {
    if (to != null && Arrays.compareUnsigned(from, to) >= 0) {
      return;
    }
    byte[] start = from;
    byte[] end = to;
    Map.Entry<byte[], byte @Nullable []> before = ranges.floorEntry(from);
    if (before != null && reaches(before.getValue(), from)) {
      if (end != null && reaches(before.getValue(), end)) {
        return;
      }
      start = before.getKey();
    }
    Map.Entry<byte[], byte @Nullable []> next = ranges.ceilingEntry(start);
    while (next != null && reaches(end, next.getKey())) {
      end = later(end, next.getValue());
      ranges.remove(next.getKey());
      next = ranges.ceilingEntry(start);
    }
    ranges.put(start, end);
    if (ranges.size() > RANGES_MAX) {
      coarsen();
    }
  }

  /// Whether a range that ends there has `key` in it or begins next to it.
  private static boolean reaches(byte @Nullable [] end, byte[] key) {
    return end == null || Arrays.compareUnsigned(end, key) >= 0;
  }

  private static byte @Nullable [] later(byte @Nullable [] a, byte @Nullable [] b) {
    return a == null || b == null ? null : Arrays.compareUnsigned(a, b) >= 0 ? a : b;
  }

  /// Joins each two neighbours.
  private void coarsen() {
    TreeMap<byte[], byte @Nullable []> coarse = new TreeMap<>(Arrays::compareUnsigned);
    byte[] start = null;
    for (Map.Entry<byte[], byte @Nullable []> range : ranges.entrySet()) {
      if (start == null) {
        start = range.getKey();
        coarse.put(start, range.getValue());
      } else {
        coarse.put(start, range.getValue());
        start = null;
      }
    }
    ranges = coarse;
  }

  int size() {
    return ranges.size();
  }

  boolean anyMatch(Test test) {
    for (Map.Entry<byte[], byte @Nullable []> range : ranges.entrySet()) {
      if (test.test(range.getKey(), range.getValue())) {
        return true;
      }
    }
    return false;
  }
}
