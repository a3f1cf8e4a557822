package org.ordinaldb.sql.execution;

/// What [ModifyPlan] does.
public enum ModifyOperation {
  INSERT("Insert"),
  UPDATE("Update"),
  DELETE("Delete");

  private final String label;

  ModifyOperation(String label) {
    this.label = label;
  }

  /// As EXPLAIN writes it.
  public String label() {
    return label;
  }
}
