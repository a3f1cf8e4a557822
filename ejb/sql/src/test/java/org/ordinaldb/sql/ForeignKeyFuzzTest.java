package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random changes of tables that refer to each other in every way, from several sessions at once:
/// whatever is committed, no reference dangles. `-Dseed=` runs one again (but for its interleaving).
class ForeignKeyFuzzTest {
  private static final int SESSIONS = 4;
  private static final int TRANSACTIONS = 60;
  private static final int KEYS = 12;

  private static final List<String> TABLES = List.of("a", "b", "c", "d", "e");

  /// Each is a column of a table, and the table that it refers to.
  private static final List<List<String>> REFERENCES =
      List.of(
          List.of("b", "r", "a"),
          List.of("c", "r", "a"),
          List.of("c", "s", "b"),
          List.of("d", "r", "c"),
          List.of("d", "s", "d"),
          List.of("e", "r", "a"),
          List.of("e", "s", "c"));

  /// What began (>) and ended (<) on which thread, for whoever has to find out why.
  private final Queue<String> history = new ConcurrentLinkedQueue<>();

  @TempDir Path directory = Path.of("");

  @Test
  void noReferenceDanglesWhateverSessionsDo() throws Exception {
    run(List.of());
  }

  @Test
  void noReferenceDanglesWhereIndexesAreAskedForReferringRows() throws Exception {
    run(
        List.of(
            "CREATE INDEX ON b (r)",
            "CREATE INDEX ON c (r, s)",
            "CREATE INDEX ON c (s) WHERE s IS NOT NULL",
            "CREATE INDEX ON d (r) INCLUDE (s)",
            "CREATE INDEX ON d (s DESC)",
            "CREATE INDEX ON e (s, r)"));
  }

  private void run(List<String> indexes) throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("-Dseed=" + seed);
    try (TestDatabase database = new TestDatabase(directory)) {
      try (SessionTarget setup = new SessionTarget(database.open())) {
        for (String statement : tables()) {
          assertThat(setup.run(statement).error()).as(statement).isNull();
        }
        for (String index : indexes) {
          assertThat(setup.run(index).error()).as(index).isNull();
        }
      }
      try (ExecutorService threads = Executors.newFixedThreadPool(SESSIONS)) {
        List<Future<?>> done = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
          Random random = new Random(seed + i);
          done.add(threads.submit(() -> work(database, random)));
        }
        for (Future<?> future : done) {
          future.get();
        }
      }
      try (SessionTarget reader = new SessionTarget(database.open())) {
        requireNoneDangling(reader);
        assertThat(reader.run("SELECT * FROM ordinal.check").rows()).isEmpty();
      }
    }
  }

  private static List<String> tables() {
    return List.of(
        "CREATE TABLE a (id int PRIMARY KEY)",
        "CREATE TABLE b (id int PRIMARY KEY, r int REFERENCES a ON DELETE CASCADE ON UPDATE"
            + " CASCADE, s int)",
        "CREATE TABLE c (id int PRIMARY KEY, r int REFERENCES a ON DELETE SET NULL ON UPDATE SET"
            + " NULL, s int REFERENCES b ON DELETE CASCADE ON UPDATE CASCADE)",
        "CREATE TABLE d (id int PRIMARY KEY, r int REFERENCES c ON DELETE CASCADE, s int"
            + " REFERENCES d ON DELETE SET NULL)",
        "CREATE TABLE e (r int DEFAULT 0 REFERENCES a ON DELETE SET DEFAULT ON UPDATE CASCADE, s"
            + " int REFERENCES c DEFERRABLE INITIALLY DEFERRED)",
        "INSERT INTO a VALUES (0), (1), (2), (3)");
  }

  private void work(TestDatabase database, Random random) {
    try (SessionTarget session = new SessionTarget(database.open())) {
      for (int i = 0; i < TRANSACTIONS; i++) {
        run(session, random.nextBoolean() ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ");
        int statements = 1 + random.nextInt(4);
        for (int s = 0; s < statements; s++) {
          run(session, "SAVEPOINT s");
          if (!run(session, statement(random))) {
            run(session, "ROLLBACK TO s");
          }
        }
        run(session, random.nextInt(5) == 0 ? "ROLLBACK" : "COMMIT");
        requireNoneDangling(session);
      }
    }
  }

  /// Whether it succeeded; it may only fail for its references, its keys, or the other sessions.
  private boolean run(SessionTarget session, String sql) {
    history.add("> %s %s".formatted(Thread.currentThread().getName(), sql));
    String error = session.run(sql).error();
    history.add("< %s %s: %s".formatted(Thread.currentThread().getName(), sql, error));
    assertThat(error == null || error.matches("(?s)ERROR (23503|23505|40001|40P01|25P02).*"))
        .as(sql + ": " + error)
        .isTrue();
    return error == null;
  }

  private static String statement(Random random) {
    String table = TABLES.get(random.nextInt(TABLES.size()));
    int key = random.nextInt(KEYS);
    boolean hasKey = !table.equals("e");
    return switch (random.nextInt(6)) {
      case 0, 1 -> insert(table, random);
      case 2 -> "DELETE FROM " + table + " WHERE " + (hasKey ? "id" : "r") + " = " + key;
      case 3 -> "DELETE FROM " + table + " WHERE " + (hasKey ? "id" : "s") + " % 5 = " + key % 5;
      case 4 ->
          hasKey
              ? "UPDATE " + table + " SET id = " + random.nextInt(KEYS) + " WHERE id = " + key
              : "UPDATE e SET s = " + random.nextInt(KEYS) + " WHERE r = " + key;
      default ->
          table.equals("a")
              ? insert("a", random)
              : "UPDATE " + table + " SET r = " + random.nextInt(KEYS) + " WHERE r = " + key;
    };
  }

  private static String insert(String table, Random random) {
    String values =
        switch (table) {
          case "a" -> "%d".formatted(random.nextInt(KEYS));
          case "e" -> "%d, %s".formatted(random.nextInt(KEYS), orNull(random));
          default -> "%d, %s, %s".formatted(random.nextInt(KEYS), orNull(random), orNull(random));
        };
    return "INSERT INTO " + table + " VALUES (" + values + ") ON CONFLICT DO NOTHING";
  }

  private static String orNull(Random random) {
    return random.nextInt(4) == 0 ? "NULL" : "" + random.nextInt(KEYS);
  }

  private void requireNoneDangling(SessionTarget session) {
    for (List<String> reference : REFERENCES) {
      String dangling =
          "SELECT count(*) FROM %s x WHERE %s IS NOT NULL AND NOT EXISTS (SELECT 1 FROM %s y WHERE y.id = x.%s)"
              .formatted(reference.get(0), reference.get(1), reference.get(2), reference.get(1));
      assertThat(session.run(dangling).rows())
          .as(() -> dangling + "\n" + String.join("\n", history))
          .containsExactly(List.of("0"));
    }
  }
}
