package org.ordinaldb.transaction;

import org.jspecify.annotations.Nullable;

/// Makes a changed [DeltaTree]. Owned by one thread; nodes that it made itself it changes in place.
public final class DeltaEditor {
  private static final int FANOUT = DeltaNode.FANOUT;

  /// Trees up to this size have no filter: a walk is short.
  private static final int SMALL = FANOUT;

  private final Object token = new Object();
  private DeltaNode root;
  private long heapBytes;
  private @Nullable KeyFilter filter;
  private @Nullable DeltaNode split;

  /// Whether the tree is a transaction's own view, with changes that are not committed.
  private boolean isView;

  DeltaEditor(DeltaNode root, long heapBytes, @Nullable KeyFilter filter) {
    this.root = root;
    this.heapBytes = heapBytes;
    this.filter = filter;
  }

  /// Adds the entry, or puts it in the place of the one with its key.
  public void put(DeltaEntry entry) {
    heapBytes += entry.heapBytes();
    if (filter != null) {
      filter.add(entry.key());
    }
    DeltaNode left = put(root, entry, DeltaEntry.prefix(entry.key()));
    DeltaNode right = split;
    split = null;
    root = right == null ? left : new DeltaNode.Inner(token, left, right);
  }

  /// Lays entries of a transaction over the tree, as [DeltaTree#overlaidBy(DeltaCursor, long)].
  public void overlay(DeltaCursor cursor, long number) {
    if (number == 0) {
      // What may never be committed does not get into the filter that all versions share.
      isView = true;
      filter = null;
    }
    for (DeltaEntry entry = cursor.next(); entry != null; entry = cursor.next()) {
      DeltaEntry below = get(entry.key());
      if (below == null && !entry.isLive() && !entry.inBase()) {
        continue; // inserted and deleted by the same transaction
      }
      boolean inBase = below == null ? entry.inBase() : below.inBase();
      put(number == 0 ? entry.withInBase(inBase) : entry.committed(number, inBase));
    }
  }

  /// What the tree under work says about a key.
  public @Nullable DeltaEntry get(byte[] key) {
    return DeltaTree.mayHold(filter, key, 0, key.length)
        ? DeltaTree.get(root, key, 0, key.length)
        : null;
  }

  /// The tree; the editor may not be used afterwards.
  public DeltaTree build() {
    int room = filter == null ? SMALL : filter.capacity();
    if (root.entries > room && !isView) {
      filter = KeyFilter.roomFor(root.entries);
      addKeys(root, filter);
    }
    return new DeltaTree(root, heapBytes, filter);
  }

  private static void addKeys(DeltaNode node, KeyFilter filter) {
    switch (node) {
      case DeltaNode.Inner inner -> {
        for (int i = 0; i < inner.count; i++) {
          addKeys(inner.children[i], filter);
        }
      }
      case DeltaNode.Leaf leaf -> {
        for (int i = 0; i < leaf.entries; i++) {
          filter.add(leaf.items[i].key());
        }
      }
    }
  }

  private DeltaNode put(DeltaNode node, DeltaEntry entry, long prefix) {
    return switch (node) {
      case DeltaNode.Leaf leaf -> putLeaf(leaf, entry, prefix);
      case DeltaNode.Inner inner -> putInner(inner, entry, prefix);
    };
  }

  private DeltaNode.Leaf putLeaf(DeltaNode.Leaf leaf, DeltaEntry entry, long prefix) {
    byte[] key = entry.key();
    int at = leaf.lowerBound(key, 0, key.length, prefix);
    if (at < leaf.entries && leaf.items[at].hasKey(key, 0, key.length)) {
      DeltaNode.Leaf own = own(leaf);
      heapBytes -= own.items[at].heapBytes();
      own.replace(at, entry);
      return own;
    }
    if (leaf.entries < FANOUT) {
      DeltaNode.Leaf own = own(leaf);
      own.insert(at, entry, prefix);
      return own;
    }
    // Ascending keys leave full leaves behind; any other order halves them.
    int cut = at == FANOUT ? FANOUT : FANOUT / 2;
    DeltaNode.Leaf right = leaf.slice(token, cut, FANOUT);
    DeltaNode.Leaf left = cut == FANOUT ? leaf : leaf.slice(token, 0, cut);
    if (at < cut) {
      left.insert(at, entry, prefix);
    } else {
      right.insert(at - cut, entry, prefix);
    }
    split = right;
    return left;
  }

  private DeltaNode.Inner putInner(DeltaNode.Inner inner, DeltaEntry entry, long prefix) {
    int at = inner.childFor(entry.key(), 0, entry.key().length, prefix);
    DeltaNode.Inner own = inner.owner == token ? inner : inner.copy(token);
    own.setChild(at, put(inner.children[at], entry, prefix));
    DeltaNode right = split;
    split = null;
    if (right == null) {
      return own;
    }
    if (own.count < FANOUT) {
      own.insertChild(at + 1, right);
      return own;
    }
    int cut = at == FANOUT - 1 ? FANOUT - 1 : FANOUT / 2;
    DeltaNode.Inner rightInner = own.slice(token, cut, FANOUT);
    DeltaNode.Inner leftInner = own.slice(token, 0, cut);
    if (at < cut) {
      leftInner.insertChild(at + 1, right);
    } else {
      rightInner.insertChild(at - cut + 1, right);
    }
    split = rightInner;
    return leftInner;
  }

  private DeltaNode.Leaf own(DeltaNode.Leaf leaf) {
    return leaf.owner == token ? leaf : leaf.slice(token, 0, leaf.entries);
  }
}
