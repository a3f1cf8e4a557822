package org.ordinaldb.sql.execution;

/// What [SetOperationPlan] computes.
public enum SetOperation {
  UNION("Union"),
  INTERSECT("Intersect"),
  EXCEPT("Except");

  private final String label;

  SetOperation(String label) {
    this.label = label;
  }

  /// As EXPLAIN writes it.
  public String label() {
    return label;
  }
}
