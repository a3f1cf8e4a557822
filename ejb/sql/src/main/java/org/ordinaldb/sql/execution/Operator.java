package org.ordinaldb.sql.execution;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.ColumnBatch;

/// A step of a plan under way: its consumer pulls batches from it. Owned by the session's thread.
public interface Operator extends AutoCloseable {
  /// The next rows, never empty, or null at the end and ever after. Asks the cancel token.
  @Nullable ColumnBatch next();

  /// Closes its inputs too and gives its memory back. May be called early and twice.
  @Override
  void close();
}
