package org.ordinaldb.storage;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.index.SearchCounters;
import org.ordinaldb.transaction.DatabaseState;
import org.ordinaldb.transaction.DeltaEditor;
import org.ordinaldb.transaction.DeltaEntry;
import org.ordinaldb.transaction.RowLock;
import org.ordinaldb.transaction.SegmentRun;
import org.ordinaldb.transaction.TableLock;
import org.ordinaldb.transaction.TableState;
import org.ordinaldb.transaction.TableWrites;
import org.ordinaldb.transaction.Transaction;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;

/// Writes rows into a transaction: locks each, looks at what is committed under the lock, and puts
/// the change among the transaction's own. A call that throws leaves no change behind, only locks.
/// Owned by the session's thread.
final class RowWriter {
  private final SessionLocks locks;
  private final TableLocker tables;
  private final Supplier<DatabaseState> newest;
  private final RowNumbers rowNumbers;

  RowWriter(
      SessionLocks locks,
      TableLocker tables,
      Supplier<DatabaseState> newest,
      RowNumbers rowNumbers) {
    this.locks = locks;
    this.tables = tables;
    this.newest = newest;
    this.rowNumbers = rowNumbers;
  }

  /// Inserts rows.
  ///
  /// @return the hidden row number of the first; those of the others follow it
  long insert(Transaction transaction, TableLayout layout, ColumnBatch batch) {
    if (layout.hasHiddenKey()) {
      long first = rowNumbers.take(layout.id(), batch.size());
      long[] numbers = new long[batch.rowCount()];
      for (int i = 0; i < batch.size(); i++) {
        numbers[batch.row(i)] = first + i;
      }
      insertNumbered(transaction, layout, batch, LongVector.of(numbers));
      return first;
    }
    Change change = new Change(transaction, layout);
    Vector[] keyVectors = layout.keyVectors(batch);
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      change.insert(layout.keys.encode(keyVectors, row), batch, row);
    }
    change.finish();
    return 0;
  }

  /// Inserts rows under row numbers that were taken for them.
  void insertNumbered(
      Transaction transaction, TableLayout layout, ColumnBatch batch, LongVector numbers) {
    Change change = new Change(transaction, layout);
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      byte[] key = KeyCodec.encodeLong(numbers.get(row));
      change.put(new DeltaEntry(key, layout.rows.encode(batch, row), false, 0));
    }
    change.finish();
  }

  void update(Transaction transaction, TableLayout layout, BytesVector rowKeys, ColumnBatch batch) {
    Change change = new Change(transaction, layout);
    Vector[] keyVectors = layout.keyVectors(batch);
    byte[] @Nullable [] moved = new byte[batch.size()][];
    boolean anyMoved = false;
    for (int i = 0; i < batch.size(); i++) {
      byte[] key = rowKeys.bytes(i);
      byte[] newKey = layout.hasHiddenKey() ? key : layout.keys.encode(keyVectors, batch.row(i));
      if (Arrays.equals(key, newKey)) {
        change.replace(key, layout.rows.encode(batch, batch.row(i)));
      } else if (change.replace(key, null)) {
        moved[i] = newKey;
        anyMoved = true;
      }
    }
    for (int i = 0; anyMoved && i < moved.length; i++) {
      byte[] newKey = moved[i];
      if (newKey != null) {
        change.insert(newKey, batch, batch.row(i));
      }
    }
    change.finish();
  }

  void delete(Transaction transaction, TableLayout layout, BytesVector rowKeys) {
    Change change = new Change(transaction, layout);
    for (int i = 0; i < rowKeys.length(); i++) {
      change.replace(rowKeys.bytes(i), null);
    }
    change.finish();
  }

  /// Removes every row, and every entry of the table's indexes, without reading them.
  void truncate(Transaction transaction, TableLayout layout) {
    tables.lockUnchanged(transaction, layout, TableLock.ACCESS_EXCLUSIVE);
    transaction.write(layout.id(), TableWrites.EMPTIED);
    layout.table.indexes().forEach(index -> transaction.write(index.id(), TableWrites.EMPTIED));
  }

  /// One call's changes to one table.
  private final class Change {
    private final Transaction transaction;
    private final TableLayout layout;
    private final TableWrites before;
    private final DeltaEditor own;
    private final List<SegmentRun> loaded;
    private final SearchCounters counters = new SearchCounters();

    Change(Transaction transaction, TableLayout layout) {
      this.transaction = transaction;
      this.layout = layout;
      tables.lockRowsOf(transaction, layout, TableLock.ROW_EXCLUSIVE);
      before = transaction.writes(layout.id());
      own = before.own().edit();
      loaded = before.loadedRuns();
    }

    void put(DeltaEntry entry) {
      own.put(entry);
    }

    void finish() {
      transaction.write(layout.id(), before.withOwn(own.build()));
    }

    void insert(byte[] key, ColumnBatch batch, int row) {
      DeltaEntry mine = own.get(key);
      if (mine != null) {
        if (mine.isLive()) {
          throw layout.duplicateKey(batch, row);
        }
        own.put(new DeltaEntry(key, layout.rows.encode(batch, row), mine.inBase(), 0));
        return;
      }
      boolean exists = loadedContain(key);
      boolean replaces = false;
      if (!exists && !before.truncated()) {
        TableState committed = lockRow(key, RowLock.UPDATE);
        DeltaEntry present = committed.delta().get(key);
        exists = present != null ? present.isLive() : committed.segmentsContain(key, counters);
        replaces = !exists && hasChanged(committed, present) && deletedSince(key);
      }
      if (replaces) {
        transaction.replacesDeleted();
      }
      if (exists) {
        throw layout.duplicateKey(batch, row);
      }
      own.put(new DeltaEntry(key, layout.rows.encode(batch, row), replaces, 0));
    }

    private boolean loadedContain(byte[] key) {
      for (SegmentRun run : loaded) {
        if (run.contains(key, counters)) {
          return true;
        }
      }
      return false;
    }

    /// The row was deleted after the snapshot was taken: a READ COMMITTED statement runs again; for
    /// the others the new row takes the place of the one that they still see.
    private boolean deletedSince(byte[] key) {
      if (!transaction.keepsSnapshot()) {
        throw new StaleRowException();
      }
      return snapshotState().contains(key, counters);
    }

    /// Replaces or, with a null row, deletes. Returns whether there was a row.
    boolean replace(byte[] key, byte @Nullable [] row) {
      DeltaEntry mine = own.get(key);
      if (mine != null) {
        if (mine.isLive()) {
          // The lock of the first write may have let others refer to the row.
          lockRow(key, strength(row));
          own.put(new DeltaEntry(key, row, mine.inBase(), 0));
        }
        return mine.isLive();
      }
      boolean exists =
          loadedContain(key) || (!before.truncated() && committedExists(key, strength(row)));
      if (exists) {
        own.put(new DeltaEntry(key, row, true, 0));
      }
      return exists;
    }

    private static RowLock strength(byte @Nullable [] row) {
      return row == null ? RowLock.UPDATE : RowLock.NO_KEY_UPDATE;
    }

    /// Locks the row and says whether there is one, the same that the snapshot sees. Entries of an
    /// index belong to a row of which that has been found; they may be newer than the snapshot, as the
    /// index may be.
    private boolean committedExists(byte[] key, RowLock strength) {
      TableState committed = lockRow(key, strength);
      if (layout.isIndex()) {
        return committed.contains(key, counters);
      }
      CommittedRow row = CommittedRow.of(newest.get(), transaction, layout.id(), key, counters);
      if (row.changed()) {
        throw CommittedRow.changedConcurrently(transaction);
      }
      return row.exists();
    }

    /// Whether a key without a row may have had one at the snapshot.
    private boolean hasChanged(TableState committed, @Nullable DeltaEntry present) {
      long changed = present == null ? committed.truncatedAt() : present.commit();
      return changed > transaction.snapshot().commit();
    }

    private TableState snapshotState() {
      return transaction.snapshot().state().table(layout.id());
    }

    /// Entries of an index that is not unique are nobody's but their row's, which is locked.
    private TableState lockRow(byte[] key, RowLock strength) {
      if (layout.locksRows()) {
        locks.lockRow(transaction, layout.id(), key, strength);
      }
      return newest.get().table(layout.id());
    }
  }
}
