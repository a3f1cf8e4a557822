package org.ordinaldb.storage;

import org.ordinaldb.index.SearchCounters;

/// What a scan, or a session's point gets, cost. EXPLAIN ANALYZE shows it.
///
/// @param predictions times a model was asked for a position
/// @param windowRows positions searched after the predictions, all together
/// @param gallops predictions whose window did not bracket the key
/// @param chunksRead column chunks that were decoded or taken from the cache
/// @param chunksSkipped column chunks that their minima and maxima excluded
/// @param deltaRows rows that came from the delta or the transaction's own writes
public record ScanStatistics(
    long predictions,
    long windowRows,
    long gallops,
    long chunksRead,
    long chunksSkipped,
    long deltaRows) {
  public static final ScanStatistics NONE = new ScanStatistics(0, 0, 0, 0, 0, 0);

  static ScanStatistics of(SearchCounters counters) {
    return new ScanStatistics(
        counters.predictions(), counters.windowRows(), counters.gallops(), 0, 0, 0);
  }

  ScanStatistics minus(ScanStatistics other) {
    return new ScanStatistics(
        predictions - other.predictions,
        windowRows - other.windowRows,
        gallops - other.gallops,
        chunksRead - other.chunksRead,
        chunksSkipped - other.chunksSkipped,
        deltaRows - other.deltaRows);
  }

  public ScanStatistics plus(ScanStatistics other) {
    return new ScanStatistics(
        predictions + other.predictions,
        windowRows + other.windowRows,
        gallops + other.gallops,
        chunksRead + other.chunksRead,
        chunksSkipped + other.chunksSkipped,
        deltaRows + other.deltaRows);
  }
}
