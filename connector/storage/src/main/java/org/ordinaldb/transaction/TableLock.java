package org.ordinaldb.transaction;

/// The modes of table locks (PostgreSQL's manual, chapter 13.3.1).
///
/// | mode | taken by |
/// |---|---|
/// | ACCESS SHARE | `LOCK TABLE` only |
/// | ROW SHARE | `SELECT FOR ...` |
/// | ROW EXCLUSIVE | INSERT, UPDATE, DELETE, small COPY |
/// | SHARE UPDATE EXCLUSIVE | CREATE INDEX and its like beside writers |
/// | SHARE ROW EXCLUSIVE | COPY of many rows, which writes segments; CREATE INDEX, REINDEX |
/// | ACCESS EXCLUSIVE | DROP, TRUNCATE and ALTER TABLE |
///
/// A plain SELECT takes none, where PostgreSQL takes ACCESS SHARE to keep a table's files from going
/// under a reader: here the snapshot keeps the former rows, and the catalog that the plan was made
/// for describes them. So readers never wait, not even for ALTER TABLE, and one that began before it
/// sees the table as it was.
public enum TableLock implements LockMode {
  ACCESS_SHARE("AccessShareLock", 0b1000_0000),
  ROW_SHARE("RowShareLock", 0b1100_0000),
  ROW_EXCLUSIVE("RowExclusiveLock", 0b1111_0000),
  SHARE_UPDATE_EXCLUSIVE("ShareUpdateExclusiveLock", 0b1111_1000),
  SHARE("ShareLock", 0b1110_1100),
  SHARE_ROW_EXCLUSIVE("ShareRowExclusiveLock", 0b1111_1100),
  EXCLUSIVE("ExclusiveLock", 0b1111_1110),
  ACCESS_EXCLUSIVE("AccessExclusiveLock", 0b1111_1111);

  private final String lockName;
  private final int conflicts;

  TableLock(String lockName, int conflicts) {
    this.lockName = lockName;
    this.conflicts = conflicts;
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
