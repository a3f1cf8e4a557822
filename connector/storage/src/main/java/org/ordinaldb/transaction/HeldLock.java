package org.ordinaldb.transaction;

/// A lock that a prepared transaction holds, as it stands in its record: of the row with this key, of
/// the whole table when the key is empty, or an advisory lock when the table is negative.
public record HeldLock(int table, byte[] key, LockMode mode) {
  private static final RowLock[] ROW_LOCKS = RowLock.values();
  private static final TableLock[] TABLE_LOCKS = TableLock.values();

  /// @param mode the ordinal of a [RowLock] or, for the others, of a [TableLock]
  static HeldLock of(int table, byte[] key, int mode) {
    boolean row = table >= 0 && key.length > 0;
    return new HeldLock(table, key, row ? ROW_LOCKS[mode] : TABLE_LOCKS[mode]);
  }
}
