package org.ordinaldb.storage;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.transaction.DeltaCursor;
import org.ordinaldb.transaction.DeltaEntry;
import org.ordinaldb.transaction.DeltaTree;
import org.ordinaldb.type.ColumnBatch;

/// Scans a table that has no segments.
final class DeltaScan implements TableScan {
  private final ScanRequest request;
  private final DeltaTree tree;
  private final RowAppender rows;
  private long toSkip;
  private long left;
  private int nextRange;
  private @Nullable DeltaCursor cursor;
  private long deltaRows;

  DeltaScan(TableView view, TableLayout layout, ScanRequest request) {
    this.request = request;
    this.tree = view.overlay();
    this.rows = new RowAppender(layout, request.projection(), 64);
    this.toSkip = request.offset();
    this.left = request.limit() < 0 ? Long.MAX_VALUE : request.limit();
  }

  @Override
  public @Nullable ColumnBatch next() {
    while (rows.rowCount() < ColumnBatch.ROWS_MAX && left > 0) {
      DeltaEntry entry = nextEntry();
      if (entry == null) {
        break;
      }
      byte[] row = entry.row();
      if (row == null) {
        continue;
      }
      if (toSkip > 0) {
        toSkip--;
        continue;
      }
      left--;
      deltaRows++;
      rows.append(entry, row);
    }
    return rows.rowCount() == 0 ? null : rows.take();
  }

  private @Nullable DeltaEntry nextEntry() {
    while (true) {
      DeltaCursor open = cursor;
      DeltaEntry entry = open == null ? null : request.reverse() ? open.previous() : open.next();
      if (entry != null) {
        return entry;
      }
      if (nextRange == request.ranges().size()) {
        return null;
      }
      int at = request.reverse() ? request.ranges().size() - 1 - nextRange : nextRange;
      KeyRange range = request.ranges().get(at);
      nextRange++;
      cursor =
          range.isEmpty()
              ? null
              : tree.cursor(tree.indexOf(range.from()), tree.endIndexOf(range.to()));
    }
  }

  @Override
  public ScanStatistics statistics() {
    return new ScanStatistics(0, 0, 0, 0, 0, deltaRows);
  }

  @Override
  public void close() {
    left = 0;
  }
}
