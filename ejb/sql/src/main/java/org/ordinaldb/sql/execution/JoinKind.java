package org.ordinaldb.sql.execution;

/// What a join keeps. The left input comes first in the output columns; semi and anti joins produce
/// the left columns only.
public enum JoinKind {
  INNER("Inner"),
  LEFT("Left"),
  RIGHT("Right"),
  FULL("Full"),
  SEMI("Semi"),
  ANTI("Anti"),
  /// Anti join with the NULL rules of NOT IN on its keys: a NULL key on the left never qualifies
  /// unless the right side is empty, and one NULL key on the right leaves no row.
  ANTI_NULL_AWARE("Anti (NOT IN)");

  private final String label;

  JoinKind(String label) {
    this.label = label;
  }

  /// As EXPLAIN writes it.
  public String label() {
    return label;
  }

  /// Whether the output has the left columns only.
  public boolean leftColumnsOnly() {
    return this == SEMI || this == ANTI || this == ANTI_NULL_AWARE;
  }

  boolean keepsUnmatchedLeft() {
    return this == LEFT || this == FULL;
  }

  boolean keepsUnmatchedRight() {
    return this == RIGHT || this == FULL;
  }
}
