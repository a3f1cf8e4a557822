package org.ordinaldb.transaction;

/// The modes of table locks (PostgreSQL's manual, chapter 13.3.1).
///
/// | mode | taken by |
/// |---|---|
/// | ACCESS SHARE | `LOCK TABLE` only |
/// | ROW SHARE | `SELECT FOR ...` |
/// | ROW EXCLUSIVE | INSERT, UPDATE, DELETE, small COPY |
/// | SHARE UPDATE EXCLUSIVE | CREATE INDEX and its like beside writers |
/// | SHARE ROW EXCLUSIVE | CREATE INDEX, REINDEX |
/// | ACCESS EXCLUSIVE | DROP, TRUNCATE and ALTER TABLE |
///
/// A COPY of many rows writes segments beside other writers and other loads ([#LOAD]), keeping out
/// what keeps out writers, and then has the table to itself from its last check of their keys until
/// they are visible ([#ATTACH]). Loads that are still writing check theirs later, so they may go on.
///
/// A plain SELECT takes none, where PostgreSQL takes ACCESS SHARE to keep a table's files from going
/// under a reader: here the snapshot keeps the former rows, and the catalog that the plan was made
/// for describes them. So readers never wait, not even for ALTER TABLE, and one that began before it
/// sees the table as it was.
public enum TableLock implements LockMode {
  ACCESS_SHARE("AccessShareLock", 0b00_1000_0000),
  ROW_SHARE("RowShareLock", 0b00_1100_0000),
  ROW_EXCLUSIVE("RowExclusiveLock", 0b10_1111_0000),
  SHARE_UPDATE_EXCLUSIVE("ShareUpdateExclusiveLock", 0b11_1111_1000),
  SHARE("ShareLock", 0b11_1110_1100),
  SHARE_ROW_EXCLUSIVE("ShareRowExclusiveLock", 0b11_1111_1100),
  EXCLUSIVE("ExclusiveLock", 0b11_1111_1110),
  ACCESS_EXCLUSIVE("AccessExclusiveLock", 0b11_1111_1111),
  LOAD("RowExclusiveLock", 0b00_1111_1000),
  ATTACH("ShareRowExclusiveLock", 0b10_1111_1100);

  private final String lockName;
  private final int conflicts;

  TableLock(String lockName, int conflicts) {
    this.lockName = lockName;
    this.conflicts = conflicts;
  }

  /// Whether LOCK TABLE can ask for it.
  public boolean isPostgresMode() {
    return compareTo(ACCESS_EXCLUSIVE) <= 0;
  }

  @Override
  public String lockName() {
    return lockName;
  }

  @Override
  public int conflicts() {
    return conflicts;
  }
}
