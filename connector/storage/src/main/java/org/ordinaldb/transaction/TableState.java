package org.ordinaldb.transaction;

import org.ordinaldb.type.KeyCodec;

/// The committed content of one table at one moment. Immutable.
///
/// @param delta everything that no segment holds yet
/// @param lastChange the number of the newest commit that touched the table
/// @param truncatedAt the number of the newest commit that emptied it
/// @param loadedAt the number of the newest commit that attached segments to it
public record TableState(DeltaTree delta, long lastChange, long truncatedAt, long loadedAt) {
  public static final TableState EMPTY = new TableState(DeltaTree.EMPTY, 0, 0, 0);

  /// The state after a commit.
  public TableState after(TableWrites writes, long number) {
    DeltaTree below = writes.truncated() ? DeltaTree.EMPTY : delta;
    return new TableState(
        below.overlaidBy(writes.own(), number),
        number,
        writes.truncated() ? number : truncatedAt,
        loadedAt);
  }

  public long rowCount() {
    return delta.net();
  }

  public boolean contains(byte[] key) {
    DeltaEntry entry = delta.get(key);
    return entry == null ? segmentsContain(key) : entry.isLive();
  }

  public boolean segmentsContain(byte[] key) {
    return false;
  }

  /// The greatest key of a table that is clustered by one long; 0 for an empty table.
  public long greatestLongKey() {
    return delta.isEmpty() ? 0 : KeyCodec.decodeLong(delta.entry(delta.size() - 1).key());
  }
}
