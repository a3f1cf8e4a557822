package org.ordinaldb.transaction;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.ByteSink;

/// One line of `pg_locks`.
///
/// @param table the table's id; 0 for advisory locks and for the catalog's own lock
/// @param row the key of a locked row, or null
/// @param advisory what an advisory lock is of, or null
/// @param backend the session's number; 0 when it has none
/// @param granted whether it is held, not waited for
/// @param waitStartMicros since when it is waited for, in microseconds since 1970; 0 when it is held
public record LockListing(
    int table,
    byte @Nullable [] row,
    @Nullable AdvisoryKey advisory,
    LockMode mode,
    int backend,
    boolean granted,
    long waitStartMicros) {
  private static final RowLock[] ROW_LOCKS = RowLock.values();
  private static final TableLock[] TABLE_LOCKS = TableLock.values();

  static LockListing of(LockRequest request) {
    return of(request.lock, request.owner, request.mode, false, request.startMicros);
  }

  private static LockListing of(
      Lock lock, LockOwner owner, LockMode mode, boolean granted, long waitStartMicros) {
    int backend = owner.session().backend;
    if (lock.isAdvisory()) {
      long value = (long) ByteSink.LONG.get(lock.key, 0);
      AdvisoryKey key = new AdvisoryKey(value, lock.table == Lock.ADVISORY_PAIR);
      return new LockListing(0, null, key, mode, backend, granted, waitStartMicros);
    }
    byte[] row = lock.isWholeTable() ? null : lock.key;
    return new LockListing(lock.table, row, null, mode, backend, granted, waitStartMicros);
  }

  /// Adds a line for every mode that an owner holds.
  static void add(Lock lock, LockOwner owner, int modes, List<LockListing> listing) {
    boolean row = !lock.isAdvisory() && !lock.isWholeTable();
    for (LockMode mode : row ? ROW_LOCKS : TABLE_LOCKS) {
      if ((modes & mode.bit()) != 0) {
        listing.add(of(lock, owner, mode, true, 0));
      }
    }
  }

  /// What the lock is of, in the words of deadlock reports.
  String description() {
    AdvisoryKey number = advisory;
    if (number != null) {
      return "advisory lock ["
          + (number.value() >>> 32)
          + ","
          + (number.value() & 0xffff_ffffL)
          + ","
          + (number.pair() ? 2 : 1)
          + "]";
    }
    return row == null ? "relation " + table : "row of relation " + table;
  }
}
