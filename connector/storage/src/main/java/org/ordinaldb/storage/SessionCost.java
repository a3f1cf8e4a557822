package org.ordinaldb.storage;

import org.ordinaldb.index.SearchCounters;

/// What a session's searches cost, added up. Owned by the session's thread; the engine's totals, which
/// all threads share, hear of it now and then, for telling them takes as long as a search.
final class SessionCost {
  private static final int UNTOLD_MAX = 256;

  final SearchCounters counters = new SearchCounters();
  private final SearchTotals totals;
  private long chunksRead;
  private long deltaRows;
  private ScanStatistics told = ScanStatistics.NONE;
  private int untold;

  SessionCost(SearchTotals totals) {
    this.totals = totals;
  }

  void addChunks(long chunks) {
    chunksRead += chunks;
  }

  void addDeltaRow() {
    deltaRows++;
  }

  /// A call of the session is over.
  void callEnds() {
    if (++untold == UNTOLD_MAX) {
      tell();
    }
  }

  /// Brings the totals up to date.
  void tell() {
    if (untold > 0) {
      untold = 0;
      ScanStatistics now = statistics();
      totals.add(now.minus(told));
      told = now;
    }
  }

  ScanStatistics statistics() {
    return new ScanStatistics(
        counters.predictions(),
        counters.windowRows(),
        counters.gallops(),
        chunksRead,
        0,
        deltaRows);
  }
}
