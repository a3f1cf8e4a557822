package org.ordinaldb.storage;

import java.util.List;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;

/// What was committed at some moment, readable past the transaction that asked for it. While it is
/// open no compaction folds what is newer, so that two moments can be compared. Owned by the session's
/// thread.
public interface Moment extends AutoCloseable {
  /// Reads rows by their keys, as [StorageSession#get] does.
  ColumnBatch get(TableDescriptor table, BytesVector keys, int[] projection);

  /// The keys that were written or deleted after an earlier moment, ascending, in batches. The table
  /// must not have been truncated, loaded in bulk or rewritten in between.
  List<BytesVector> changedSince(Moment earlier, TableDescriptor table);

  @Override
  void close();
}
