package org.ordinaldb.storage;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.ordinaldb.catalog.UniqueKey;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.index.SearchCounters;
import org.ordinaldb.transaction.DatabaseState;
import org.ordinaldb.transaction.DeltaEntry;
import org.ordinaldb.transaction.RowCodec;
import org.ordinaldb.transaction.RowLock;
import org.ordinaldb.transaction.SegmentRun;
import org.ordinaldb.transaction.TableWrites;
import org.ordinaldb.transaction.Transaction;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;

/// Locks rows of one table for a statement, as [StorageSession#lockRows] says. Owned by the session's
/// thread.
final class RowLocker {
  private final SessionLocks locks;
  private final SessionReads reads;
  private final Supplier<DatabaseState> newest;
  private final Transaction transaction;
  private final TableLayout layout;
  private final RowLock strength;
  private final WaitPolicy policy;
  private final TableWrites writes;
  private final List<SegmentRun> loaded;
  private final SearchCounters counters = new SearchCounters();

  RowLocker(
      SessionLocks locks,
      SessionReads reads,
      Supplier<DatabaseState> newest,
      Transaction transaction,
      TableLayout layout,
      RowLock strength,
      WaitPolicy policy) {
    this.locks = locks;
    this.reads = reads;
    this.newest = newest;
    this.transaction = transaction;
    this.layout = layout;
    this.strength = strength;
    this.policy = policy;
    this.writes = transaction.writes(layout.id());
    this.loaded = writes.loadedRuns();
  }

  boolean[] lock(BytesVector keys) {
    boolean[] locked = new boolean[keys.length()];
    for (int i = 0; i < locked.length; i++) {
      locked[i] = lock(keys.bytes(i));
    }
    return locked;
  }

  private boolean lock(byte[] key) {
    DeltaEntry mine = writes.own().get(key);
    if (mine != null) {
      // Written by this transaction: the row is locked, if not as strongly as may be wanted.
      return mine.isLive() && take(key);
    }
    if (isLoaded(key)) {
      return true; // others neither see the row nor can write its key before this transaction ends
    }
    return !writes.truncated() && lockCommitted(key);
  }

  private boolean isLoaded(byte[] key) {
    for (SegmentRun run : loaded) {
      if (run.contains(key, counters)) {
        return true;
      }
    }
    return false;
  }

  private boolean lockCommitted(byte[] key) {
    CommittedRow before = committed(key);
    if (isUnseen(before, key) || (before.exists() && !take(key))) {
      return false;
    }
    CommittedRow row = committed(key);
    if (!row.exists() && policy == WaitPolicy.SKIP_LOCKED && !transaction.keepsSnapshot()) {
      return false;
    }
    if (row.changed() && !keepsKey(row, key)) {
      throw CommittedRow.changedConcurrently(transaction);
    }
    return row.exists();
  }

  /// Whether the transaction has nothing to do with the row: it sees none, and none that came since
  /// is its concern.
  private boolean isUnseen(CommittedRow row, byte[] key) {
    if (!row.changed()) {
      return !row.exists();
    }
    boolean sees = CommittedRow.sees(transaction, layout.id(), key, counters);
    return !sees && !(row.exists() && !transaction.keepsSnapshot());
  }

  /// Whether KEY SHARE is content with a row that changed: it has the same keys still.
  private boolean keepsKey(CommittedRow row, byte[] key) {
    if (strength != RowLock.KEY_SHARE || !row.exists()) {
      return false;
    }
    return CommittedRow.sees(transaction, layout.id(), key, counters)
        ? keepsUniqueColumns(key)
        : !transaction.keepsSnapshot();
  }

  private boolean keepsUniqueColumns(byte[] key) {
    int[] columns =
        UniqueKey.of(layout.table).stream()
            .filter(unique -> unique.index() != null)
            .flatMapToInt(unique -> unique.columns().stream().mapToInt(Integer::intValue))
            .toArray();
    return columns.length == 0
        || Arrays.equals(
            values(transaction.snapshot().state(), key, columns),
            values(newest.get(), key, columns));
  }

  private byte[] values(DatabaseState state, byte[] key, int[] columns) {
    ColumnBatch row = reads.committed(layout, state).get(BytesVector.of(key), columns);
    return new RowCodec(Arrays.stream(columns).mapToObj(layout.table.columns()::get).toList())
        .encode(row, row.row(0));
  }

  private CommittedRow committed(byte[] key) {
    return CommittedRow.of(newest.get(), transaction, layout.id(), key, counters);
  }

  private boolean take(byte[] key) {
    if (policy == WaitPolicy.WAIT) {
      locks.lockRow(transaction, layout.id(), key, strength);
      return true;
    }
    boolean taken = locks.tryLockRow(transaction, layout.id(), key, strength);
    if (!taken && policy == WaitPolicy.NOWAIT) {
      throw new StatementException(
          SqlState.LOCK_NOT_AVAILABLE,
          "could not obtain lock on row in relation \"" + layout.table.name() + "\"");
    }
    return taken;
  }
}
