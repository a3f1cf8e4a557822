package org.ordinaldb.storage;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.index.SearchCounters;
import org.ordinaldb.segment.Segment;
import org.ordinaldb.transaction.DeltaEntry;
import org.ordinaldb.transaction.SegmentRun;
import org.ordinaldb.type.BytesVector;

/// Where the rows of a batch of keys stand: each in an entry, or at a position of a segment, or
/// nowhere. Owned by one thread.
final class FoundRows {
  final @Nullable DeltaEntry[] entries;
  final @Nullable Segment[] segments;
  final int[] positions;

  FoundRows(int count) {
    entries = new DeltaEntry[count];
    segments = new Segment[count];
    positions = new int[count];
  }

  int count() {
    return entries.length;
  }

  /// Looks in a run for the keys that were found nowhere yet, all those of one segment together.
  void search(SegmentRun run, BytesVector keys, SearchCounters counters) {
    int[] ends = new int[run.segmentCount() + 1];
    int[] rows = bySegment(run, keys, ends);
    int[] found = new int[rows.length];
    for (int i = 0; i < run.segmentCount(); i++) {
      int from = ends[i];
      int to = ends[i + 1];
      if (from < to) {
        Segment segment = run.segment(i);
        segment.find(keys, rows, from, to, found, counters);
        note(segment, rows, from, to, found);
      }
    }
  }

  private void note(Segment segment, int[] rows, int from, int to, int[] found) {
    for (int i = from; i < to; i++) {
      if (found[i] >= 0) {
        segments[rows[i]] = segment;
        positions[rows[i]] = found[i];
      }
    }
  }

  /// The rows to look for, ordered by segment: those of segment `i` from `ends[i]` to `ends[i + 1]`.
  private int[] bySegment(SegmentRun run, BytesVector keys, int[] ends) {
    byte[] data = keys.data();
    int[] segmentOf = new int[entries.length];
    for (int i = 0; i < segmentOf.length; i++) {
      boolean missing = entries[i] == null && segments[i] == null;
      segmentOf[i] = missing ? run.segmentFor(data, keys.start(i), keys.end(i)) : -1;
      if (segmentOf[i] >= 0) {
        ends[segmentOf[i] + 1]++;
      }
    }
    for (int i = 1; i < ends.length; i++) {
      ends[i] += ends[i - 1];
    }
    int[] rows = new int[ends[ends.length - 1]];
    int[] next = ends.clone();
    for (int i = 0; i < segmentOf.length; i++) {
      if (segmentOf[i] >= 0) {
        rows[next[segmentOf[i]]++] = i;
      }
    }
    return rows;
  }
}
