package org.ordinaldb.sql.execution;

/// Something that rows did, for which a constraint has to be looked at when its time has come.
sealed interface ConstraintEvent permits ReferenceEvent, UniqueEvent {
  /// The id of the constraint; that of a unique one is its index's.
  int constraint();
}
