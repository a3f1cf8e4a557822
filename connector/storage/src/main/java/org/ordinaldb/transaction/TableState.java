package org.ordinaldb.transaction;

import java.util.Arrays;
import java.util.List;
import org.ordinaldb.index.SearchCounters;
import org.ordinaldb.segment.Segment;
import org.ordinaldb.type.KeyCodec;

/// The committed content of one table at one moment. Immutable.
///
/// - No key is in two segments. Runs but the first come from loads into the midst of existing keys;
///   compaction merges them.
/// - An entry of the delta overrides whatever segments hold for its key.
///
/// @param delta everything that no segment holds yet
/// @param lastChange the number of the newest commit that touched the table
/// @param truncatedAt the number of the newest commit that emptied it
/// @param loadedAt the number of the newest commit that attached segments to it
public record TableState(
    List<SegmentRun> runs, DeltaTree delta, long lastChange, long truncatedAt, long loadedAt) {
  public static final TableState EMPTY = new TableState(List.of(), DeltaTree.EMPTY, 0, 0, 0);

  public TableState {
    runs = List.copyOf(runs);
  }

  /// What a manifest says.
  public static TableState folded(List<Segment> segments, DeltaTree rest, long through) {
    return new TableState(SegmentRun.arrange(segments), rest, through, 0, 0);
  }

  /// The state after a commit.
  public TableState after(TableWrites writes, long number) {
    List<SegmentRun> attached = writes.truncated() ? List.of() : runs;
    for (Segment segment : writes.loaded()) {
      attached = SegmentRun.place(attached, segment);
    }
    DeltaTree below = writes.truncated() ? DeltaTree.EMPTY : delta;
    return new TableState(
        attached,
        below.overlaidBy(writes.own(), number),
        number,
        writes.truncated() ? number : truncatedAt,
        writes.loaded().isEmpty() ? loadedAt : number);
  }

  /// This state after a fold of `before`, an earlier one: `segments` take the place of those that
  /// `before` had, and the delta keeps what is newer, and the fold's rest.
  public TableState refolded(TableState before, List<Segment> segments, Fold fold) {
    List<SegmentRun> arranged = SegmentRun.arrange(segments);
    DeltaEditor editor = fold.rest().edit();
    fold.copyNewer(delta, fold.through(), editor);
    return new TableState(
        withSegmentsSince(before, arranged), editor.build(), lastChange, truncatedAt, loadedAt);
  }

  /// This refolded state after the commits that made `now` of `seen`, which it was made of: what is
  /// left to do under the lock, however large the delta.
  public TableState caughtUp(TableState seen, TableState now, Fold fold) {
    if (now == seen) {
      return this;
    }
    DeltaEditor editor = delta.edit();
    fold.copyNewer(now.delta, seen.lastChange, editor);
    return new TableState(
        now.withSegmentsSince(seen, runs),
        editor.build(),
        now.lastChange,
        now.truncatedAt,
        now.loadedAt);
  }

  /// This state with changes through a commit in its delta.
  public TableState withDelta(DeltaTree changed, long number) {
    return new TableState(runs, changed, number, truncatedAt, loadedAt);
  }

  /// Runs with the segments that this state has and `before` had not.
  private List<SegmentRun> withSegmentsSince(TableState before, List<SegmentRun> placed) {
    List<Segment> former = before.segments();
    List<SegmentRun> arranged = placed;
    for (Segment segment : segments()) {
      if (!former.contains(segment)) {
        arranged = SegmentRun.place(arranged, segment);
      }
    }
    return arranged;
  }

  public List<Segment> segments() {
    return runs.stream().flatMap(run -> run.segments().stream()).toList();
  }

  public long rowCount() {
    long count = delta.net();
    for (SegmentRun run : runs) {
      count += run.rowCount();
    }
    return count;
  }

  public boolean contains(byte[] key, SearchCounters counters) {
    DeltaEntry entry = delta.get(key);
    return entry == null ? segmentsContain(key, counters) : entry.isLive();
  }

  public boolean segmentsContain(byte[] key, SearchCounters counters) {
    for (SegmentRun run : runs) {
      if (run.contains(key, counters)) {
        return true;
      }
    }
    return false;
  }

  /// The greatest key of a table that is clustered by one long; 0 for an empty table.
  public long greatestLongKey() {
    byte[] greatest = KeyCodec.encodeLong(0);
    if (!delta.isEmpty()) {
      greatest = greater(greatest, delta.entry(delta.size() - 1).key());
    }
    for (Segment segment : segments()) {
      greatest = greater(greatest, segment.descriptor().lastKey());
    }
    return KeyCodec.decodeLong(greatest);
  }

  private static byte[] greater(byte[] a, byte[] b) {
    return Arrays.compareUnsigned(a, b) < 0 ? b : a;
  }
}
