package org.ordinaldb.transaction;

/// SQL's isolation levels as PostgreSQL implements them (manual, chapter 13.2). READ UNCOMMITTED is
/// READ COMMITTED.
public enum IsolationLevel {
  READ_COMMITTED("read committed"),
  REPEATABLE_READ("repeatable read"),
  SERIALIZABLE("serializable");

  private final String sqlName;

  IsolationLevel(String sqlName) {
    this.sqlName = sqlName;
  }

  /// The value of `transaction_isolation`.
  public String sqlName() {
    return sqlName;
  }
}
