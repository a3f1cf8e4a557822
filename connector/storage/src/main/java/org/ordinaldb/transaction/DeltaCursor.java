package org.ordinaldb.transaction;

import org.jspecify.annotations.Nullable;

/// Walks a stretch of a [DeltaTree] in either direction. Owned by one thread.
public final class DeltaCursor {
  private final DeltaTree tree;
  private final int[] leafStart = new int[1];
  private DeltaNode.@Nullable Leaf leaf;
  private int from;
  private int to;

  DeltaCursor(DeltaTree tree, int from, int to) {
    this.tree = tree;
    this.from = from;
    this.to = to;
  }

  /// How many entries are left.
  public int remaining() {
    return Math.max(0, to - from);
  }

  /// The next entry in ascending order, or null at the end.
  public @Nullable DeltaEntry next() {
    return from >= to ? null : at(from++);
  }

  /// The next entry from the end downwards, or null when all were given.
  public @Nullable DeltaEntry previous() {
    return from >= to ? null : at(--to);
  }

  private DeltaEntry at(int index) {
    DeltaNode.Leaf current = leaf;
    if (current == null || index < leafStart[0] || index >= leafStart[0] + current.entries) {
      current = tree.leafAt(index, leafStart);
      leaf = current;
    }
    return current.items[index - leafStart[0]];
  }
}
