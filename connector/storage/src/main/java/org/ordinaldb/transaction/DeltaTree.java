package org.ordinaldb.transaction;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.index.SortedSearch;

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
  static final int FANOUT = 64;

  /// Trees up to this size have no filter: a walk is short.
  private static final int SMALL = FANOUT;

  public static final DeltaTree EMPTY = new DeltaTree(new Leaf(new Object()), 0, null);

  private final Node root;
  private final long heapBytes;

  /// Null for a small tree, and for one that a transaction's own view is made of.
  private final @Nullable KeyFilter filter;

  private DeltaTree(Node root, long heapBytes, @Nullable KeyFilter filter) {
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

  private static boolean mayHold(@Nullable KeyFilter filter, byte[] data, int start, int end) {
    return filter == null || filter.mayHold(data, start, end);
  }

  private static @Nullable DeltaEntry get(Node root, byte[] data, int start, int end) {
    long prefix = DeltaEntry.prefix(data, start, end);
    Node node = root;
    while (node instanceof Inner inner) {
      node = inner.children[inner.childFor(data, start, end, prefix)];
    }
    return ((Leaf) node).get(data, start, end, prefix);
  }

  /// How many entries have smaller keys: also the index of the key or of where it would stand.
  public int indexOf(byte[] key) {
    long prefix = DeltaEntry.prefix(key);
    int index = 0;
    Node node = root;
    while (node instanceof Inner inner) {
      int child = inner.childFor(key, 0, key.length, prefix);
      index += inner.entriesBefore[child];
      node = inner.children[child];
    }
    return index + ((Leaf) node).lowerBound(key, 0, key.length, prefix);
  }

  /// [#indexOf] for a range's exclusive end, where null stands for no bound.
  public int endIndexOf(byte @Nullable [] key) {
    return key == null ? size() : indexOf(key);
  }

  /// The net effect on the row count of the first `index` entries.
  public int netBefore(int index) {
    int net = 0;
    int rest = index;
    Node node = root;
    while (node instanceof Inner inner) {
      int child = inner.childAt(rest);
      net += inner.netBefore[child];
      rest -= inner.entriesBefore[child];
      node = inner.children[child];
    }
    Leaf leaf = (Leaf) node;
    for (int i = 0; i < rest; i++) {
      net += leaf.items[i].net();
    }
    return net;
  }

  /// The entry at a position in key order.
  public DeltaEntry entry(int index) {
    int rest = index;
    Node node = root;
    while (node instanceof Inner inner) {
      int child = inner.childAt(rest);
      rest -= inner.entriesBefore[child];
      node = inner.children[child];
    }
    return ((Leaf) node).items[rest];
  }

  /// Walks the entries from position `from` up to, not including, `to`.
  public DeltaCursor cursor(int from, int to) {
    return new DeltaCursor(this, from, to);
  }

  public Editor edit() {
    return new Editor(root, heapBytes, filter);
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
    Editor editor = edit();
    editor.overlay(cursor, number);
    return editor.build();
  }

  /// Gives the entries of commits after `after`, in key order.
  public void forEachNewer(long after, Consumer<DeltaEntry> taker) {
    forEachNewer(root, after, taker);
  }

  private static void forEachNewer(Node node, long after, Consumer<DeltaEntry> taker) {
    if (node.maxCommit <= after) {
      return;
    }
    switch (node) {
      case Inner inner -> {
        for (int i = 0; i < inner.count; i++) {
          forEachNewer(inner.children[i], after, taker);
        }
      }
      case Leaf leaf -> {
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
  private static boolean isChangedSince(Node node, int from, int to, long since) {
    if (node.maxCommit <= since || from >= to) {
      return false;
    }
    switch (node) {
      case Inner inner -> {
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
      case Leaf leaf -> {
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
  Leaf leafAt(int index, int[] start) {
    int rest = index;
    Node node = root;
    while (node instanceof Inner inner) {
      int child = inner.childAt(rest);
      rest -= inner.entriesBefore[child];
      node = inner.children[child];
    }
    start[0] = index - rest;
    return (Leaf) node;
  }

  /// Makes a changed tree. Owned by one thread; nodes that it made itself it changes in place.
  public static final class Editor {
    private final Object token = new Object();
    private Node root;
    private long heapBytes;
    private @Nullable KeyFilter filter;
    private @Nullable Node split;

    /// Whether the tree is a transaction's own view, with changes that are not committed.
    private boolean isView;

    private Editor(Node root, long heapBytes, @Nullable KeyFilter filter) {
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
      Node left = put(root, entry, DeltaEntry.prefix(entry.key()));
      Node right = split;
      split = null;
      root = right == null ? left : new Inner(token, left, right);
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
      return mayHold(filter, key, 0, key.length) ? DeltaTree.get(root, key, 0, key.length) : null;
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

    private static void addKeys(Node node, KeyFilter filter) {
      switch (node) {
        case Inner inner -> {
          for (int i = 0; i < inner.count; i++) {
            addKeys(inner.children[i], filter);
          }
        }
        case Leaf leaf -> {
          for (int i = 0; i < leaf.entries; i++) {
            filter.add(leaf.items[i].key());
          }
        }
      }
    }

    private Node put(Node node, DeltaEntry entry, long prefix) {
      return switch (node) {
        case Leaf leaf -> putLeaf(leaf, entry, prefix);
        case Inner inner -> putInner(inner, entry, prefix);
      };
    }

    private Leaf putLeaf(Leaf leaf, DeltaEntry entry, long prefix) {
      byte[] key = entry.key();
      int at = leaf.lowerBound(key, 0, key.length, prefix);
      if (at < leaf.entries && leaf.items[at].hasKey(key, 0, key.length)) {
        Leaf own = own(leaf);
        heapBytes -= own.items[at].heapBytes();
        own.replace(at, entry);
        return own;
      }
      if (leaf.entries < FANOUT) {
        Leaf own = own(leaf);
        own.insert(at, entry, prefix);
        return own;
      }
      // Ascending keys leave full leaves behind; any other order halves them.
      int cut = at == FANOUT ? FANOUT : FANOUT / 2;
      Leaf right = leaf.slice(token, cut, FANOUT);
      Leaf left = cut == FANOUT ? leaf : leaf.slice(token, 0, cut);
      if (at < cut) {
        left.insert(at, entry, prefix);
      } else {
        right.insert(at - cut, entry, prefix);
      }
      split = right;
      return left;
    }

    private Inner putInner(Inner inner, DeltaEntry entry, long prefix) {
      int at = inner.childFor(entry.key(), 0, entry.key().length, prefix);
      Inner own = inner.owner == token ? inner : inner.copy(token);
      own.setChild(at, put(inner.children[at], entry, prefix));
      Node right = split;
      split = null;
      if (right == null) {
        return own;
      }
      if (own.count < FANOUT) {
        own.insertChild(at + 1, right);
        return own;
      }
      int cut = at == FANOUT - 1 ? FANOUT - 1 : FANOUT / 2;
      Inner rightInner = own.slice(token, cut, FANOUT);
      Inner leftInner = own.slice(token, 0, cut);
      if (at < cut) {
        leftInner.insertChild(at + 1, right);
      } else {
        rightInner.insertChild(at - cut + 1, right);
      }
      split = rightInner;
      return leftInner;
    }

    private Leaf own(Leaf leaf) {
      return leaf.owner == token ? leaf : leaf.slice(token, 0, leaf.entries);
    }
  }

  /// A node; changed only by the editor whose token it carries.
  abstract static sealed class Node {
    final Object owner;
    int entries;
    int net;
    long maxCommit;

    Node(Object owner) {
      this.owner = owner;
    }

    /// A key that is at most every key below this node and greater than those of left siblings.
    abstract byte[] firstKey();
  }

  static final class Leaf extends Node {
    final DeltaEntry[] items = new DeltaEntry[FANOUT];
    private final long[] prefixes = new long[FANOUT];

    Leaf(Object owner) {
      super(owner);
    }

    @Override
    byte[] firstKey() {
      return items[0].key();
    }

    @Nullable DeltaEntry get(byte[] data, int start, int end, long prefix) {
      int at = SortedSearch.lowerBoundSteady(prefixes, 0, entries, prefix);
      if (at == entries || prefixes[at] != prefix) {
        return null;
      }
      int exact = among(at, data, start, end, prefix);
      return exact < entries && items[exact].hasKey(data, start, end) ? items[exact] : null;
    }

    int lowerBound(byte[] data, int start, int end, long prefix) {
      int at = SortedSearch.lowerBoundSteady(prefixes, 0, entries, prefix);
      return among(at, data, start, end, prefix);
    }

    /// The lower bound of a key, from the first entry with its prefix on.
    private int among(int first, byte[] data, int start, int end, long prefix) {
      int low = first;
      int high = entries;
      while (low < high && prefixes[low] == prefix) {
        int middle = low == first ? low : (low + high) >>> 1;
        boolean less = prefixes[middle] == prefix && items[middle].compareKey(data, start, end) < 0;
        if (less) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    Leaf slice(Object newOwner, int from, int to) {
      Leaf leaf = new Leaf(newOwner);
      System.arraycopy(items, from, leaf.items, 0, to - from);
      System.arraycopy(prefixes, from, leaf.prefixes, 0, to - from);
      leaf.entries = to - from;
      for (int i = 0; i < leaf.entries; i++) {
        leaf.net += leaf.items[i].net();
        leaf.maxCommit = Math.max(leaf.maxCommit, leaf.items[i].commit());
      }
      return leaf;
    }

    void replace(int at, DeltaEntry entry) {
      net += entry.net() - items[at].net();
      maxCommit = Math.max(maxCommit, entry.commit());
      items[at] = entry;
    }

    void insert(int at, DeltaEntry entry, long prefix) {
      System.arraycopy(items, at, items, at + 1, entries - at);
      System.arraycopy(prefixes, at, prefixes, at + 1, entries - at);
      items[at] = entry;
      prefixes[at] = prefix;
      entries++;
      net += entry.net();
      maxCommit = Math.max(maxCommit, entry.commit());
    }
  }

  static final class Inner extends Node {
    final Node[] children = new Node[FANOUT];
    private final byte[][] keys = new byte[FANOUT][];
    private final long[] prefixes = new long[FANOUT];
    final int[] entriesBefore = new int[FANOUT + 1];
    final int[] netBefore = new int[FANOUT + 1];
    int count;

    private Inner(Object owner) {
      super(owner);
    }

    Inner(Object owner, Node left, Node right) {
      super(owner);
      insertChild(0, left);
      insertChild(1, right);
    }

    @Override
    byte[] firstKey() {
      return keys[0];
    }

    /// The child whose range holds the key. Keys before the first child's go there too, so the first
    /// child's own key says nothing: its second half may have been split off below it.
    int childFor(byte[] data, int start, int end, long prefix) {
      int low = SortedSearch.lowerBoundSteady(prefixes, 1, count, prefix);
      int high = count;
      while (low < high && prefixes[low] == prefix) {
        int middle = (low + high) >>> 1;
        boolean atMost =
            prefixes[middle] == prefix
                && Arrays.compareUnsigned(keys[middle], 0, keys[middle].length, data, start, end)
                    <= 0;
        if (atMost) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low - 1;
    }

    /// The child that holds position `index`; the last one for a position past the end.
    int childAt(int index) {
      int low = 1;
      int high = count;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (entriesBefore[middle] <= index) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low - 1;
    }

    Inner copy(Object newOwner) {
      return slice(newOwner, 0, count);
    }

    Inner slice(Object newOwner, int from, int to) {
      Inner inner = new Inner(newOwner);
      inner.count = to - from;
      System.arraycopy(children, from, inner.children, 0, inner.count);
      System.arraycopy(keys, from, inner.keys, 0, inner.count);
      System.arraycopy(prefixes, from, inner.prefixes, 0, inner.count);
      for (int i = 1; i <= inner.count; i++) {
        inner.entriesBefore[i] = entriesBefore[from + i] - entriesBefore[from];
        inner.netBefore[i] = netBefore[from + i] - netBefore[from];
        inner.maxCommit = Math.max(inner.maxCommit, inner.children[i - 1].maxCommit);
      }
      inner.entries = inner.entriesBefore[inner.count];
      inner.net = inner.netBefore[inner.count];
      return inner;
    }

    void setChild(int at, Node child) {
      children[at] = child;
      int moreEntries = child.entries - (entriesBefore[at + 1] - entriesBefore[at]);
      int moreNet = child.net - (netBefore[at + 1] - netBefore[at]);
      addAfter(at, moreEntries, moreNet);
      maxCommit = Math.max(maxCommit, child.maxCommit);
    }

    void insertChild(int at, Node child) {
      int moved = count - at;
      System.arraycopy(children, at, children, at + 1, moved);
      System.arraycopy(keys, at, keys, at + 1, moved);
      System.arraycopy(prefixes, at, prefixes, at + 1, moved);
      System.arraycopy(entriesBefore, at, entriesBefore, at + 1, moved + 1);
      System.arraycopy(netBefore, at, netBefore, at + 1, moved + 1);
      children[at] = child;
      keys[at] = child.firstKey();
      prefixes[at] = DeltaEntry.prefix(keys[at]);
      count++;
      addAfter(at, child.entries, child.net);
      maxCommit = Math.max(maxCommit, child.maxCommit);
    }

    private void addAfter(int at, int moreEntries, int moreNet) {
      for (int i = at + 1; i <= count; i++) {
        entriesBefore[i] += moreEntries;
        netBefore[i] += moreNet;
      }
      entries = entriesBefore[count];
      net = netBefore[count];
    }
  }
}
