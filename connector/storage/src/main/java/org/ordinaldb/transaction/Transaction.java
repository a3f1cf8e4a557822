package org.ordinaldb.transaction;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;

/// One transaction: its snapshot, what it wrote, what it holds. Owned by its session's thread.
public final class Transaction {
  /// What [#restore] goes back to.
  public record Mark(Map<Integer, TableWrites> writes, @Nullable Catalog catalog) {}

  private final IsolationLevel isolation;
  private final boolean readOnly;
  private final LockOwner locks;
  private Snapshot snapshot;
  private Map<Integer, TableWrites> writes = new HashMap<>(4);
  private @Nullable Catalog catalog;

  /// Whether a row was inserted in place of one that the snapshot still sees and nobody else does.
  private boolean replacesDeleted;

  public Transaction(
      IsolationLevel isolation, boolean readOnly, Snapshot snapshot, LockOwner locks) {
    this.isolation = isolation;
    this.readOnly = readOnly;
    this.snapshot = snapshot;
    this.locks = locks;
  }

  /// Whether the snapshot is the transaction's for good, so that a write to a row that changed since
  /// is an error instead of a reason to run the statement again.
  public boolean keepsSnapshot() {
    return isolation != IsolationLevel.READ_COMMITTED;
  }

  public boolean isReadOnly() {
    return readOnly;
  }

  public LockOwner locks() {
    return locks;
  }

  public Snapshot snapshot() {
    return snapshot;
  }

  /// Reads from another moment on; the former snapshot is closed.
  public void moveTo(Snapshot newer) {
    snapshot.close();
    snapshot = newer;
  }

  /// The catalog that the transaction made, or null when it changed nothing.
  public @Nullable Catalog catalog() {
    return catalog;
  }

  public void changeCatalog(Catalog changed) {
    catalog = changed;
  }

  public TableWrites writes(int table) {
    return writes.getOrDefault(table, TableWrites.NONE);
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
