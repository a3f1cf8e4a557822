package org.ordinaldb.transaction;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The open snapshots, oldest first. Safe for use by many threads.
///
/// Snapshots are taken in the order in which states become visible, so the list is sorted by itself
/// and taking and closing one costs the same whatever their number.
public final class Snapshots {
  private final Supplier<DatabaseState> current;
  private @Nullable Snapshot oldest;
  private @Nullable Snapshot newest;

  public Snapshots(Supplier<DatabaseState> current) {
    this.current = current;
  }

  public synchronized Snapshot take() {
    Snapshot snapshot = new Snapshot(this, current.get());
    insertAfter(newest, snapshot);
    return snapshot;
  }

  /// A snapshot of the oldest state that anybody reads, or of the newest when nobody does: what a
  /// compaction may fold.
  public synchronized Snapshot takeOldest() {
    Snapshot first = oldest;
    return first == null ? take() : share(first);
  }

  /// The sequence number of the oldest state that anybody reads or may still come to read.
  public synchronized long oldestSequence() {
    Snapshot first = oldest;
    return (first == null ? current.get() : first.state()).sequence();
  }

  synchronized Snapshot share(Snapshot snapshot) {
    Snapshot twin = new Snapshot(this, snapshot.state());
    insertAfter(snapshot, twin);
    return twin;
  }

  synchronized void release(Snapshot snapshot) {
    Snapshot before = snapshot.older;
    Snapshot after = snapshot.newer;
    if (before == null) {
      oldest = after;
    } else {
      before.newer = after;
    }
    if (after == null) {
      newest = before;
    } else {
      after.older = before;
    }
  }

  private void insertAfter(@Nullable Snapshot before, Snapshot snapshot) {
    Snapshot after = before == null ? null : before.newer;
    snapshot.older = before;
    snapshot.newer = after;
    if (before == null) {
      oldest = snapshot;
    } else {
      before.newer = snapshot;
    }
    if (after == null) {
      newest = snapshot;
    } else {
      after.older = snapshot;
    }
  }
}
