package org.ordinaldb.transaction;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.index.SortedSearch;

/// A node of a [DeltaTree]; changed only by the [DeltaEditor] whose token it carries.
abstract sealed class DeltaNode {
  static final int FANOUT = 64;

  final Object owner;
  int entries;
  int net;
  long maxCommit;

  DeltaNode(Object owner) {
    this.owner = owner;
  }

  /// A key that is at most every key below this node and greater than those of left siblings.
  abstract byte[] firstKey();

  static final class Leaf extends DeltaNode {
    final DeltaEntry[] items = new DeltaEntry[FANOUT];
    private final long[] prefixes = new long[FANOUT];

    Leaf(Object owner) {
      super(owner);
    }

    @Override
    byte[] firstKey() {
      return items[0].key();
    }

    /// @param expected about where the key stands if it does, or a negative number: a look at one place
    ///     instead of six saves cache misses in a large tree
    @Nullable DeltaEntry get(byte[] data, int start, int end, long prefix, int expected) {
      int at =
          expected < 0
              ? SortedSearch.lowerBoundSteady(prefixes, 0, entries, prefix)
              : SortedSearch.gallop(prefixes, 0, entries, Math.min(expected, entries), prefix);
      if (at == entries || prefixes[at] != prefix) {
        return null;
      }
      if (end - start == Long.BYTES && items[at].isKeyPrefix()) {
        return items[at];
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

  static final class Inner extends DeltaNode {
    final DeltaNode[] children = new DeltaNode[FANOUT];
    private final byte[][] keys = new byte[FANOUT][];
    private final long[] prefixes = new long[FANOUT];
    final int[] entriesBefore = new int[FANOUT + 1];
    final int[] netBefore = new int[FANOUT + 1];
    int count;

    private Inner(Object owner) {
      super(owner);
    }

    Inner(Object owner, DeltaNode left, DeltaNode right) {
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

    /// Where a key of a child stands in it if its keys lie at even distances; negative when that cannot
    /// be said, for the next child is in another node.
    int expectedIn(int child, long prefix) {
      if (child + 1 == count) {
        return -1;
      }
      double first = prefixes[child];
      double share = (prefix - first) / (prefixes[child + 1] - first);
      return (int) (share * (entriesBefore[child + 1] - entriesBefore[child]));
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

    void setChild(int at, DeltaNode child) {
      children[at] = child;
      int moreEntries = child.entries - (entriesBefore[at + 1] - entriesBefore[at]);
      int moreNet = child.net - (netBefore[at + 1] - netBefore[at]);
      addAfter(at, moreEntries, moreNet);
      maxCommit = Math.max(maxCommit, child.maxCommit);
    }

    void insertChild(int at, DeltaNode child) {
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
