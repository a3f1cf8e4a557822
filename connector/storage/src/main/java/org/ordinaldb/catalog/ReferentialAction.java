package org.ordinaldb.catalog;

/// What happens to referring rows when the row that they refer to goes or gets another key.
public enum ReferentialAction {
  /// An error, unless the reference is right again when the constraint is checked.
  NO_ACTION,
  /// An error at once.
  RESTRICT,
  CASCADE,
  SET_NULL,
  SET_DEFAULT
}
