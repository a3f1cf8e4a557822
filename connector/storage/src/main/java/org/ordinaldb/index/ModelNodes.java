package org.ordinaldb.index;

/// How the nodes of a [RecursiveModelIndex] lie in its one array: four longs (32 bytes, half a cache
/// line) a node, the root first, the children of a node side by side.
///
///     leaf     | first key | slope (double)    | start : count          | intercept (float) : 0 : below : above |
///     linear   | anchor    | slope (double)    | first child : children | LINEAR : inner bit                    |
///     radix    | anchor    | shift             | first child : children | RADIX : inner bit                     |
///     pivots   | first key | (unused)          | first child : children | PIVOTS : inner bit                    |
///
/// `a : b` are 32-bit halves, high half first; `below` has 15 bits, `above` 16, and the inner bit is
/// the sign of the low half. A leaf without keys has count 0.
///
/// - A leaf predicts `start + clamp(floor(slope * (key - first) + intercept), 0, count)`.
/// - A linear node leads to child `clamp(floor(slope * ((key - anchor) >>> 1)))`, a radix node to
///   child `clamp((key - anchor) >>> shift)`, both to child 0 for keys up to the anchor; a pivots node
///   leads to the last child whose first key is at most the key.
///
/// All of these are monotonic in the key, so the keys of a child stand side by side.
final class ModelNodes {
  static final int STRIDE = 4;
  static final int BYTES = 8 * STRIDE;

  static final int LINEAR = 0;
  static final int RADIX = 1;
  static final int PIVOTS = 2;

  private static final int INNER = Integer.MIN_VALUE;

  private ModelNodes() {}

  static boolean isInner(long[] nodes, int at) {
    return (int) nodes[at + 3] < 0;
  }

  /// The index in `nodes` of the leaf that a key belongs to.
  static int leaf(long[] nodes, long key) {
    int at = 0;
    long meta = nodes[3];
    while ((int) meta < 0) {
      at = child(nodes, at, (int) (meta >>> 32), key);
      meta = nodes[at + 3];
    }
    return at;
  }

  /// The leaves that `keys[from .. from + count)` belong to, level by level, so that the cache misses
  /// of each level overlap. Which nodes are inner ones is not branched on: it is hard to predict.
  ///
  /// @param at gets the leaves
  /// @param inner room for as many keys
  static void leaves(long[] nodes, long[] keys, int from, int count, int[] at, int[] inner) {
    for (int i = 0; i < count; i++) {
      at[i] = 0;
      inner[i] = i;
    }
    int left = isInner(nodes, 0) ? count : 0;
    while (left > 0) {
      for (int i = 0; i < left; i++) {
        int key = inner[i];
        int node = at[key];
        at[key] = child(nodes, node, (int) (nodes[node + 3] >>> 32), keys[from + key]);
      }
      int deeper = 0;
      for (int i = 0; i < left; i++) {
        int key = inner[i];
        inner[deeper] = key;
        deeper += (int) nodes[at[key] + 3] >>> 31;
      }
      left = deeper;
    }
  }

  static int child(long[] nodes, int at, int kind, long key) {
    long children = nodes[at + 2];
    int firstChild = (int) (children >>> 32);
    int childCount = (int) children;
    if (kind == PIVOTS) {
      return pivotChild(nodes, firstChild, childCount, key);
    }
    return firstChild + STRIDE * cell(kind, nodes[at], nodes[at + 1], childCount, key);
  }

  /// Which child of a linear or radix node a key belongs to.
  static int cell(int kind, long anchor, long parameter, int childCount, long key) {
    if (key <= anchor) {
      return 0;
    }
    long distance = key - anchor;
    long cell =
        kind == RADIX
            ? distance >>> (int) parameter
            : (long) (Double.longBitsToDouble(parameter) * (distance >>> 1));
    return (int) Math.min(cell, childCount - 1);
  }

  private static int pivotChild(long[] nodes, int firstChild, int childCount, long key) {
    int base = 0;
    int length = childCount;
    while (length > 1) {
      int half = length >>> 1;
      base = nodes[firstChild + STRIDE * (base + half)] <= key ? base + half : base;
      length -= half;
    }
    return firstChild + STRIDE * base;
  }

  /// The [SearchWindow] that a leaf gives a key.
  static long window(long[] nodes, int at, long key) {
    long range = nodes[at + 2];
    int start = (int) (range >>> 32);
    long first = nodes[at];
    if (key < first) {
      return SearchWindow.of(start, start);
    }
    int count = (int) range;
    long meta = nodes[at + 3];
    int offset =
        offset(
            Double.longBitsToDouble(nodes[at + 1]),
            Float.intBitsToFloat((int) (meta >>> 32)),
            key - first,
            count);
    int below = (int) meta >>> 16;
    int above = (int) meta & 0xffff;
    int low = Math.max(offset - below, 0);
    int high = Math.min(offset + above + 1, count);
    return ((long) (start + low) << 32) | (start + high);
  }

  /// The one prediction that training measures and lookups use.
  static int offset(double slope, float intercept, long distance, int count) {
    return Math.min(Math.max((int) (slope * distance + intercept), 0), count);
  }

  /// Only a key that repeats 65,536 times or more can have errors that do not fit; they are cut off,
  /// and searches gallop.
  static void putLeaf(long[] nodes, int at, long firstKey, int start, int count, LeafModel model) {
    nodes[at] = firstKey;
    nodes[at + 1] = Double.doubleToRawLongBits(model.slope());
    nodes[at + 2] = ((long) start << 32) | count;
    nodes[at + 3] =
        ((long) Float.floatToRawIntBits(model.intercept()) << 32)
            | ((long) Math.min(model.below(), Short.MAX_VALUE) << 16)
            | Math.min(model.above(), 0xffff);
  }

  static void putInner(
      long[] nodes, int at, int kind, long anchor, long parameter, int firstChild, int children) {
    nodes[at] = anchor;
    nodes[at + 1] = parameter;
    nodes[at + 2] = ((long) firstChild << 32) | children;
    nodes[at + 3] = ((long) kind << 32) | (INNER & 0xffffffffL);
  }
}
