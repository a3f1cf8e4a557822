package org.ordinaldb.sql.execution;

/// One key of an order: a column of the input.
public record SortKey(int column, boolean descending, boolean nullsFirst) {
  @Override
  public String toString() {
    return "$"
        + column
        + (descending ? " DESC" : "")
        + (nullsFirst == descending ? "" : nullsFirst ? " NULLS FIRST" : " NULLS LAST");
  }
}
