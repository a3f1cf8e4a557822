package org.ordinaldb.catalog;

/// A CHECK constraint: rows for which the expression is false are refused, NULL passes.
///
/// @param id its oid in `pg_constraint`
/// @param expression SQL text over the table's columns
/// @param validated false after NOT VALID: rows from before it have not been looked at
public record CheckConstraint(int id, String name, String expression, boolean validated) {
  public CheckConstraint asValidated() {
    return new CheckConstraint(id, name, expression, true);
  }
}
