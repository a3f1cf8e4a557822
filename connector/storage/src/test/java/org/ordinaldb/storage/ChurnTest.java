package org.ordinaldb.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.Seeds;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;

/// Rows that are replaced again and again do not fill the disk. `-Dchurn.seconds=600
/// -Dchurn.rows=1000000` is the long run.
class ChurnTest {
  private static final long SECONDS = Long.getLong("churn.seconds", 6);
  private static final int ROWS = Integer.getInteger("churn.rows", 60_000);

  /// A short run of a small table only shows that space is given back at all: a checkpoint and a file
  /// more or less count there.
  private static final double BOUND = SECONDS >= 60 ? 2 : 5;

  private static final int BATCH = 500;
  private static final int TEXT_BYTES = 200;

  @TempDir Path directory;
  private final Random random = new Random(Seeds.next("ChurnTest"));

  @Test
  void replacedRowsGiveTheirSpaceBack() throws IOException {
    StorageConfig config =
        StorageConfig.DEFAULT
            .withSegmentRows(ROWS / 8)
            .withDelta(Math.max(8 << 20, ROWS * 60L), ROWS / 12)
            .withJournalFileBytes(Math.clamp(ROWS * 20L, 1 << 20, 128 << 20));
    try (TestDatabase database = new TestDatabase(directory, config)) {
      for (int from = 0; from < ROWS; from += BATCH) {
        try (StorageSession session = database.session()) {
          session.insert(database.table, rows(from));
          session.commit();
        }
      }
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
      long replaced = 0;
      double worst = 0;
      while (System.nanoTime() < end || worst == 0) {
        int from = random.nextInt(ROWS / BATCH) * BATCH;
        ColumnBatch rows = rows(from);
        long[] ids = ((LongVector) rows.column(0)).values();
        try (StorageSession session = database.session()) {
          session.update(database.table, TestDatabase.keys(ids), rows);
          session.commit();
        }
        replaced += BATCH;
        if (replaced > 2 * ROWS) {
          worst = Math.max(worst, ratio(database));
        }
      }
      database.engine.compact();
      double last = ratio(database);
      System.out.printf(
          "ChurnTest replaced=%d rows=%d worst=%.2f last=%.2f%n", replaced, ROWS, worst, last);
      assertThat(worst).isLessThan(BOUND);
      assertThat(last).isLessThan(1.5);
      assertThat(database.engine.check(new CancelToken())).isEmpty();
    }
  }

  /// Bytes of all files for one of the table's segments, and of what is still in memory.
  private double ratio(TestDatabase database) throws IOException {
    long files = 0;
    try (Stream<Path> all = Files.list(directory)) {
      for (Path file : all.filter(name -> name.toString().endsWith(".jdb")).toList()) {
        // JE may be deleting it.
        files += file.toFile().length();
      }
    }
    TableStatistics table = database.engine.statistics(database.table);
    return (double) files / (table.segmentBytes() + table.deltaRows() * TEXT_BYTES);
  }

  private ColumnBatch rows(int from) {
    long[] ids = new long[BATCH];
    long[] values = new long[BATCH];
    String[] texts = new String[BATCH];
    byte[] noise = new byte[TEXT_BYTES * 3 / 4];
    for (int i = 0; i < BATCH; i++) {
      ids[i] = from + i;
      values[i] = random.nextLong();
      random.nextBytes(noise);
      texts[i] = Base64.getEncoder().encodeToString(noise);
    }
    return new ColumnBatch(
        BATCH, LongVector.of(ids), LongVector.of(values), BytesVector.ofStrings(texts));
  }
}
