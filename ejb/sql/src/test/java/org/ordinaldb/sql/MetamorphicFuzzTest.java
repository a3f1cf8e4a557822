package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.storage.StorageConfig;

/// Asks the same in different ways: of engines with and without the learned index, with tiny
/// segments and a tiny cache; of conditions that the key serves, and of the same ones hidden from it.
class MetamorphicFuzzTest {
  private static final int ROWS = 3000;
  private static final long SEED = Long.getLong("seed", System.nanoTime());

  private final Random random = new Random(SEED);
  private final List<TestDatabase> databases = new ArrayList<>();
  private final List<SessionTarget> targets = new ArrayList<>();

  @TempDir Path temp = Path.of("");

  @BeforeEach
  void open() throws Exception {
    System.out.println("-Dseed=" + SEED);
    StorageConfig small = StorageConfig.DEFAULT.withSegmentRows(500).withCacheBytes(1 << 16);
    add("learned", StorageConfig.DEFAULT);
    add("searched", StorageConfig.DEFAULT.withLearnedIndex(false));
    add("small", small);
    everywhere("CREATE TABLE t (id bigint PRIMARY KEY, v int, s text)");
    everywhere("CREATE TABLE p (a int, b int, v int, PRIMARY KEY (a, b))");
    fill();
    for (TestDatabase database : databases) {
      database.storage().compact();
    }
    everywhere("DELETE FROM t WHERE v = 7");
    everywhere("UPDATE t SET v = v + 1 WHERE v = 3");
    everywhere("UPDATE t SET id = id + 200000000 WHERE v = 5");
    everywhere("INSERT INTO t VALUES (100000001, 1, 'late')");
  }

  private void add(String name, StorageConfig config) throws Exception {
    TestDatabase database =
        new TestDatabase(
            Files.createDirectory(temp.resolve(name)),
            config,
            SqlConfig.DEFAULT,
            StatementObserver.NONE);
    databases.add(database);
    targets.add(new SessionTarget(database.open()));
  }

  private void fill() {
    StringBuilder t = new StringBuilder();
    StringBuilder p = new StringBuilder();
    long id = -5000;
    for (int i = 0; i < ROWS; i++) {
      id += 1 + (random.nextInt(10) == 0 ? random.nextInt(10_000) : random.nextInt(3));
      String v = random.nextInt(20) == 0 ? "NULL" : "" + random.nextInt(20);
      t.append(i == 0 ? "" : ",").append("(" + id + "," + v + ",'s" + i % 50 + "')");
      p.append(i == 0 ? "" : ",").append("(" + i / 40 + "," + i % 40 + "," + v + ")");
    }
    everywhere("INSERT INTO t VALUES " + t);
    everywhere("INSERT INTO p VALUES " + p);
  }

  private void everywhere(String sql) {
    for (SessionTarget target : targets) {
      String shown = sql.substring(0, Math.min(100, sql.length()));
      assertThat(target.run(sql).error()).as(shown).isNull();
    }
  }

  @AfterEach
  void close() {
    targets.forEach(SessionTarget::close);
    databases.forEach(TestDatabase::close);
  }

  @Test
  void everyEngineGivesTheSameAnswers() {
    for (int round = 0; round < 300; round++) {
      String sql = query(condition(true));
      Transcript.Answer first = targets.getFirst().run(sql);
      assertThat(first.error()).as(sql).isNull();
      for (SessionTarget other : targets) {
        assertThat(other.run(sql)).as(sql).isEqualTo(first);
      }
    }
  }

  @Test
  void conditionsOnTheKeyMeanTheSameAsHiddenOnes() {
    for (int round = 0; round < 300; round++) {
      long seed = random.nextLong();
      random.setSeed(seed);
      String served = condition(true);
      random.setSeed(seed);
      String hidden = condition(false);
      random.setSeed(seed);
      String sql = query(served);
      random.setSeed(seed);
      String plain = query(hidden);
      assertThat(targets.getFirst().run(sql)).as(sql).isEqualTo(targets.getFirst().run(plain));
    }
  }

  @Test
  void countingByRankAgreesWithCountingRows() {
    for (int round = 0; round < 200; round++) {
      String condition = condition(true);
      String byRank = "SELECT count(*) FROM t WHERE " + condition;
      String byRows = "SELECT count(*) FROM (SELECT id FROM t WHERE " + condition + " OFFSET 0) x";
      assertThat(targets.getLast().run(byRank).rows())
          .as(byRank)
          .isEqualTo(targets.getLast().run(byRows).rows());
    }
  }

  @Test
  void compositeKeysServePrefixes() {
    for (int round = 0; round < 200; round++) {
      int a = random.nextInt(80);
      int low = random.nextInt(45);
      int high = low + random.nextInt(10);
      String order = random.nextBoolean() ? "a, b" : "a DESC, b DESC";
      String tail = " AND %s = " + a + " AND %s BETWEEN " + low + " AND " + high;
      String served = "SELECT * FROM p WHERE true" + tail.formatted("a", "b");
      String hidden = "SELECT * FROM p WHERE true" + tail.formatted("a + 0", "b + 0");
      assertThat(targets.getFirst().run(served + " ORDER BY " + order))
          .as(served)
          .isEqualTo(targets.getFirst().run(hidden + " ORDER BY " + order));
    }
  }

  /// A condition over `id`, or the same over an expression that no index serves.
  private String condition(boolean served) {
    String id = served ? "id" : "(id + 0)";
    return switch (random.nextInt(7)) {
      case 0 -> id + " = " + key();
      case 1 -> id + " IN (" + key() + ", " + key() + ", " + key() + ")";
      case 2 -> {
        long low = key();
        yield id + " BETWEEN " + low + " AND " + (low + random.nextInt(2000));
      }
      case 3 -> id + " > " + key();
      case 4 -> id + " <= " + key() + " AND v > " + random.nextInt(20);
      case 5 -> "(" + id + " < " + key() + " OR " + id + " >= " + key() + ")";
      default -> key() + " <= " + id + " AND s = 's" + random.nextInt(50) + "'";
    };
  }

  private long key() {
    return random.nextInt(20) - 5000 + (long) random.nextInt(ROWS) * random.nextInt(700);
  }

  private String query(String condition) {
    String from = " FROM t WHERE " + condition;
    return switch (random.nextInt(8)) {
      case 0 -> "SELECT count(*)" + from;
      case 1 -> "SELECT min(id), max(id)" + from;
      case 2 -> "SELECT sum(v), count(v), count(*)" + from;
      case 3 -> "SELECT v, count(*)" + from + " GROUP BY v ORDER BY v";
      case 4 -> "SELECT *" + from + " ORDER BY id DESC LIMIT " + random.nextInt(20);
      case 5 ->
          "SELECT id"
              + from
              + " ORDER BY id LIMIT "
              + random.nextInt(20)
              + " OFFSET "
              + random.nextInt(3000);
      case 6 -> "SELECT id, v" + from + " ORDER BY v, id LIMIT 10";
      default -> "SELECT *" + from + " ORDER BY id";
    };
  }
}
