package org.ordinaldb.sql;

import java.util.List;
import java.util.Objects;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.storage.KeyRange;
import org.ordinaldb.storage.ScanRequest;
import org.ordinaldb.storage.StorageEngine;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.storage.TableScan;
import org.ordinaldb.transaction.IsolationLevel;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.Vector;

/// Asks a few rows of what is committed how many others share the beginning of their key. Rows are
/// found by rank and counted by rank, so nothing has to be collected in advance.
final class KeySample {
  private static final int ROWS = 8;

  private KeySample() {}

  /// The rows of a key on average over the distinct ones. A row stands for all that share its key, so
  /// of n rows that share theirs with c each there are as many distinct keys as the sum of 1/c.
  ///
  /// It has a session of its own: a serializable transaction does not depend on it.
  static double rowsOfKey(StorageEngine engine, TableDescriptor keyed, int parts) {
    try (StorageSession storage = engine.openSession()) {
      storage.begin(IsolationLevel.READ_COMMITTED, true);
      long rows = storage.count(keyed, List.of(KeyRange.ALL));
      int seen = 0;
      double distinct = 0;
      for (int i = 0; i < ROWS && rows > 0; i++) {
        long sharing = sharing(storage, keyed, parts, (2L * i + 1) * rows / (2 * ROWS));
        if (sharing > 0) {
          seen++;
          distinct += 1.0 / sharing;
        }
      }
      return seen == 0 ? 1 : seen / distinct;
    }
  }

  /// How many rows share the key of the one at a rank; 0 when a part of it is NULL, which no comparison
  /// finds.
  private static long sharing(StorageSession storage, TableDescriptor keyed, int parts, long rank) {
    PrimaryKey key = Objects.requireNonNull(keyed.primaryKey());
    int[] columns = key.columns().stream().limit(parts).mapToInt(Integer::intValue).toArray();
    ScanRequest one =
        new ScanRequest(keyed, List.of(KeyRange.ALL), columns, List.of(), false, rank, 1);
    try (TableScan scan = storage.scan(one)) {
      ColumnBatch batch = scan.next();
      if (batch == null) {
        return 0;
      }
      int row = batch.row(0);
      KeyCodec codec = keyed.keyCodec();
      Vector[] values = new Vector[codec.partCount()];
      for (int i = 0; i < columns.length; i++) {
        values[i] = batch.column(i);
        if (values[i].isNull(row)) {
          return 0;
        }
      }
      ByteSink sink = new ByteSink(32);
      codec.encodePrefix(values, row, columns.length, sink);
      return storage.count(keyed, List.of(KeyRange.prefix(sink.toByteArray())));
    }
  }
}
