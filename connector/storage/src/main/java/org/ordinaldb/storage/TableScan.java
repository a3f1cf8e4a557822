package org.ordinaldb.storage;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.ColumnBatch;

/// A scan under way over one snapshot. Owned by the session's thread.
public interface TableScan extends AutoCloseable {
  /// The next rows, never empty, or null at the end. Throws when the session is cancelled.
  @Nullable ColumnBatch next();

  /// What the scan did so far.
  ScanStatistics statistics();

  @Override
  void close();
}
