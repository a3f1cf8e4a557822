package org.ordinaldb.storage;

import java.nio.file.Path;
import java.util.Random;
import org.ordinaldb.transaction.IsolationLevel;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;

/// Measures how long a start takes: `RecoveryProbe DIRECTORY fill ROWS CHANGES` leaves a directory
/// behind as a kill would, `RecoveryProbe DIRECTORY open` opens it and reads.
final class RecoveryProbe {
  private static final StorageConfig CONFIG = StorageConfig.DEFAULT.withDelta(2L << 30, 1 << 30);
  private static final int BLOCK = 4096;

  private RecoveryProbe() {}

  public static void main(String[] arguments) {
    long start = System.nanoTime();
    TestDatabase database = new TestDatabase(Path.of(arguments[0]), CONFIG);
    if (arguments[1].equals("fill")) {
      fill(database, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
    } else {
      System.out.printf("open: %.2f s%n", (System.nanoTime() - start) / 1e9);
      try (StorageSession session = database.session()) {
        long count = session.count(database.table, java.util.List.of(KeyRange.ALL));
        int got =
            session
                .get(database.table, TestDatabase.keys(0, count / 2, count - 1), TestDatabase.ALL)
                .size();
        System.out.printf(
            "count %d, delta %d, got %d: %.2f s%n",
            count,
            database.engine.statistics(database.table).deltaRows(),
            got,
            (System.nanoTime() - start) / 1e9);
      }
    }
    Runtime.getRuntime().halt(0);
  }

  private static void fill(TestDatabase database, int rows, int changes) {
    try (StorageSession session = database.session()) {
      try (BulkLoad load = session.bulkLoad(database.table)) {
        for (int first = 0; first < rows; first += BLOCK) {
          load.add(block(first, Math.min(BLOCK, rows - first)));
        }
        load.finish();
      }
      session.commit();
    }
    Random random = new Random(1);
    StorageSession session = database.engine.openSession();
    session.synchronousCommit(false);
    for (int i = 0; i < changes; i++) {
      long id = random.nextInt(rows);
      session.begin(IsolationLevel.READ_COMMITTED, false);
      session.update(database.table, TestDatabase.keys(id), TestDatabase.rows(id, i));
      session.commit();
    }
  }

  private static ColumnBatch block(int first, int count) {
    long[] ids = new long[count];
    long[] values = new long[count];
    String[] texts = new String[count];
    for (int i = 0; i < count; i++) {
      ids[i] = first + i;
      values[i] = ids[i] * 7919 % 100_003;
      texts[i] = "s" + values[i];
    }
    return new ColumnBatch(
        count, LongVector.of(ids), LongVector.of(values), BytesVector.ofStrings(texts));
  }
}
