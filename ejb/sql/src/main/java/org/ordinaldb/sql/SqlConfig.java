package org.ordinaldb.sql;

/// The limits of the SQL layer.
///
/// @param sessionsMax sessions open at once; one more gets 53300
/// @param statementBytesMax memory that one statement's operators may hold
/// @param cachedPlans plans kept for reuse
public record SqlConfig(int sessionsMax, long statementBytesMax, int cachedPlans) {
  public static final SqlConfig DEFAULT = new SqlConfig(1000, 1L << 30, 1000);

  public SqlConfig {
    if (sessionsMax < 1 || statementBytesMax < 1 || cachedPlans < 0) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }

  public SqlConfig withSessionsMax(int sessions) {
    return new SqlConfig(sessions, statementBytesMax, cachedPlans);
  }

  public SqlConfig withStatementBytesMax(long bytes) {
    return new SqlConfig(sessionsMax, bytes, cachedPlans);
  }

  public SqlConfig withCachedPlans(int plans) {
    return new SqlConfig(sessionsMax, statementBytesMax, plans);
  }
}
