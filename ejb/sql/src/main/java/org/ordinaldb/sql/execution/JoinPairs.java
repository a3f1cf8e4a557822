package org.ordinaldb.sql.execution;

import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.Vector;

/// Finds the pairs of rows that a join has to look at, for one batch of left rows after the other.
/// Owned by one thread.
interface JoinPairs extends AutoCloseable {
  /// Turns to the next batch of left rows.
  void start(ColumnBatch left);

  /// Writes the next pairs: for each a physical left row and a right row.
  ///
  /// @return how many; 0 when the batch has no more
  int next(int[] leftRows, int[] rightRows);

  /// The right columns that right rows index, for the pairs that were written last.
  Vector[] rightColumns();

  /// How many right rows there are; only for inputs that are kept whole.
  int rightRows();

  @Override
  void close();
}
