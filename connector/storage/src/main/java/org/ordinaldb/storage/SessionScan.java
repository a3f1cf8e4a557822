package org.ordinaldb.storage;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.transaction.Snapshot;
import org.ordinaldb.type.ColumnBatch;

/// A scan that keeps its snapshot open as long as it runs, also past the statement that began it, as
/// a portal does, and that notices cancel requests. Owned by the session's thread.
final class SessionScan implements TableScan {
  private final LocalSession session;
  private final Snapshot pin;
  private final TableScan scan;
  private boolean closed;

  SessionScan(LocalSession session, Snapshot pin, TableScan scan) {
    this.session = session;
    this.pin = pin;
    this.scan = scan;
  }

  @Override
  public @Nullable ColumnBatch next() {
    session.enter();
    try {
      return scan.next();
    } finally {
      session.leave();
    }
  }

  @Override
  public ScanStatistics statistics() {
    return scan.statistics();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      session.scanned(this);
    }
    scan.close();
    pin.close();
  }
}
