package org.ordinaldb.index;

import java.util.Arrays;

/// One way to divide keys `bounds[0] .. bounds[childCount]` among the children of an inner node:
/// child `i` gets `keys[bounds[i] .. bounds[i + 1])`, and equal keys stay together.
record KeySplit(int kind, long anchor, long parameter, int[] bounds) {
  int childCount() {
    return bounds.length - 1;
  }

  /// Slices of equal width, a power of two, over the whole range of the keys.
  static KeySplit radix(long[] keys, int from, int to, int childrenMax) {
    long anchor = keys[from];
    long span = keys[to - 1] - anchor;
    int shift = 0;
    while (Long.compareUnsigned(span >>> shift, childrenMax - 1L) > 0) {
      shift++;
    }
    int children = (int) (span >>> shift) + 1;
    return of(ModelNodes.RADIX, anchor, shift, children, keys, from, to);
  }

  /// Slices of equal width over the bulk of the keys: a line through two quantiles, which outliers
  /// cannot bend (a least squares line would follow a single key at 2^62).
  static KeySplit linear(long[] keys, int from, int to, int childrenMax) {
    int margin = (to - from) / 50;
    long left = keys[from + margin];
    long right = keys[to - 1 - margin];
    double units = Math.max(1, ((right - left) >>> 1) / (1 - 2.0 * margin / (to - from)));
    double slope = childrenMax / units;
    long reach = (long) (2 * margin / slope * childrenMax / (to - from));
    long anchor = Math.max(keys[from], left - reach > left ? keys[from] : left - reach);
    return of(
        ModelNodes.LINEAR, anchor, Double.doubleToRawLongBits(slope), childrenMax, keys, from, to);
  }

  /// Slices of equal key counts, found by comparing: it divides whatever the distribution, at the
  /// cost of a search among the children.
  static KeySplit pivots(long[] keys, int from, int to, int childrenMax) {
    int[] bounds = new int[childrenMax + 1];
    int count = 1;
    bounds[0] = from;
    for (int i = 1; i < childrenMax; i++) {
      int middle = from + (int) ((long) (to - from) * i / childrenMax);
      int runStart = SortedSearch.lowerBound(keys, from, to, keys[middle]);
      if (runStart > bounds[count - 1]) {
        bounds[count++] = runStart;
      }
    }
    int[] trimmed = Arrays.copyOf(bounds, count + 1);
    trimmed[count] = to;
    return new KeySplit(ModelNodes.PIVOTS, keys[from], 0, trimmed);
  }

  private static KeySplit of(
      int kind, long anchor, long parameter, int children, long[] keys, int from, int to) {
    int[] bounds = new int[children + 1];
    bounds[0] = from;
    int filled = 0;
    for (int i = from; i < to; i++) {
      int cell = ModelNodes.cell(kind, anchor, parameter, children, keys[i]);
      while (filled < cell) {
        bounds[++filled] = i;
      }
    }
    while (filled < children) {
      bounds[++filled] = to;
    }
    return new KeySplit(kind, anchor, parameter, bounds);
  }
}
