package org.ordinaldb.transaction;

/// The strengths of row locks, weakest first (PostgreSQL's manual, chapter 13.3.2). Each conflicts
/// with all that weaker ones conflict with.
///
/// An update that leaves keys alone takes NO KEY UPDATE, so that it and foreign keys, which take KEY
/// SHARE of the rows they refer to, do not wait for each other.
public enum RowLock implements LockMode {
  KEY_SHARE("FOR KEY SHARE", "RowShareLock", 0b1000),
  SHARE("FOR SHARE", "ShareLock", 0b1100),
  NO_KEY_UPDATE("FOR NO KEY UPDATE", "ShareRowExclusiveLock", 0b1110),
  UPDATE("FOR UPDATE", "ExclusiveLock", 0b1111);

  private final String clause;
  private final String lockName;
  private final int conflicts;

  RowLock(String clause, String lockName, int conflicts) {
    this.clause = clause;
    this.lockName = lockName;
    this.conflicts = conflicts;
  }

  /// The clause of SELECT that asks for it.
  public String clause() {
    return clause;
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
