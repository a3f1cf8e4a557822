package org.ordinaldb.storage;

import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.TransactionRollbackException;
import org.ordinaldb.index.SearchCounters;
import org.ordinaldb.transaction.DatabaseState;
import org.ordinaldb.transaction.DeltaEntry;
import org.ordinaldb.transaction.TableState;
import org.ordinaldb.transaction.Transaction;

/// What is committed under a key, compared with what a transaction's snapshot has there. Only true
/// for good while the row is locked.
///
/// @param exists whether there is a row
/// @param changed whether it was written, deleted or inserted since the snapshot
record CommittedRow(boolean exists, boolean changed) {
  static CommittedRow of(
      DatabaseState newest,
      Transaction transaction,
      int table,
      byte[] key,
      SearchCounters counters) {
    TableState committed = newest.table(table);
    DeltaEntry present = committed.delta().get(key);
    if (present != null) {
      return new CommittedRow(present.isLive(), present.commit() > transaction.snapshot().commit());
    }
    boolean exists = committed.segmentsContain(key, counters);
    return new CommittedRow(
        exists, changedInSegments(committed, transaction, table, key, exists, counters));
  }

  /// Without an entry in the delta the row cannot have been updated since the snapshot, for no
  /// compaction folds what a snapshot does not see; but its table can have been emptied or loaded.
  private static boolean changedInSegments(
      TableState committed,
      Transaction transaction,
      int table,
      byte[] key,
      boolean exists,
      SearchCounters counters) {
    long seen = transaction.snapshot().commit();
    return committed.truncatedAt() > seen
        || (committed.loadedAt() > seen && exists != sees(transaction, table, key, counters));
  }

  /// Whether the snapshot has the row.
  static boolean sees(Transaction transaction, int table, byte[] key, SearchCounters counters) {
    return transaction.snapshot().state().table(table).contains(key, counters);
  }

  /// Why a transaction cannot go on with a row that changed.
  static RuntimeException changedConcurrently(Transaction transaction) {
    return transaction.keepsSnapshot()
        ? new TransactionRollbackException(
            SqlState.SERIALIZATION_FAILURE, "could not serialize access due to concurrent update")
        : new StaleRowException();
  }
}
