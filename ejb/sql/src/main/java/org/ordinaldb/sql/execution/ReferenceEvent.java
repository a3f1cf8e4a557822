package org.ordinaldb.sql.execution;

/// Keys that a statement gave to referring rows or took from referred ones, so that a foreign key has
/// to be looked at. The keys may still grow until the statement ends.
///
/// @param constraint the id of the foreign key
record ReferenceEvent(int constraint, Kind kind, KeySet keys) implements ConstraintEvent {
  enum Kind {
    /// Rows refer to the keys now.
    REFERRING,
    /// Rows with the keys were deleted.
    DELETED,
    /// Rows with the keys got others.
    CHANGED
  }
}
