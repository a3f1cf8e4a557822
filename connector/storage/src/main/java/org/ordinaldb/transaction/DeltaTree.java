package org.ordinaldb.transaction;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An immutable, counted B+tree from keys to [DeltaEntry]s: a table's committed changes that no
/// segment holds yet, and a transaction's own writes.
///
/// - A change makes a new tree that shares all nodes off the changed paths, so a snapshot is a
///   reference and costs nothing to keep; the collector is the vacuum.
/// - Every inner node carries prefix sums of entries and of their net effect on the row count, so
///   that ranks cost O(log n) at every snapshot.
/// - Nodes search 64-bit key prefixes; whole keys are compared on a tie only.
///
/// This replaced a concurrent map that is frozen into sorted generations: ranks and scans there had
/// to walk the live map and every generation that an old snapshot splits.
public final class DeltaTree {
  public static final DeltaTree EMPTY = new DeltaTree(new DeltaNode.Leaf(new Object()), 0, null);

  private final DeltaNode root;
  private final long heapBytes;

  /// Null for a small tree, and for one that a transaction's own view is made of.
  private final @Nullable KeyFilter filter;

  DeltaTree(DeltaNode root, long heapBytes, @Nullable KeyFilter filter) {
    this.root = root;
    this.heapBytes = heapBytes;
    this.filter = filter;
  }

  /// How many keys the tree speaks about, deleted ones included.
  public int size() {
    return root.entries;
  }

  public boolean isEmpty() {
    return root.entries == 0;
  }

  /// By how much the tree changes the row count of what is below it.
  public int net() {
    return root.net;
  }

  /// Heap that the entries hold, roughly.
  public long heapBytes() {
    return heapBytes;
  }

  /// The greatest commit number of any entry.
  public long maxCommit() {
    return root.maxCommit;
  }

  public @Nullable DeltaEntry get(byte[] key) {
    return get(key, 0, key.length);
  }

  /// What the tree says about the key `data[start .. end)`.
  public @Nullable DeltaEntry get(byte[] data, int start, int end) {
    return mayHold(filter, data, start, end) ? get(root, data, start, end) : null;
  }

  /// False when the tree surely says nothing about the key.
  boolean mayHold(byte[] key) {
    return mayHold(filter, key, 0, key.length);
  }

  static boolean mayHold(@Nullable KeyFilter filter, byte[] data, int start, int end) {
    return filter == null || filter.mayHold(data, start, end);
  }

  static @Nullable DeltaEntry get(DeltaNode root, byte[] data, int start, int end) {
    long prefix = DeltaEntry.prefix(data, start, end);
    DeltaNode node = root;
    int expected = -1;
    while (node instanceof DeltaNode.Inner inner) {
      int child = inner.childFor(data, start, end, prefix);
      expected = inner.expectedIn(child, prefix);
      node = inner.children[child];
    }
    return ((DeltaNode.Leaf) node).get(data, start, end, prefix, expected);
  }

  /// How many entries have smaller keys: also the index of the key or of where it would stand.
  public int indexOf(byte[] key) {
    long prefix = DeltaEntry.prefix(key);
    int index = 0;
    DeltaNode node = root;
    while (node instanceof DeltaNode.Inner inner) {
      int child = inner.childFor(key, 0, key.length, prefix);
      index += inner.entriesBefore[child];
      node = inner.children[child];
    }
    return index + ((DeltaNode.Leaf) node).lowerBound(key, 0, key.length, prefix);
  }

  /// [#indexOf] for a range's exclusive end, where null stands for no bound.
  public int endIndexOf(byte @Nullable [] key) {
    return key == null ? size() : indexOf(key);
  }

  /// The net effect on the row count of the first `index` entries.
  public int netBefore(int index) {
    int net = 0;
    int rest = index;
    DeltaNode node = root;
    while (node instanceof DeltaNode.Inner inner) {
      int child = inner.childAt(rest);
      net += inner.netBefore[child];
      rest -= inner.entriesBefore[child];
      node = inner.children[child];
    }
    DeltaNode.Leaf leaf = (DeltaNode.Leaf) node;
    for (int i = 0; i < rest; i++) {
      net += leaf.items[i].net();
    }
    return net;
  }

  /// The entry at a position in key order.
  public DeltaEntry entry(int index) {
    int rest = index;
    DeltaNode node = root;
    while (node instanceof DeltaNode.Inner inner) {
      int child = inner.childAt(rest);
      rest -= inner.entriesBefore[child];
      node = inner.children[child];
    }
    return ((DeltaNode.Leaf) node).items[rest];
  }

  /// Walks the entries from position `from` up to, not including, `to`.
  public DeltaCursor cursor(int from, int to) {
    return new DeltaCursor(this, from, to);
  }

  public DeltaEditor edit() {
    return new DeltaEditor(root, heapBytes, filter);
  }

  /// This tree with the committed effects of a transaction laid over it.
  ///
  /// @param number the commit's number; 0 for the transaction's own view before it commits
  public DeltaTree overlaidBy(DeltaTree own, long number) {
    return overlaidBy(own.cursor(0, own.size()), number);
  }

  /// The same for some of the transaction's entries.
  public DeltaTree overlaidBy(DeltaCursor cursor, long number) {
    if (cursor.remaining() == 0) {
      return this;
    }
    DeltaEditor editor = edit();
    editor.overlay(cursor, number);
    return editor.build();
  }

  /// Gives the entries of commits after `after`, in key order.
  public void forEachNewer(long after, Consumer<DeltaEntry> taker) {
    forEachNewer(root, after, taker);
  }

  private static void forEachNewer(DeltaNode node, long after, Consumer<DeltaEntry> taker) {
    if (node.maxCommit <= after) {
      return;
    }
    switch (node) {
      case DeltaNode.Inner inner -> {
        for (int i = 0; i < inner.count; i++) {
          forEachNewer(inner.children[i], after, taker);
        }
      }
      case DeltaNode.Leaf leaf -> {
        for (int i = 0; i < leaf.entries; i++) {
          if (leaf.items[i].commit() > after) {
            taker.accept(leaf.items[i]);
          }
        }
      }
    }
  }

  /// Whether a commit with a number greater than `since` wrote a key from `from` on and, unless `to`
  /// is null, before it.
  public boolean isChangedSince(byte[] from, byte @Nullable [] to, long since) {
    return root.maxCommit > since && isChangedSince(root, indexOf(from), endIndexOf(to), since);
  }

  /// The same for the node's entries at positions `from` up to, not including, `to`.
  private static boolean isChangedSince(DeltaNode node, int from, int to, long since) {
    if (node.maxCommit <= since || from >= to) {
      return false;
    }
    switch (node) {
      case DeltaNode.Inner inner -> {
        for (int i = inner.childAt(Math.max(from, 0)); i < inner.count; i++) {
          int before = inner.entriesBefore[i];
          if (before >= to) {
            return false;
          }
          if (isChangedSince(inner.children[i], from - before, to - before, since)) {
            return true;
          }
        }
      }
      case DeltaNode.Leaf leaf -> {
        for (int i = Math.max(from, 0); i < Math.min(to, leaf.entries); i++) {
          if (leaf.items[i].commit() > since) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /// The leaf that holds position `index`; `start[0]` becomes the position of its first entry.
  DeltaNode.Leaf leafAt(int index, int[] start) {
    int rest = index;
    DeltaNode node = root;
    while (node instanceof DeltaNode.Inner inner) {
      int child = inner.childAt(rest);
      rest -= inner.entriesBefore[child];
      node = inner.children[child];
    }
    start[0] = index - rest;
    return (DeltaNode.Leaf) node;
  }
}
