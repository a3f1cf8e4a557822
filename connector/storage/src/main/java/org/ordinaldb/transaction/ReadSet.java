package org.ordinaldb.transaction;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.segment.Segment;

/// What a serializable transaction has read: ranges of keys by table, those without rows included, so
/// that rows which come into a range that was read (phantoms) count as changes of what was read.
/// Owned by the transaction's thread.
///
/// Why nothing but serial histories passes: take for the serial order the order of commit numbers,
/// with a transaction that wrote nothing right behind the newest commit that its snapshot sees.
///
/// - A transaction that writes is checked as it takes its number, under the mutex that gives numbers
///   out, against every number given since its snapshot, visible yet or not: none has touched what it
///   read. So all its reads are what they would be just before its own number. What it saw of rows
///   newer than its snapshot, as when an INSERT meets a key, it saw under locks that it still holds,
///   those taken behind a savepoint too; so that holds just before its number as well.
/// - A transaction that only read saw its snapshot, which is what all smaller numbers made and
///   nothing of the greater ones. That is its place in the order, and no check is needed. Fekete's
///   read-only anomaly takes a snapshot which no prefix of the serial order makes; here every snapshot
///   is such a prefix.
/// - A prepared transaction gets its number later: it takes the tables that it read in SHARE mode
///   first, so that what it read stays until then.
///
/// Transactions of other levels do not check, but what they write is checked against.
public final class ReadSet {
  private final Map<Integer, KeyRanges> tables = new HashMap<>();

  public void add(int table, byte[] from, byte @Nullable [] to) {
    tables.computeIfAbsent(table, id -> new KeyRanges()).add(from, to);
  }

  public boolean isEmpty() {
    return tables.isEmpty();
  }

  /// The tables that were read.
  public Iterable<Integer> tables() {
    return tables.keySet();
  }

  /// Whether a commit with a number greater than `since`, all of which `newest` shows, touched what
  /// was read. The delta of `newest` has all of them, for the transaction's snapshot is open.
  boolean isTouchedSince(long since, DatabaseState newest, DatabaseState snapshot) {
    for (Map.Entry<Integer, KeyRanges> read : tables.entrySet()) {
      int table = read.getKey();
      boolean dropped = snapshot.tables().containsKey(table) && !newest.tables().containsKey(table);
      if (dropped || isTouched(read.getValue(), since, newest.table(table))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isTouched(KeyRanges ranges, long since, TableState table) {
    if (table.lastChange() <= since) {
      return false;
    }
    return table.truncatedAt() > since
        || table.loadedAt() > since
        || ranges.anyMatch((from, to) -> table.delta().isChangedSince(from, to, since));
  }

  /// Whether a commit that is not visible yet touches what was read.
  boolean isTouchedBy(CommitRecord commit) {
    for (Map.Entry<Integer, TableWrites> written : commit.writes().entrySet()) {
      KeyRanges ranges = tables.get(written.getKey());
      if (ranges != null && isTouchedBy(ranges, written.getValue())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isTouchedBy(KeyRanges ranges, TableWrites writes) {
    return writes.truncated()
        || ranges.anyMatch((from, to) ->
            writes.own().endIndexOf(to) > writes.own().indexOf(from)
                || writes.loaded().stream().anyMatch(segment -> overlaps(segment, from, to)));
  }

  private static boolean overlaps(Segment segment, byte[] from, byte @Nullable [] to) {
    return java.util.Arrays.compareUnsigned(segment.descriptor().lastKey(), from) >= 0
        && (to == null
            || java.util.Arrays.compareUnsigned(segment.descriptor().firstKey(), to) < 0);
  }
}
