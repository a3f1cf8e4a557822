package org.ordinaldb.storage;

import java.util.List;
import org.ordinaldb.index.SearchCounters;
import org.ordinaldb.transaction.DeltaEntry;
import org.ordinaldb.transaction.DeltaTree;
import org.ordinaldb.transaction.SegmentRun;

/// One table as one reader sees it: runs of segments, whose keys are all different, under an overlay
/// of newer rows and deletions. Immutable.
record TableView(List<SegmentRun> runs, DeltaTree overlay) {

  /// The place before the first row whose key is at or above `key`.
  Cut cutAt(byte[] key, SearchCounters counters) {
    return new Cut(basePositions(key, counters), overlay.indexOf(key));
  }

  /// The place after every row.
  Cut end() {
    long[] positions = new long[runs.size()];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = runs.get(i).rowCount();
    }
    return new Cut(positions, overlay.size());
  }

  /// How many rows stand before the place.
  long rank(Cut cut) {
    return sum(cut.positions()) + overlay.netBefore(cut.entries());
  }

  /// The place with exactly `rank` rows before it.
  Cut cutAtRank(long rank, SearchCounters counters) {
    int last = lastEntryAtOrBefore(rank, counters);
    if (last < 0) {
      return new Cut(basePositionsAt(rank, counters), 0);
    }
    DeltaEntry entry = overlay.entry(last);
    long[] positions = basePositions(entry.key(), counters);
    long rest = rank - sum(positions) - overlay.netBefore(last);
    if (rest == 0) {
      return new Cut(positions, last);
    }
    // The entry's own row counts, and the row below that it overrides does not.
    long baseRank = sum(positions) + rest - entry.net();
    return new Cut(basePositionsAt(baseRank, counters), last + 1);
  }

  /// The greatest index of an entry with at most `rank` rows before it, or -1.
  private int lastEntryAtOrBefore(long rank, SearchCounters counters) {
    int low = 0;
    int high = overlay.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      long before =
          sum(basePositions(overlay.entry(middle).key(), counters)) + overlay.netBefore(middle);
      if (before <= rank) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /// How many rows of each run have keys below `key`.
  long[] basePositions(byte[] key, SearchCounters counters) {
    long[] positions = new long[runs.size()];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = runs.get(i).lowerBound(key, counters);
    }
    return positions;
  }

  /// The positions that the first `rank` rows of all runs together take. With several runs, the one
  /// row that stands there is looked for in each of them.
  private long[] basePositionsAt(long rank, SearchCounters counters) {
    if (runs.size() == 1) {
      return new long[] {rank};
    }
    for (SegmentRun run : runs) {
      long low = 0;
      long high = run.rowCount();
      while (low < high) {
        long middle = (low + high) >>> 1;
        long[] positions = basePositions(run.key(middle), counters);
        long before = sum(positions);
        if (before == rank) {
          return positions;
        }
        if (before < rank) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
    }
    return end().positions();
  }

  long rank(byte[] key, SearchCounters counters) {
    return rank(cutAt(key, counters));
  }

  long rowCount() {
    return rank(end());
  }

  long count(KeyRange range, SearchCounters counters) {
    if (range.isEmpty()) {
      return 0;
    }
    byte[] to = range.to();
    long end = to == null ? rowCount() : rank(to, counters);
    return end - (range.from().length == 0 ? 0 : rank(range.from(), counters));
  }

  private static long sum(long[] values) {
    long sum = 0;
    for (long value : values) {
      sum += value;
    }
    return sum;
  }
}
