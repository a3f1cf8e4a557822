package org.ordinaldb.sql.execution;

import org.ordinaldb.storage.ScanStatistics;

/// What EXPLAIN ANALYZE measured at one node, over all the times it was opened.
public final class NodeStatistics {
  private long rows;
  private long loops;
  private long nanos;
  private ScanStatistics scan = ScanStatistics.NONE;

  /// Rows produced.
  public long rows() {
    return rows;
  }

  /// Times it was opened.
  public long loops() {
    return loops;
  }

  /// Time spent in it and below.
  public long nanos() {
    return nanos;
  }

  /// What its own reads of the storage cost.
  public ScanStatistics scan() {
    return scan;
  }

  void addLoop() {
    loops++;
  }

  void add(long producedRows, long spentNanos) {
    rows += producedRows;
    nanos += spentNanos;
  }

  void addScan(ScanStatistics cost) {
    scan = scan.plus(cost);
  }
}
