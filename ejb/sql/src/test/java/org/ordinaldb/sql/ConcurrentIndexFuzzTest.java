package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.storage.StorageConfig;

/// Indexes are made, dropped and made anew in every way while other sessions insert, update, delete
/// and roll back: at every moment each index that is ready has exactly the entries that the rows ask
/// for. `-Dseed=` runs one again (but for its interleaving).
class ConcurrentIndexFuzzTest {
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final int ROUNDS = Integer.getInteger("rounds", 12);
  private static final int WRITERS = 3;
  private static final int ROWS = 9000;
  private static final StorageConfig SMALL =
      StorageConfig.DEFAULT.withSegmentRows(2000).withCacheBytes(1 << 20);

  private static final List<String> INDEXES =
      List.of(
          "INDEX %s i0 ON t (a)",
          "INDEX %s i1 ON t (b, a DESC)",
          "INDEX %s i2 ON t (lower(b)) INCLUDE (a)",
          "INDEX %s i3 ON t (a) WHERE b IS NOT NULL",
          "UNIQUE INDEX %s i4 ON t (u)",
          "UNIQUE INDEX %s i5 ON t (u, a)");

  /// What keeps one value of `u` from being there twice.
  private final AtomicBoolean over = new AtomicBoolean();

  @TempDir Path directory = Path.of("");

  @Test
  void indexesOfATableWithAPrimaryKeyAreExactWhateverWritersDo() throws Exception {
    run("id int PRIMARY KEY");
  }

  @Test
  void indexesOfATableWithARowNumberAreExactWhateverWritersDo() throws Exception {
    run("id int");
  }

  private void run(String id) throws Exception {
    System.out.println("-Dseed=" + SEED);
    over.set(false);
    try (TestDatabase database =
            new TestDatabase(directory, SMALL, SqlConfig.DEFAULT, StatementObserver.NONE);
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      try (SessionTarget builder = new SessionTarget(database.open())) {
        expectDone(builder, "CREATE TABLE t (" + id + ", a int, b text, u int)");
        fill(builder);
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
          int writer = i;
          writers.add(threads.submit(() -> write(database, writer, new Random(SEED + writer))));
        }
        build(database, builder, new Random(SEED - 1));
        over.set(true);
        for (Future<?> writer : writers) {
          writer.get();
        }
      } finally {
        over.set(true);
      }
      check(database, "at the end");
    }
  }

  private static void fill(SessionTarget session) {
    for (int from = 0; from < ROWS; from += 500) {
      String rows =
          IntStream.range(from, from + 500)
              .mapToObj(n -> "(%d, %d, 'B%d', %d)".formatted(n, n % 50, n % 700, n))
              .collect(Collectors.joining(", "));
      expectDone(session, "INSERT INTO t VALUES " + rows);
    }
  }

  private void build(TestDatabase database, SessionTarget session, Random random) {
    for (int round = 0; round < ROUNDS; round++) {
      int index = random.nextInt(INDEXES.size());
      String name = "i" + index;
      String beside = random.nextInt(4) == 0 ? "" : "CONCURRENTLY";
      String sql =
          switch (random.nextInt(6)) {
            case 0 -> "DROP INDEX " + beside + " IF EXISTS " + name;
            case 1 -> "REINDEX TABLE " + beside + " t";
            case 2 -> "REINDEX (VERBOSE OFF) TABLE CONCURRENTLY t";
            default -> "CREATE " + INDEXES.get(index).formatted(beside + " IF NOT EXISTS");
          };
      expectDone(session, sql);
      check(database, sql);
      if (random.nextInt(3) == 0) {
        database.storage().compact();
      }
    }
  }

  private static void check(TestDatabase database, String after) {
    IndexEntries.check(database, "t", after + ", seed " + SEED);
  }

  private static void expectDone(SessionTarget session, String sql) {
    assertThat(session.run(sql).error()).as("%s, seed %d", sql, SEED).isNull();
  }

  // ---- writers

  private void write(TestDatabase database, int writer, Random random) {
    try (SessionTarget session = new SessionTarget(database.open())) {
      while (!over.get()) {
        run(session, random.nextInt(3) > 0 ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ");
        int statements = 1 + random.nextInt(3);
        for (int i = 0; i < statements; i++) {
          run(session, "SAVEPOINT s");
          if (!run(session, statement(writer, random)) || random.nextInt(8) == 0) {
            run(session, "ROLLBACK TO s");
          }
        }
        run(session, random.nextInt(5) == 0 ? "ROLLBACK" : "COMMIT");
      }
    }
  }

  /// Whether it succeeded; it may only fail for its keys and the other writers.
  private static boolean run(SessionTarget session, String sql) {
    String error = session.run(sql).error();
    assertThat(error == null || error.matches("(?s)ERROR (23505|40001|40P01|25P02).*"))
        .as("%s: %s, seed %d", sql, error, SEED)
        .isTrue();
    assertThat(error == null || !error.contains("schema change"))
        .as("%s: %s, seed %d", sql, error, SEED)
        .isTrue();
    return error == null;
  }

  /// A writer's rows have values of `u` that are its own: the remainder by the number of writers.
  private static String statement(int writer, Random random) {
    int id = random.nextInt(ROWS / WRITERS) * WRITERS + writer;
    int other = random.nextInt(ROWS / WRITERS) * WRITERS + writer;
    return switch (random.nextInt(8)) {
      case 0 ->
          "INSERT INTO t SELECT id + 1000000, a, b, -u FROM t WHERE id = " + id + " AND u > 0";
      case 1 -> "DELETE FROM t WHERE id = " + id;
      case 2 -> "DELETE FROM t WHERE u BETWEEN -%d AND -%d".formatted(id + 9, id);
      case 3 -> "UPDATE t SET a = a + 1 WHERE id = " + id;
      case 4 -> "UPDATE t SET b = %s WHERE id = %d".formatted(text(random), id);
      case 5 -> "UPDATE t SET id = id + 2000000 WHERE id = " + id;
      case 6 -> swap(id, other);
      default ->
          "UPDATE t SET a = %d WHERE a = %d AND id %% 7 = %d"
              .formatted(random.nextInt(50), random.nextInt(50), random.nextInt(7));
    };
  }

  private static String swap(int id, int other) {
    return "UPDATE t SET u = CASE id WHEN %d THEN (SELECT min(u) FROM t WHERE id = %d) ELSE (SELECT min(u) FROM t WHERE id = %d) END WHERE id IN (%d, %d)"
        .formatted(id, other, id, id, other);
  }

  private static String text(Random random) {
    return random.nextInt(5) == 0 ? "NULL" : "'x" + random.nextInt(100) + "'";
  }
}
