package org.ordinaldb.storage;

import org.ordinaldb.type.ColumnBatch;

/// A bulk load under way. Owned by the session's thread.
public interface BulkLoad extends AutoCloseable {
  /// Takes rows with all columns of the table; keeps no reference to the batch.
  ///
  /// @return the hidden row number of the first row, as [StorageSession#insert] gives it
  long add(ColumnBatch rows);

  /// Makes the rows part of the transaction.
  ///
  /// @return how many rows were loaded
  long finish();

  /// Without [#finish()] before it, drops the rows.
  @Override
  void close();
}
