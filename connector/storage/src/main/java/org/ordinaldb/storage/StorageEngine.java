package org.ordinaldb.storage;

import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.TableDescriptor;

/// The storage engine over one data directory. Safe for use by many threads.
public interface StorageEngine extends AutoCloseable {
  StorageSession openSession();

  /// The newest committed catalog.
  Catalog catalog();

  TableStatistics statistics(TableDescriptor table);

  StorageMetrics metrics();

  /// Folds what can be folded of every table's delta into segments and returns when done; background
  /// compaction does the same in its own time.
  void compact();

  /// Waits for running work, writes what has to be written and releases the directory. Open sessions
  /// end with 57P01.
  @Override
  void close();
}
