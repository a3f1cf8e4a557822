package org.ordinaldb.catalog;

/// When a constraint is checked.
public enum Deferral {
  /// With every statement, always.
  NOT_DEFERRABLE,
  /// With every statement, unless SET CONSTRAINTS puts it off.
  INITIALLY_IMMEDIATE,
  /// At commit, unless SET CONSTRAINTS brings it forward.
  INITIALLY_DEFERRED
}
