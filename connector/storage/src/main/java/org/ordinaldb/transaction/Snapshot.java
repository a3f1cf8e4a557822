package org.ordinaldb.transaction;

import org.jspecify.annotations.Nullable;

/// A moment of the database that somebody reads. While it is open, no compaction folds commits that
/// are newer than it and no segment that it can see is deleted. Owned by one thread.
public final class Snapshot implements AutoCloseable {
  private final Snapshots registry;
  private final DatabaseState state;
  private boolean closed;

  /// Neighbours in order of age; guarded by the registry.
  @Nullable Snapshot older;

  @Nullable Snapshot newer;

  Snapshot(Snapshots registry, DatabaseState state) {
    this.registry = registry;
    this.state = state;
  }

  public DatabaseState state() {
    return state;
  }

  /// The number of the newest commit it sees.
  public long commit() {
    return state.commit();
  }

  /// The same moment for another reader, closed on its own.
  public Snapshot share() {
    return registry.share(this);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      registry.release(this);
    }
  }
}
