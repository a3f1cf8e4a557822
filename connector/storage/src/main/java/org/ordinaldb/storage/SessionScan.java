package org.ordinaldb.storage;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.transaction.Snapshot;
import org.ordinaldb.type.ColumnBatch;

/// A scan that keeps its snapshot open as long as it runs, also past the statement that began it, as
/// a portal does, and that notices cancel requests. Owned by the session's thread.
final class SessionScan implements TableScan {
  private final SessionReads reads;
  private final SessionCalls calls;
  private final Snapshot pin;
  private final TableScan scan;
  private boolean closed;

  SessionScan(SessionReads reads, SessionCalls calls, Snapshot pin, TableScan scan) {
    this.reads = reads;
    this.calls = calls;
    this.pin = pin;
    this.scan = scan;
  }

  @Override
  public @Nullable ColumnBatch next() {
    calls.enter();
    try {
      return scan.next();
    } finally {
      calls.leave();
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
      reads.closed(this);
    }
    scan.close();
    pin.close();
  }
}
