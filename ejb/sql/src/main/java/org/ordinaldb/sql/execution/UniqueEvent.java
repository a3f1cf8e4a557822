package org.ordinaldb.sql.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.IndexTable;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.transaction.TableLock;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// Rows of a deferrable unique constraint were written. Keys may still come until the statement ends.
/// Owned by the session's thread.
final class UniqueEvent implements ConstraintEvent {
  /// Beyond so many keys the whole index is looked through, and its table locked instead of each key.
  private static final int KEYS_MAX = 1 << 16;

  private final int constraint;

  /// The distinct keys as [IndexMaintenance.Maintained#constrained] gives them; null for all.
  private @Nullable KeySet keys = new KeySet(List.of(SqlType.BYTEA));

  UniqueEvent(int constraint) {
    this.constraint = constraint;
  }

  @Override
  public int constraint() {
    return constraint;
  }

  void add(BytesVector written) {
    KeySet set = keys;
    if (set != null) {
      set.add(new Vector[] {written}, new ColumnBatch(written.length(), written));
      keys = set.size() > KEYS_MAX ? null : set;
    }
  }

  /// Throws 23505 when two rows have one of the keys.
  void check(IndexTable index, StorageSession storage) {
    KeySet set = keys;
    if (set != null) {
      storage.requireUnique(index.entries(), (BytesVector) set.keys()[0]);
    } else {
      storage.lockTable(index.table(), TableLock.SHARE_ROW_EXCLUSIVE, true);
      storage.readNewest(() -> DuplicateKeys.requireNone(index, storage));
    }
  }
}
