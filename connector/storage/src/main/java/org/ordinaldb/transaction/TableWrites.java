package org.ordinaldb.transaction;

/// What a transaction did to one table. Immutable, so that a savepoint is a reference.
///
/// @param truncated whether the committed content is gone, as after TRUNCATE and DROP
/// @param own rows written and keys deleted since; its entries stand above the committed table
public record TableWrites(boolean truncated, DeltaTree own) {
  public static final TableWrites NONE = new TableWrites(false, DeltaTree.EMPTY);

  /// A table that was truncated or dropped, and that nothing was written to since.
  public static final TableWrites EMPTIED = new TableWrites(true, DeltaTree.EMPTY);

  public TableWrites withOwn(DeltaTree changed) {
    return new TableWrites(truncated, changed);
  }

  public boolean isEmpty() {
    return !truncated && own.isEmpty();
  }
}
