package org.ordinaldb.sql.execution;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.storage.TableScan;
import org.ordinaldb.type.ColumnBatch;

/// Hands a storage scan's batches on as they are.
final class TableScanOperator implements Operator {
  private final TableScan scan;
  private final @Nullable NodeStatistics statistics;
  private boolean closed;

  TableScanOperator(TableScan scan, @Nullable NodeStatistics statistics) {
    this.scan = scan;
    this.statistics = statistics;
  }

  @Override
  public @Nullable ColumnBatch next() {
    return closed ? null : scan.next();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (statistics != null) {
      statistics.addScan(scan.statistics());
    }
    scan.close();
  }
}
