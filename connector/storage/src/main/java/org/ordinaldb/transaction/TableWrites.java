package org.ordinaldb.transaction;

import java.util.ArrayList;
import java.util.List;
import org.ordinaldb.index.SearchCounters;
import org.ordinaldb.segment.Segment;

/// What a transaction did to one table. Immutable, so that a savepoint is a reference.
///
/// @param truncated whether the committed content is gone, as after TRUNCATE and DROP
/// @param loaded segments that bulk loads built since
/// @param own rows written and keys deleted since; its entries stand above the committed table and
///     above `loaded`
public record TableWrites(boolean truncated, List<Segment> loaded, DeltaTree own) {
  public static final TableWrites NONE = new TableWrites(false, List.of(), DeltaTree.EMPTY);

  /// A table that was truncated or dropped, and that nothing was written to since.
  public static final TableWrites EMPTIED = new TableWrites(true, List.of(), DeltaTree.EMPTY);

  public TableWrites {
    loaded = List.copyOf(loaded);
  }

  public TableWrites withOwn(DeltaTree changed) {
    return new TableWrites(truncated, loaded, changed);
  }

  public TableWrites withLoaded(List<Segment> more) {
    List<Segment> all = new ArrayList<>(loaded);
    all.addAll(more);
    return new TableWrites(truncated, all, own);
  }

  /// The loaded segments in runs.
  public List<SegmentRun> loadedRuns() {
    return SegmentRun.arrange(loaded);
  }

  /// These writes with the truth about the committed table below them, where a snapshot that sees
  /// rows deleted since had another.
  TableWrites above(TableState committed) {
    if (truncated) {
      return this;
    }
    SearchCounters counters = new SearchCounters();
    List<SegmentRun> runs = loadedRuns();
    DeltaEditor corrected = DeltaTree.EMPTY.edit();
    DeltaCursor cursor = own.cursor(0, own.size());
    for (DeltaEntry entry = cursor.next(); entry != null; entry = cursor.next()) {
      byte[] key = entry.key();
      boolean inBase =
          entry.inBase()
              && (committed.contains(key, counters)
                  || runs.stream().anyMatch(run -> run.contains(key, counters)));
      corrected.put(entry.withInBase(inBase));
    }
    return withOwn(corrected.build());
  }

  public boolean isEmpty() {
    return !truncated && loaded.isEmpty() && own.isEmpty();
  }
}
