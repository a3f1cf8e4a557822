package org.ordinaldb.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Trains the nodes of a [RecursiveModelIndex]. Owned by one thread, used once.
///
/// From the root down, a range of keys becomes a leaf when a line fits it well enough, else an inner
/// node whose children are trained in the same way. Inner nodes are linear or radix, whichever leaves
/// the smaller measured error; where neither divides the keys, they compare with pivots. Should the
/// result still be too large, as on keys made to defeat it, it is trained again with leaves that each
/// take as many keys as the bound allows, at least the bound itself: then there are at most
/// `keys / bound` leaves, and the size is bounded whatever the keys are.
final class ModelTrainer {
  /// Keys that a child of a model node gets on average. At 20 M keys 128, 256, 512 and 1,024 take the
  /// same time within the noise: narrower windows are paid for by nodes that fall out of the cache.
  /// 256 keeps a model at 0.1 to 0.2 bytes a key.
  private static final int KEYS_PER_CHILD = 256;

  private static final int PIVOT_CHILDREN = 16;

  /// A root is not a leaf unless its windows are as narrow as this: one more node costs less than a
  /// step of the search that misses the cache.
  private static final int ROOT_LEAF_WIDTH = 8;

  /// What a level costs, in steps of a binary search.
  private static final double LEVEL_STEPS = 6;

  private static final double PIVOT_STEPS = 3;
  private static final double BYTES_PER_KEY_MAX = 0.75;
  private static final int GREEDY_KEYS = 4096;

  private final long[] keys;
  private final int keyCount;
  private final int widthMax;
  private long[] nodes = new long[4 * ModelNodes.STRIDE];
  private int size;

  private ModelTrainer(long[] keys, int keyCount, int widthMax) {
    this.keys = keys;
    this.keyCount = keyCount;
    this.widthMax = widthMax;
  }

  static long[] train(long[] keys, int keyCount, int widthMax) {
    ModelTrainer trainer = new ModelTrainer(keys, keyCount, widthMax);
    trainer.allocate(1);
    trainer.train(0, 0, keyCount, false);
    if (8.0 * trainer.size > BYTES_PER_KEY_MAX * keyCount + 16 * ModelNodes.BYTES) {
      trainer.size = 0;
      trainer.allocate(1);
      trainer.trainGreedily(0, 0, keyCount);
    }
    return Arrays.copyOf(trainer.nodes, trainer.size);
  }

  /// @param pivotChild whether the parent finds this node by its first key, so that it has to hold it
  private void train(int at, int from, int to, boolean pivotChild) {
    if (from == to) {
      ModelNodes.putLeaf(nodes, at, 0, from, 0, LeafModel.EMPTY);
      return;
    }
    LeafModel leaf = LeafModel.fit(keys, from, to);
    int enough = at == 0 && keyCount > GREEDY_KEYS ? ROOT_LEAF_WIDTH : widthMax;
    if (leaf.width() <= Math.min(enough, widthMax) || keys[from] == keys[to - 1]) {
      ModelNodes.putLeaf(nodes, at, keys[from], from, to - from, leaf);
      return;
    }
    KeySplit split = bestSplit(from, to, pivotChild);
    if (split.kind() == ModelNodes.PIVOTS && to - from <= GREEDY_KEYS) {
      trainGreedily(at, from, to);
      return;
    }
    int firstChild = putInner(at, split);
    for (int i = 0; i < split.childCount(); i++) {
      train(
          firstChild + i * ModelNodes.STRIDE,
          split.bounds()[i],
          split.bounds()[i + 1],
          split.kind() == ModelNodes.PIVOTS);
    }
  }

  private int putInner(int at, KeySplit split) {
    int firstChild = allocate(split.childCount());
    ModelNodes.putInner(
        nodes, at, split.kind(), split.anchor(), split.parameter(), firstChild, split.childCount());
    return firstChild;
  }

  private KeySplit bestSplit(int from, int to, boolean pivotChild) {
    int children = Math.max(2, (to - from) / KEYS_PER_CHILD);
    KeySplit best = KeySplit.radix(keys, from, to, children);
    double bestSteps = steps(best);
    KeySplit linear = KeySplit.linear(keys, from, to, children);
    double linearSteps = steps(linear);
    if (linearSteps < bestSteps && !(pivotChild && linear.anchor() != keys[from])) {
      best = linear;
      bestSteps = linearSteps;
    }
    KeySplit smaller = shrink(best, bestSteps, from, to);
    if (bestSteps > LEVEL_STEPS * (to - from)) {
      int pieces = Math.clamp((to - from) / 48, 2, PIVOT_CHILDREN);
      KeySplit pivots = KeySplit.pivots(keys, from, to, pieces);
      if (steps(pivots) + PIVOT_STEPS * (to - from) < bestSteps) {
        return pivots;
      }
    }
    return smaller;
  }

  /// Keys in clusters fill a few children and leave the others empty: fewer children then do as well.
  private KeySplit shrink(KeySplit split, double splitSteps, int from, int to) {
    KeySplit best = split;
    while (best.childCount() >= 16) {
      int children = best.childCount() / 4;
      KeySplit smaller =
          best.kind() == ModelNodes.RADIX
              ? KeySplit.radix(keys, from, to, children)
              : KeySplit.linear(keys, from, to, children);
      if (steps(smaller) > splitSteps + 0.1 * (to - from)) {
        return best;
      }
      best = smaller;
    }
    return best;
  }

  /// The measured error of a split: the steps that searches for each key would take below it.
  private double steps(KeySplit split) {
    double steps = 0;
    int[] bounds = split.bounds();
    int total = bounds[split.childCount()] - bounds[0];
    for (int i = 0; i < split.childCount(); i++) {
      int count = bounds[i + 1] - bounds[i];
      if (count == total) {
        return Double.POSITIVE_INFINITY;
      }
      if (count > 1) {
        int width = LeafModel.fit(keys, bounds[i], bounds[i + 1]).width();
        steps += count * (width <= widthMax ? log2(width) : LEVEL_STEPS + log2(count));
      }
    }
    return steps;
  }

  private static double log2(int value) {
    return Math.log(value) * (1 / Math.log(2));
  }

  /// Leaves as long as they may be, below pivot nodes.
  private void trainGreedily(int at, int from, int to) {
    List<Integer> starts = new ArrayList<>();
    int start = from;
    while (start < to) {
      starts.add(start);
      start = greedyEnd(start, to);
    }
    int[] bounds = new int[starts.size() + 1];
    for (int i = 0; i < starts.size(); i++) {
      bounds[i] = starts.get(i);
    }
    bounds[starts.size()] = to;
    putPivots(at, bounds, 0, starts.size());
  }

  private void putPivots(int at, int[] bounds, int first, int last) {
    int leaves = last - first;
    if (leaves == 1) {
      int from = bounds[first];
      int to = bounds[last];
      ModelNodes.putLeaf(nodes, at, keys[from], from, to - from, LeafModel.fit(keys, from, to));
      return;
    }
    int children = Math.min(leaves, PIVOT_CHILDREN);
    int firstChild = allocate(children);
    ModelNodes.putInner(nodes, at, ModelNodes.PIVOTS, keys[bounds[first]], 0, firstChild, children);
    for (int i = 0; i < children; i++) {
      int begin = first + (int) ((long) leaves * i / children);
      int end = first + (int) ((long) leaves * (i + 1) / children);
      putPivots(firstChild + i * ModelNodes.STRIDE, bounds, begin, end);
    }
  }

  /// The end of the longest leaf, nearly, that may start at `from`. At the least it is one key, which
  /// cannot be split however often it repeats.
  private int greedyEnd(int from, int to) {
    int good = runEnd(Math.min((long) from + widthMax, to), to);
    int lastRun = SortedSearch.lowerBound(keys, from, good, keys[good - 1]);
    if (lastRun > from && good - from > widthMax) {
      return lastRun;
    }
    int bad = to;
    while (good < to) {
      int end = runEnd(Math.min(from + 2L * (good - from), to), to);
      if (LeafModel.fit(keys, from, end).width() > widthMax) {
        bad = end;
        break;
      }
      good = end;
    }
    while (bad - good > widthMax / 2) {
      int end = runEnd((good + bad) >>> 1, to);
      if (end < bad && LeafModel.fit(keys, from, end).width() <= widthMax) {
        good = end;
      } else {
        bad = Math.min(end, bad - 1);
      }
    }
    return good;
  }

  /// The first position at or after `position` where a new key begins.
  private int runEnd(long position, int to) {
    int end = (int) position;
    while (end < to && keys[end] == keys[end - 1]) {
      end++;
    }
    return end;
  }

  private int allocate(int nodeCount) {
    int first = size;
    size += nodeCount * ModelNodes.STRIDE;
    if (size > nodes.length) {
      nodes = Arrays.copyOf(nodes, Math.max(size, nodes.length * 2));
    }
    return first;
  }
}
