package org.ordinaldb.type;

/// How the values of one key part are ordered.
///
/// @param nullsFirst whether NULL comes before all values, whatever their direction
public record KeyOrder(boolean descending, boolean nullsFirst) {
  /// Ascending, NULL last: PostgreSQL's default.
  public static final KeyOrder ASCENDING = new KeyOrder(false, false);
}
