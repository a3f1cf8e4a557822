package org.ordinaldb.storage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.segment.Segment;
import org.ordinaldb.transaction.DeltaTree;
import org.ordinaldb.transaction.TableState;
import org.ordinaldb.type.KeyCodec;

/// Segments that a compaction rewrites together or leaves alone together, and the keys that are
/// theirs: from `from` up to, not including, `to`.
///
/// @param rows rows of the segments and entries of the delta
/// @param entries entries of the delta
/// @param deltaBytes heap that those take, roughly
/// @param overlaps whether keys of its segments overlap
record CompactionUnit(
    List<Segment> segments,
    byte[] from,
    byte @Nullable [] to,
    long rows,
    long entries,
    long deltaBytes,
    boolean overlaps) {

  /// Whether there is a reason to rewrite.
  boolean dirty() {
    return entries > 0 || overlaps;
  }

  /// How much of it changed: what rewriting gains for what it costs.
  double density() {
    return overlaps ? Double.POSITIVE_INFINITY : (double) entries / Math.max(1, rows);
  }

  /// Divides a table's keys into units, ascending.
  static List<CompactionUnit> of(TableState state, int segmentRows) {
    List<CompactionUnit> units = new ArrayList<>();
    for (CompactionUnit unit : clusters(state, segmentRows)) {
      CompactionUnit former = units.isEmpty() ? null : units.getLast();
      if (former != null && former.mayJoin(unit, segmentRows)) {
        units.set(units.size() - 1, former.joined(unit));
      } else {
        units.add(unit);
      }
    }
    return units;
  }

  /// Rewriting a clean neighbour along is worth it when it is small, for many small segments cost
  /// every scan and search.
  private boolean mayJoin(CompactionUnit next, int segmentRows) {
    if (rows + next.rows > segmentRows || !(dirty() || next.dirty())) {
      return false;
    }
    if (dirty() && next.dirty()) {
      return true;
    }
    long clean = dirty() ? next.rows : rows;
    long changed = dirty() ? rows : next.rows;
    return clean <= Math.max(segmentRows / 16, 2 * changed);
  }

  private CompactionUnit joined(CompactionUnit next) {
    List<Segment> all = new ArrayList<>(segments);
    all.addAll(next.segments);
    return new CompactionUnit(
        all,
        from,
        next.to,
        rows + next.rows,
        entries + next.entries,
        deltaBytes + next.deltaBytes,
        overlaps || next.overlaps);
  }

  /// One unit for each group of segments whose key ranges overlap, which mostly is one segment.
  private static List<CompactionUnit> clusters(TableState state, int segmentRows) {
    List<Segment> sorted = new ArrayList<>(state.segments());
    sorted.sort(Comparator.comparing(s -> s.descriptor().firstKey(), Arrays::compareUnsigned));
    List<List<Segment>> groups = new ArrayList<>();
    byte[] lastKey = {};
    for (Segment segment : sorted) {
      boolean overlaps =
          !groups.isEmpty()
              && Arrays.compareUnsigned(segment.descriptor().firstKey(), lastKey) <= 0;
      if (!overlaps) {
        groups.add(new ArrayList<>());
      }
      groups.getLast().add(segment);
      byte[] key = segment.descriptor().lastKey();
      lastKey = overlaps && Arrays.compareUnsigned(key, lastKey) < 0 ? lastKey : key;
    }
    return units(groups, state.delta(), lastKey, segmentRows);
  }

  private static List<CompactionUnit> units(
      List<List<Segment>> groups, DeltaTree delta, byte[] lastKey, int segmentRows) {
    if (groups.isEmpty()) {
      return List.of(unit(List.of(), new byte[0], null, delta));
    }
    List<CompactionUnit> units = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      byte[] from = i == 0 ? new byte[0] : groups.get(i).getFirst().descriptor().firstKey();
      boolean isLast = i == groups.size() - 1;
      byte[] to = isLast ? null : groups.get(i + 1).getFirst().descriptor().firstKey();
      if (isLast && rowCount(groups.get(i)) >= segmentRows / 2) {
        // Keys that were appended do not make the last segment be written again and again.
        byte[] beyond = KeyCodec.successor(lastKey);
        units.add(unit(groups.get(i), from, beyond, delta));
        units.add(unit(List.of(), beyond, null, delta));
      } else {
        units.add(unit(groups.get(i), from, to, delta));
      }
    }
    return units;
  }

  private static CompactionUnit unit(
      List<Segment> segments, byte[] from, byte @Nullable [] to, DeltaTree delta) {
    int entries = delta.endIndexOf(to) - delta.indexOf(from);
    long deltaBytes = entries == 0 ? 0 : delta.heapBytes() / delta.size() * entries;
    return new CompactionUnit(
        segments, from, to, rowCount(segments) + entries, entries, deltaBytes, segments.size() > 1);
  }

  private static long rowCount(List<Segment> segments) {
    long rows = 0;
    for (Segment segment : segments) {
      rows += segment.rowCount();
    }
    return rows;
  }
}
