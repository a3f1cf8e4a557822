package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.storage.StorageConfig;

/// A new database of small segments and a session, for tests that run random statements and restart it
/// between them.
abstract class SeededDatabase {
  static final long SEED = Long.getLong("seed", System.nanoTime());

  final Random random = new Random(SEED);
  @TempDir Path directory = Path.of("");
  TestDatabase database;
  SessionTarget session;
  private final StorageConfig config;

  SeededDatabase(int segmentRows) {
    System.out.println("-Dseed=" + SEED);
    config = StorageConfig.DEFAULT.withSegmentRows(segmentRows).withCacheBytes(1 << 16);
  }

  @BeforeEach
  void open() {
    database = new TestDatabase(directory, config, SqlConfig.DEFAULT, StatementObserver.NONE);
    session = new SessionTarget(database.open());
  }

  @AfterEach
  void close() {
    session.close();
    database.close();
  }

  void restart() {
    close();
    open();
  }

  void done(String sql) {
    assertThat(session.run(sql).error()).as("%s, seed %d", sql, SEED).isNull();
  }
}
