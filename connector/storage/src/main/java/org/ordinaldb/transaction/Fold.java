package org.ordinaldb.transaction;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A compaction of one table: the changes of the delta `before`, through a commit, went into segments
/// as far as their keys lie within the ranges. Immutable.
///
/// @param ranges ascending and disjoint
public record Fold(DeltaTree before, long through, List<Range> ranges) {
  /// The keys from `from` up to, not including, `to`; null is no bound.
  public record Range(byte[] from, byte @Nullable [] to) {}

  public Fold {
    ranges = List.copyOf(ranges);
  }

  /// The changes that went into no segment.
  public DeltaTree rest() {
    DeltaEditor editor = DeltaTree.EMPTY.edit();
    int next = 0;
    for (Range range : ranges) {
      copy(next, before.indexOf(range.from()), editor);
      next = before.endIndexOf(range.to());
    }
    copy(next, before.size(), editor);
    return editor.build();
  }

  private void copy(int from, int to, DeltaEditor editor) {
    DeltaCursor cursor = before.cursor(from, Math.max(from, to));
    for (DeltaEntry entry = cursor.next(); entry != null; entry = cursor.next()) {
      editor.put(entry);
    }
  }

  /// Copies those entries of a newer delta that are newer than commit `after`, as they stand above the
  /// segments now.
  void copyNewer(DeltaTree newer, long after, DeltaEditor editor) {
    newer.forEachNewer(
        Math.max(after, through),
        entry -> {
          DeltaEntry folded = isFolded(entry.key()) ? before.get(entry.key()) : null;
          editor.put(folded == null ? entry : entry.withInBase(folded.isLive()));
        });
  }

  private boolean isFolded(byte[] key) {
    int low = 0;
    int high = ranges.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Arrays.compareUnsigned(ranges.get(middle).from(), key) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == 0) {
      return false;
    }
    byte[] to = ranges.get(low - 1).to();
    return to == null || Arrays.compareUnsigned(key, to) < 0;
  }
}
