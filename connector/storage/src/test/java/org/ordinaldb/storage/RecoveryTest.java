package org.ordinaldb.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.Seeds;

class RecoveryTest {
  private static final int KEYS = 4000;
  private static final int ROWS_A_COMMIT = 100;

  @TempDir Path directory;
  private final Random random = new Random(Seeds.next("RecoveryTest"));
  private final Map<Long, Long> expected = new TreeMap<>();

  /// Many times what one thread hands to the other at once, with a manifest in its midst and the table
  /// emptied further on.
  @Test
  void aLongLogIsReplayedInItsOrder() {
    StorageConfig config = StorageConfig.DEFAULT.withDelta(1L << 30, Integer.MAX_VALUE);
    try (TestDatabase database = new TestDatabase(directory, config)) {
      for (int commit = 0; commit < 600; commit++) {
        change(database);
        if (commit == 200) {
          database.engine.compact();
        }
        if (commit == 400) {
          truncate(database);
        }
      }
      database.reopen();
      assertThat(database.contents()).isEqualTo(rows());
      assertThat(database.engine.statistics(database.table).deltaRows()).isPositive();
    }
  }

  /// Inserts, replaces and deletes rows from a random key on.
  private void change(TestDatabase database) {
    long first = random.nextInt(KEYS);
    try (StorageSession session = database.session()) {
      for (long id = first; id < first + ROWS_A_COMMIT; id++) {
        long value = random.nextLong(1L << 40);
        if (!expected.containsKey(id)) {
          session.insert(database.table, TestDatabase.rows(id, value));
          expected.put(id, value);
        } else if (random.nextInt(4) > 0) {
          session.update(database.table, TestDatabase.keys(id), TestDatabase.rows(id, value));
          expected.put(id, value);
        } else {
          session.delete(database.table, TestDatabase.keys(id));
          expected.remove(id);
        }
      }
      session.commit();
    }
  }

  private void truncate(TestDatabase database) {
    try (StorageSession session = database.session()) {
      session.truncate(database.table);
      session.commit();
    }
    expected.clear();
  }

  private List<String> rows() {
    List<String> rows = new ArrayList<>();
    expected.forEach((id, value) -> rows.add(id + ":" + value));
    return rows;
  }
}
