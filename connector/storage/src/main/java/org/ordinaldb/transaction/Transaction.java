package org.ordinaldb.transaction;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;

/// One transaction: its snapshot, what it wrote, what it holds. Owned by its session's thread.
public final class Transaction {
  /// What [#restore] goes back to.
  public record Mark(Map<Integer, TableWrites> writes, @Nullable Catalog catalog) {}

  private final IsolationLevel isolation;
  private boolean readOnly;
  private final LockOwner locks;
  private final @Nullable ReadSet reads;
  private @Nullable Snapshot snapshot;
  private Map<Integer, TableWrites> writes = new HashMap<>(4);
  private @Nullable Catalog catalog;

  private boolean looksAtNewest;

  /// Whether a row was inserted in place of one that the snapshot still sees and nobody else does.
  private boolean replacesDeleted;

  /// A transaction without a snapshot yet: the first statement that reads takes it.
  public Transaction(IsolationLevel isolation, boolean readOnly, LockOwner locks) {
    this.isolation = isolation;
    this.readOnly = readOnly;
    this.locks = locks;
    this.reads = isolation == IsolationLevel.SERIALIZABLE && !readOnly ? new ReadSet() : null;
  }

  /// Whether the snapshot is the transaction's for good, so that a write to a row that changed since
  /// is an error instead of a reason to run the statement again.
  public boolean keepsSnapshot() {
    return isolation != IsolationLevel.READ_COMMITTED;
  }

  public boolean isReadOnly() {
    return readOnly;
  }

  public void readOnly(boolean value) {
    readOnly = value;
  }

  public LockOwner locks() {
    return locks;
  }

  /// The moment that is read; there is one.
  public Snapshot snapshot() {
    return Objects.requireNonNull(snapshot);
  }

  public boolean hasSnapshot() {
    return snapshot != null;
  }

  /// Reads from another moment on; the former snapshot is closed.
  public void moveTo(Snapshot newer) {
    closeSnapshot();
    snapshot = newer;
  }

  public void closeSnapshot() {
    Snapshot open = snapshot;
    if (open != null) {
      open.close();
      snapshot = null;
    }
  }

  /// Where to note what is read; null when it is not to be checked at the end, at other levels and
  /// when the transaction cannot write.
  public @Nullable ReadSet reads() {
    return reads;
  }

  /// What is to be as it was read still when the transaction commits, or null.
  public @Nullable ReadSet readsToCheck() {
    return reads == null || reads.isEmpty() ? null : reads;
  }

  /// Whether the transaction has looked, under locks, at rows newer than its snapshot, as writes do.
  public boolean looksAtNewest() {
    return looksAtNewest;
  }

  public void lookAtNewest() {
    looksAtNewest = true;
  }

  /// Reads from another moment on; returns the former snapshot, which stays open, or null.
  public @Nullable Snapshot replaceSnapshot(@Nullable Snapshot other) {
    Snapshot former = snapshot;
    snapshot = other;
    return former;
  }

  /// The catalog that the transaction made, or null when it changed nothing.
  public @Nullable Catalog catalog() {
    return catalog;
  }

  public void changeCatalog(Catalog changed) {
    catalog = changed;
  }

  public TableWrites writes(int table) {
    return writes.isEmpty() ? TableWrites.NONE : writes.getOrDefault(table, TableWrites.NONE);
  }

  public void write(int table, TableWrites changed) {
    writes.put(table, changed);
  }

  public boolean hasWrites() {
    return catalog != null || !writes.isEmpty();
  }

  public Mark mark() {
    return new Mark(Map.copyOf(writes), catalog);
  }

  public void restore(Mark mark) {
    writes = new HashMap<>(mark.writes());
    catalog = mark.catalog();
  }

  public void replacesDeleted() {
    replacesDeleted = true;
  }

  /// What the transaction did, for the commit log; the rows that it wrote are locked, so that what
  /// `newest` says of them holds until it commits.
  public CommitRecord toRecord(long timeMicros, DatabaseState newest) {
    if (replacesDeleted) {
      writes.replaceAll((table, changed) -> changed.above(newest.table(table)));
    }
    return new CommitRecord(timeMicros, catalog, writes);
  }
}
