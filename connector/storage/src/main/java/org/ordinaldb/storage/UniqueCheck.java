package org.ordinaldb.storage;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.index.SearchCounters;
import org.ordinaldb.transaction.RowLock;
import org.ordinaldb.transaction.Transaction;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;

/// Checks a deferrable unique constraint by the entries of its index, which have their rows' keys in
/// their own: equal ones stand side by side. Owned by the session's thread.
final class UniqueCheck {
  private final SessionLocks locks;
  private final Transaction transaction;
  private final TableLayout entries;

  UniqueCheck(SessionLocks locks, Transaction transaction, TableLayout entries) {
    this.locks = locks;
    this.transaction = transaction;
    this.entries = entries;
  }

  void lock(BytesVector keys) {
    for (int i = 0; i < keys.length(); i++) {
      locks.lockRow(transaction, entries.id(), keys.bytes(i), RowLock.UPDATE);
    }
  }

  /// 23505 when two entries begin with one of the keys at the transaction's snapshot.
  void require(BytesVector keys) {
    TransactionView view = TransactionView.of(transaction, entries.id());
    SearchCounters counters = new SearchCounters();
    for (int i = 0; i < keys.length(); i++) {
      KeyRange range = KeyRange.prefix(keys.bytes(i));
      if (view.count(range, counters) > 1) {
        throw duplicate(view, range);
      }
    }
  }

  private SqlException duplicate(TransactionView view, KeyRange range) {
    int[] all = new int[entries.table.columns().size()];
    Arrays.setAll(all, column -> column);
    ScanRequest first = new ScanRequest(entries.table, List.of(range), all, List.of(), false, 0, 1);
    try (TableScan scan =
        new MergeScan(view.overlaid(range), entries, first, new SearchCounters())) {
      ColumnBatch rows = Objects.requireNonNull(scan.next());
      return entries.duplicateKey(rows, rows.row(0));
    }
  }
}
