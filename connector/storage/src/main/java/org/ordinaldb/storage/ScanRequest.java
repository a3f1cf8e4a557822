package org.ordinaldb.storage;

import java.util.List;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.segment.ColumnBounds;

/// What a scan reads.
///
/// - Rows come in key order, or in the reverse of it. `ranges` are disjoint and ascending.
/// - `offset` and `limit` count rows of the ranges in that order *before* any filter above the scan;
///   they are served by rank, without reading what is skipped.
/// - `filters` prune chunks by their minima and maxima; rows that do not match may still come.
/// - The batch's columns are those of `projection`, in its order; [#ROW_KEY] stands for the encoded
///   clustering key (bytes), which updates and deletes ask for.
///
/// @param limit rows at the most, or -1 for all
public record ScanRequest(
    TableDescriptor table,
    List<KeyRange> ranges,
    int[] projection,
    List<ColumnBounds> filters,
    boolean reverse,
    long offset,
    long limit) {
  /// In a projection: the encoded clustering key.
  public static final int ROW_KEY = -1;

  public static ScanRequest all(TableDescriptor table, int... projection) {
    return new ScanRequest(table, List.of(KeyRange.ALL), projection, List.of(), false, 0, -1);
  }
}
