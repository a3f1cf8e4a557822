package org.ordinaldb.storage;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.transaction.LockListing;

/// The storage engine over one data directory. Safe for use by many threads.
public interface StorageEngine extends AutoCloseable {
  /// Opens or creates the database in a directory and recovers what was committed.
  ///
  /// @param background runs compactions; it has to outlive the engine and must never interrupt its
  ///     threads (`shutdownNow`), for they may be inside JE
  /// @param clock stamps commits
  static StorageEngine open(
      Path directory, StorageConfig config, ScheduledExecutorService background, Clock clock) {
    return LocalEngine.open(directory, config, background, clock);
  }

  StorageSession openSession();

  /// The newest committed catalog.
  Catalog catalog();

  /// The transactions that [StorageSession#prepare] left to be ended, oldest first; those from before
  /// a restart as well.
  List<PreparedTransaction> prepared();

  /// How many there may be at once.
  int preparedMax();

  /// Commits a prepared transaction: durable and visible when it returns. 42704 when there is none
  /// with this id. After an exception it is still prepared.
  void commitPrepared(String globalId);

  /// Rolls a prepared transaction back, for good when it returns. 42704 when there is none.
  void rollbackPrepared(String globalId);

  TableStatistics statistics(TableDescriptor table);

  /// The segments of a table in key order, as of the newest commit.
  List<SegmentStatistics> segments(TableDescriptor table);

  StorageMetrics metrics();

  /// Every lock that is held or waited for now.
  List<LockListing> locks();

  /// The sessions that keep one waiting for a lock, by the numbers of [StorageSession#identify]; 0 for
  /// a prepared transaction.
  Set<Integer> blockers(int session);

  /// Folds what can be folded of every table's delta into segments and returns when done; background
  /// compaction does the same in its own time.
  void compact(CancelToken cancel);

  default void compact() {
    compact(new CancelToken());
  }

  /// Reads everything that is stored and says what is wrong with it, on the caller's thread: every
  /// entry of every file, the catalog, manifests and commit records, and every chunk, model and key of
  /// every table. Readers and writers go on meanwhile.
  List<CheckFinding> check(CancelToken cancel);

  /// Waits for running work, writes what has to be written and releases the directory. Open sessions
  /// end with 57P01.
  @Override
  void close();
}
