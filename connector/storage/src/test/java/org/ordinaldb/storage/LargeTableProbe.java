package org.ordinaldb.storage;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.LongVector;

/// The process of [LargeTableTest]: loads and reads a table that is several times its heap's cache.
///
///     LargeTableProbe DIRECTORY ROWS CACHE-BYTES SEED
final class LargeTableProbe {
  private static final int BLOCK = 2000;

  private final TestDatabase database;
  private final int rows;
  private final Random random;

  private LargeTableProbe(TestDatabase database, int rows, long seed) {
    this.database = database;
    this.rows = rows;
    this.random = new Random(seed);
  }

  public static void main(String[] arguments) {
    int rows = Integer.parseInt(arguments[1]);
    long cacheBytes = Long.parseLong(arguments[2]);
    StorageConfig config =
        StorageConfig.DEFAULT
            .withCacheBytes(cacheBytes)
            .withDelta(cacheBytes, 50_000)
            .withLoadBytes(cacheBytes / 2)
            .withJournalCacheBytes(cacheBytes)
            .withSegmentRows(Math.min(1 << 20, rows / 4));
    try (TestDatabase database = new TestDatabase(Path.of(arguments[0]), config)) {
      new LargeTableProbe(database, rows, Long.parseLong(arguments[3])).run();
    }
    System.exit(0);
  }

  private void run() {
    // Even keys in order, then odd ones out of order between them.
    load("in order", blocks(0, rows / 2), 0);
    List<Integer> shuffled = blocks(0, rows / 2);
    Collections.shuffle(shuffled, random);
    load("out of order", shuffled, 1);
    say("count", System.nanoTime(), count());
    points();
    ranges();
    scan();
    long start = System.nanoTime();
    database.engine.compact();
    say("compact", start, 1);
    points();
    scan();
    System.out.println("DONE");
  }

  private static List<Integer> blocks(int from, int to) {
    List<Integer> blocks = new ArrayList<>();
    for (int first = from; first < to; first += BLOCK) {
      blocks.add(first);
    }
    return blocks;
  }

  private void load(String how, List<Integer> blocks, int parity) {
    long start = System.nanoTime();
    try (StorageSession session = database.session()) {
      try (BulkLoad load = session.bulkLoad(database.table)) {
        for (int first : blocks) {
          load.add(block(first, parity));
        }
        load.finish();
      }
      session.commit();
    }
    say("load " + how, start, rows / 2);
  }

  private static ColumnBatch block(int first, int parity) {
    long[] ids = new long[BLOCK];
    long[] values = new long[BLOCK];
    String[] texts = new String[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      ids[i] = 2L * (first + i) + parity;
      values[i] = value(ids[i]);
      texts[i] = text(ids[i]);
    }
    return new ColumnBatch(
        BLOCK, LongVector.of(ids), LongVector.of(values), BytesVector.ofStrings(texts));
  }

  private static long value(long id) {
    return id * 0x9e3779b97f4a7c15L;
  }

  private static String text(long id) {
    return Long.toHexString(value(id)) + Long.toHexString(value(id + 7));
  }

  private long count() {
    try (StorageSession session = database.session()) {
      long count = session.count(database.table, List.of(KeyRange.ALL));
      require(count == rows, "count " + count);
      return count;
    }
  }

  private void points() {
    long start = System.nanoTime();
    int points = 3000;
    try (StorageSession session = database.session()) {
      for (int i = 0; i < points; i++) {
        long id = random.nextInt(rows);
        check(session.get(database.table, TestDatabase.keys(id), TestDatabase.ALL), id);
      }
    }
    say("points", start, points);
  }

  private void ranges() {
    long start = System.nanoTime();
    long read = 0;
    try (StorageSession session = database.session()) {
      for (int i = 0; i < 50; i++) {
        long from = random.nextInt(rows - 1000);
        KeyRange range = new KeyRange(KeyCodec.encodeLong(from), KeyCodec.encodeLong(from + 1000));
        read += read(session, range, from);
      }
    }
    require(read == 50_000, "ranges " + read);
    say("ranges", start, read);
  }

  private void scan() {
    long start = System.nanoTime();
    try (StorageSession session = database.session()) {
      long read = read(session, KeyRange.ALL, 0);
      require(read == rows, "scan " + read);
      say("scan", start, read);
    }
  }

  private long read(StorageSession session, KeyRange range, long first) {
    long next = first;
    try (TableScan scan =
        session.scan(
            new ScanRequest(
                database.table, List.of(range), TestDatabase.ALL, List.of(), false, 0, -1))) {
      for (ColumnBatch batch = scan.next(); batch != null; batch = scan.next()) {
        check(batch, next);
        next += batch.size();
      }
    }
    return next - first;
  }

  /// The rows of consecutive ids.
  private static void check(ColumnBatch batch, long first) {
    require(batch.size() > 0, "nothing at " + first);
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      long id = ((LongVector) batch.column(0)).values()[row];
      boolean right =
          id == first + i
              && ((LongVector) batch.column(1)).values()[row] == value(id)
              && ((BytesVector) batch.column(2)).string(row).equals(text(id));
      require(right, "row " + id + " instead of " + (first + i));
    }
  }

  private static void require(boolean condition, String problem) {
    if (!condition) {
      throw new AssertionError(problem);
    }
  }

  private static void say(String what, long start, long rows) {
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("%s: %.2f s, %.0f rows/s%n", what, seconds, rows / seconds);
  }
}
