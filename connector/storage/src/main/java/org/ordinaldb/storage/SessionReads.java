package org.ordinaldb.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.index.SearchCounters;
import org.ordinaldb.transaction.DatabaseState;
import org.ordinaldb.transaction.ReadSet;
import org.ordinaldb.transaction.Snapshot;
import org.ordinaldb.transaction.Snapshots;
import org.ordinaldb.transaction.TableWrites;
import org.ordinaldb.transaction.Transaction;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;

/// What a session reads: its transaction's snapshot, or for a while another one, overlaid by the
/// transaction's own writes. Owned by the session's thread.
final class SessionReads {
  private record PastView(Transaction transaction, Snapshot snapshot, Transaction.Mark writes)
      implements StorageSession.ReadView {
    @Override
    public void close() {
      snapshot.close();
    }
  }

  private final SessionCalls calls;
  private final Snapshots snapshots;
  private final TableLayouts layouts;
  private final SearchTotals totals;
  private final SessionCost cost;

  /// The last table that points were read of, as the last of them saw it.
  private @Nullable PointReader reader;

  /// Open scans, closed with the session at the latest, for they keep snapshots from going.
  private final List<SessionScan> scans = new ArrayList<>();

  SessionReads(SessionCalls calls, Snapshots snapshots, TableLayouts layouts, SearchTotals totals) {
    this.calls = calls;
    this.snapshots = snapshots;
    this.layouts = layouts;
    this.totals = totals;
    this.cost = new SessionCost(totals);
  }

  TableScan scan(Transaction transaction, ScanRequest request) {
    calls.enter();
    try {
      TableLayout layout = layouts.of(request.table());
      note(transaction, layout.id(), request.ranges());
      TableView view =
          TransactionView.of(transaction, layout.id()).overlaid(KeyRange.hull(request.ranges()));
      TableScan scan = new MergeScan(view, layout, request, new SearchCounters());
      SessionScan started = new SessionScan(this, calls, transaction.snapshot().share(), scan);
      scans.add(started);
      return started;
    } finally {
      calls.leave();
    }
  }

  /// A scan is closed. What it cost goes to the engine's totals only: the scan tells its own.
  void closed(SessionScan scan) {
    scans.remove(scan);
    totals.add(scan.statistics());
  }

  void closeScans() {
    List.copyOf(scans).forEach(SessionScan::close);
  }

  ColumnBatch get(
      Transaction transaction, TableDescriptor table, BytesVector keys, int[] projection) {
    calls.enter();
    try {
      note(transaction, table.id(), keys);
      return reader(transaction, table).get(keys, projection);
    } finally {
      cost.callEnds();
      calls.leave();
    }
  }

  private PointReader reader(Transaction transaction, TableDescriptor table) {
    PointReader present = reader;
    DatabaseState state = transaction.snapshot().state();
    TableWrites writes = transaction.writes(table.id());
    if (present == null || !present.sees(table, state, writes)) {
      TableView below = TransactionView.of(state.table(table.id()), writes).below();
      present = new PointReader(layouts.of(table), state, writes, below, cost);
      reader = present;
    }
    return present;
  }

  /// Reads single rows as they were committed at a state.
  PointReader committed(TableLayout layout, DatabaseState state) {
    TableView view = TransactionView.of(state.table(layout.id()), TableWrites.NONE).below();
    return new PointReader(layout, state, TableWrites.NONE, view, cost);
  }

  long count(Transaction transaction, TableDescriptor table, List<KeyRange> ranges) {
    calls.enter();
    try {
      note(transaction, table.id(), ranges);
      TransactionView view = TransactionView.of(transaction, table.id());
      long count = 0;
      for (KeyRange range : ranges) {
        count += view.count(range, cost.counters);
      }
      return count;
    } finally {
      cost.callEnds();
      calls.leave();
    }
  }

  long rank(Transaction transaction, TableDescriptor table, byte[] key) {
    calls.enter();
    try {
      note(transaction, table.id(), List.of(new KeyRange(new byte[0], key)));
      return TransactionView.of(transaction, table.id()).rank(key, cost.counters);
    } finally {
      cost.callEnds();
      calls.leave();
    }
  }

  private static void note(Transaction transaction, int table, List<KeyRange> ranges) {
    ReadSet reads = transaction.reads();
    if (reads != null) {
      ranges.forEach(range -> reads.add(table, range.from(), range.to()));
    }
  }

  private static void note(Transaction transaction, int table, BytesVector keys) {
    ReadSet reads = transaction.reads();
    for (int i = 0; reads != null && i < keys.length(); i++) {
      byte[] key = keys.bytes(i);
      reads.add(table, key, KeyCodec.successor(key));
    }
  }

  Moment moment(Transaction transaction) {
    return new SessionMoment(calls, transaction.snapshot().share(), cost);
  }

  /// Runs reads over what is committed by now.
  void newest(Transaction transaction, Runnable reads) {
    Snapshot newest = snapshots.take();
    Snapshot own = transaction.replaceSnapshot(newest);
    try {
      reads.run();
    } finally {
      transaction.replaceSnapshot(own);
      newest.close();
    }
  }

  StorageSession.ReadView view(Transaction transaction) {
    return new PastView(transaction, transaction.snapshot().share(), transaction.mark());
  }

  <T extends @Nullable Object> T in(
      Transaction transaction, StorageSession.ReadView view, Supplier<T> reads) {
    PastView past = (PastView) view;
    if (past.transaction() != transaction) {
      throw new IllegalStateException("a view of another transaction");
    }
    Snapshot present = transaction.replaceSnapshot(past.snapshot());
    Transaction.Mark writes = transaction.mark();
    transaction.restore(past.writes());
    try {
      return reads.get();
    } finally {
      transaction.restore(writes);
      transaction.replaceSnapshot(present);
    }
  }

  ScanStatistics statistics() {
    return cost.statistics();
  }

  /// What was read last is kept no longer than the statement; it may be old by then.
  void forget() {
    reader = null;
    cost.tell();
  }
}
