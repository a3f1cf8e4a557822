package org.ordinaldb.storage;

import java.util.ArrayList;
import java.util.List;
import org.ordinaldb.index.SearchCounters;

/// Turns the ranges and the offset of a request into places of a view: what the offset skips is
/// counted, not read.
final class ScanRanges {
  /// Rows between two places, given in the scan's direction.
  record Range(Cut from, Cut to) {}

  private ScanRanges() {}

  static List<Range> of(TableView view, ScanRequest request, SearchCounters counters) {
    List<Range> ranges = new ArrayList<>();
    List<KeyRange> asked = request.reverse() ? request.ranges().reversed() : request.ranges();
    long skip = request.offset();
    for (KeyRange range : asked) {
      if (range.isEmpty()) {
        continue;
      }
      byte[] end = range.to();
      Cut from = view.cutAt(range.from(), counters);
      Cut to = end == null ? view.end() : view.cutAt(end, counters);
      if (skip > 0) {
        long first = view.rank(from);
        long beyond = view.rank(to);
        if (skip >= beyond - first) {
          skip -= beyond - first;
          continue;
        }
        if (request.reverse()) {
          to = view.cutAtRank(beyond - skip, counters);
        } else {
          from = view.cutAtRank(first + skip, counters);
        }
        skip = 0;
      }
      ranges.add(new Range(from, to));
    }
    return ranges;
  }
}
