package org.ordinaldb.storage;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.segment.Segment;
import org.ordinaldb.segment.SegmentBuilder;
import org.ordinaldb.transaction.SegmentStore;
import org.ordinaldb.type.ColumnBatch;

/// Writes rows that come in key order into segments of at most so many rows. What it wrote is pinned
/// until its owner hands it over or gives it up. Owned by one thread.
final class SegmentWriter {
  private final TableLayout layout;
  private final SegmentStore store;
  private final SegmentGarbage garbage;
  private final int rowsMax;
  private final List<Segment> written = new ArrayList<>();
  private @Nullable SegmentBuilder builder;
  private long buildingId;

  SegmentWriter(TableLayout layout, SegmentStore store, SegmentGarbage garbage, int rowsMax) {
    this.layout = layout;
    this.store = store;
    this.garbage = garbage;
    this.rowsMax = rowsMax;
  }

  /// Takes the next rows, with the columns of [TableLayout#segmentInput()].
  void add(ColumnBatch rows) {
    int next = 0;
    while (next < rows.size()) {
      SegmentBuilder open = builder();
      int count = Math.min(rowsMax - open.rowCount(), rows.size() - next);
      open.add(rows, next, next + count);
      next += count;
      if (open.rowCount() == rowsMax) {
        finishSegment();
      }
    }
  }

  private SegmentBuilder builder() {
    SegmentBuilder open = builder;
    if (open == null) {
      buildingId = garbage.pinNew(layout.id());
      open = new SegmentBuilder(buildingId, layout.segments, store);
      builder = open;
    }
    return open;
  }

  private void finishSegment() {
    SegmentBuilder open = builder;
    if (open != null) {
      written.add(store.add(open.finish(), layout.segments));
      builder = null;
    }
  }

  /// The segments, in key order, pinned.
  List<Segment> finish() {
    finishSegment();
    return written;
  }

  /// Gives up what was written.
  void discard() {
    if (builder != null) {
      garbage.unpin(buildingId);
      builder = null;
    }
    garbage.unpin(written);
    written.clear();
  }
}
