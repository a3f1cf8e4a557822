package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.storage.StorageConfig;

/// The same random queries, with nested AND, OR and NOT and with joins of all kinds, of a table with
/// many indexes and of one with none: they must give the same rows, whatever ways the planner finds.
/// Literals repeat with other values, so that cached plans are used for them.
class PlannerFuzzTest {
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final int ROWS = 4000;

  /// What a run has to meet, or it would not test it.
  private static final Set<String> KINDS =
      Set.of("Index Union", "Index Inner", "Index Left", "Index Semi", "Index Anti", "Index Scan");

  private final Random random = new Random(SEED);

  @TempDir Path temp = Path.of("");

  @Test
  void indexesChangeNoAnswer() {
    run(StorageConfig.DEFAULT);
  }

  @Test
  void indexesChangeNoAnswerWithoutTheLearnedIndex() {
    run(StorageConfig.DEFAULT.withLearnedIndex(false).withSegmentRows(700));
  }

  private void run(StorageConfig config) {
    System.out.println("-Dseed=" + SEED);
    Set<String> met = new TreeSet<>();
    try (TestDatabase database =
            new TestDatabase(temp, config, SqlConfig.DEFAULT, StatementObserver.NONE);
        SessionTarget session = new SessionTarget(database.open())) {
      fill(session);
      for (int round = 0; round < 400; round++) {
        if (round % 40 == 0) {
          change(session);
        }
        if (round == 150) {
          database.storage().compact();
        }
        String sql = query();
        compare(session, sql);
        note(session.run("EXPLAIN " + sql.formatted("indexed")), met);
      }
    }
    assertThat(met).as("seed %d", SEED).containsAll(KINDS);
  }

  private static void note(Transcript.Answer plan, Set<String> met) {
    for (String kind : KINDS) {
      if (plan.toString().contains(kind)) {
        met.add(kind);
      }
    }
  }

  private void fill(SessionTarget session) {
    String columns = " (id int PRIMARY KEY, a int, b text, c numeric, d smallint, e int)";
    done(session, "CREATE TABLE plain" + columns);
    done(session, "CREATE TABLE indexed" + columns);
    done(session, "CREATE TABLE probe (n int PRIMARY KEY, a int, b text, c numeric, d int)");
    compare(session, "INSERT INTO %1$s VALUES " + rows(0, ROWS));
    List<String> probes = new ArrayList<>();
    for (int n = 0; n < 12; n++) {
      probes.add("(%d, %s, %s, %s, %s)".formatted(n, a(), b(), c(), d()));
    }
    done(session, "INSERT INTO probe VALUES " + String.join(", ", probes));
    for (String index :
        List.of(
            "(a)",
            "(b, d)",
            "(c DESC NULLS LAST, a)",
            "(d, a DESC) INCLUDE (b)",
            "(lower(b), e)",
            "(e) WHERE d = 3",
            "(c) WHERE a > 600",
            "(a) WHERE b IS NOT NULL")) {
      done(session, "CREATE INDEX ON indexed " + index);
    }
    done(session, "CREATE UNIQUE INDEX ON indexed (e, id)");
  }

  private String rows(int from, int count) {
    List<String> rows = new ArrayList<>();
    for (int id = from; id < from + count; id++) {
      String e = random.nextInt(50) == 0 ? "NULL" : "" + random.nextInt(ROWS);
      rows.add("(%d, %s, %s, %s, %s, %s)".formatted(id, a(), b(), c(), d(), e));
    }
    return String.join(", ", rows);
  }

  private String orNull(String value) {
    return random.nextInt(12) == 0 ? "NULL" : value;
  }

  private String a() {
    return orNull("" + random.nextInt(700));
  }

  private String b() {
    return orNull("'" + (random.nextBoolean() ? "k" : "K") + random.nextInt(500) + "'");
  }

  private String c() {
    return orNull(random.nextInt(600) + "." + random.nextInt(3));
  }

  private String d() {
    return orNull("" + random.nextInt(8));
  }

  private void change(SessionTarget session) {
    compare(session, "UPDATE %1$s SET a = a + 1, b = 'k7' WHERE " + condition(2));
    compare(session, "DELETE FROM %1$s WHERE (" + condition(1) + ") AND id %% 3 = 0");
    compare(
        session,
        "DELETE FROM %1$s USING probe WHERE %1$s.a = probe.a AND probe.n = " + random.nextInt(12));
    compare(
        session,
        "UPDATE %1$s SET e = probe.n FROM probe WHERE %1$s.c = probe.c AND %1$s.d = "
            + random.nextInt(8));
    compare(session, "INSERT INTO %1$s SELECT id + 100000, a, b, c, d, e FROM %1$s WHERE id < 9");
    compare(session, "DELETE FROM %1$s WHERE id >= 100000");
  }

  private String condition(int depth) {
    if (depth == 0) {
      return term("");
    }
    String left = condition(depth - 1);
    return switch (random.nextInt(6)) {
      case 0, 1, 2 -> "(" + left + " OR " + condition(depth - 1) + ")";
      case 3, 4 -> "(" + left + " AND " + condition(depth - 1) + ")";
      default -> random.nextInt(3) == 0 ? "NOT " + left : left;
    };
  }

  /// @param of the name of the table and a dot, or nothing
  private String term(String of) {
    int number = random.nextInt(700);
    return switch (random.nextInt(14)) {
      case 0, 1 -> of + "a = " + number;
      case 2 -> of + "a IN (" + number + ", " + random.nextInt(700) + ")";
      case 3 -> of + "a BETWEEN " + number + " AND " + (number + 3);
      case 4 -> of + "b = 'k" + number + "'";
      case 5 -> of + "b LIKE 'k" + number + "%%'";
      case 6 -> of + "c = " + number;
      case 7 -> "(" + of + "c > " + number + " AND " + of + "a > " + random.nextInt(700) + ")";
      case 8 -> "(" + of + "d = " + number % 8 + " AND " + of + "a = " + number + ")";
      case 9 -> "(" + of + "d = " + number % 8 + " AND " + of + "e < " + number + ")";
      case 10 -> "lower(" + of + "b) = 'k" + number + "'";
      case 11 -> of + "e = " + number;
      case 12 -> of + "id = " + number;
      default -> "(" + of + "b IS NULL AND " + of + "a = " + number + ")";
    };
  }

  private String query() {
    return random.nextBoolean() ? scan() : join();
  }

  private String scan() {
    String where = " FROM %1$s WHERE " + condition(1 + random.nextInt(2));
    return switch (random.nextInt(8)) {
      case 0 -> "SELECT count(*)" + where;
      case 1 -> "SELECT min(a), max(c), min(e), max(id)" + where;
      case 2 -> "SELECT id, a" + where + " ORDER BY id LIMIT " + random.nextInt(20);
      case 3 -> "SELECT id, d, a" + where + " ORDER BY d, a DESC, id LIMIT 7 OFFSET 1";
      case 4 -> "SELECT id" + where + " ORDER BY id DESC LIMIT 5";
      case 5 -> "SELECT id, b" + where + " ORDER BY id FOR UPDATE";
      case 6 -> "SELECT a, count(*)" + where + " GROUP BY a ORDER BY a";
      default -> "SELECT *" + where + " ORDER BY id";
    };
  }

  private String join() {
    String on =
        switch (random.nextInt(7)) {
          case 0 -> "t.a = p.a";
          case 1 -> "t.b = p.b";
          case 2 -> "t.b = p.b AND t.d = p.d";
          case 3 -> "t.c = p.c";
          case 4 -> "t.d = " + random.nextInt(8) + " AND t.a = p.a";
          case 5 -> "t.a = p.a AND t.e > p.d";
          default -> "t.e = p.n AND t.d = 3";
        };
    String also = random.nextInt(3) == 0 ? " AND " + term("t.") : "";
    String some = random.nextInt(3) == 0 ? " AND p.n < " + random.nextInt(12) : "";
    return switch (random.nextInt(6)) {
      case 0, 1 ->
          "SELECT p.n, t.id, t.b FROM probe p JOIN %1$s t ON "
              + on
              + also
              + " WHERE true"
              + some
              + " ORDER BY p.n, t.id";
      case 2 ->
          "SELECT p.n, t.id, t.c FROM probe p LEFT JOIN %1$s t ON "
              + on
              + also
              + " WHERE true"
              + some
              + " ORDER BY p.n, t.id";
      case 3 ->
          "SELECT p.n FROM probe p WHERE EXISTS (SELECT 1 FROM %1$s t WHERE "
              + on
              + also
              + ")"
              + some
              + " ORDER BY p.n";
      case 4 ->
          "SELECT p.n FROM probe p WHERE NOT EXISTS (SELECT 1 FROM %1$s t WHERE "
              + on
              + also
              + ")"
              + some
              + " ORDER BY p.n";
      default ->
          "SELECT n FROM probe p WHERE a IN (SELECT t.a FROM %1$s t WHERE "
              + term("t.")
              + " OR true) ORDER BY n";
    };
  }

  private static void compare(SessionTarget session, String sql) {
    Transcript.Answer plain = session.run(sql.formatted("plain"));
    assertThat(plain.error()).as("%s, seed %d", sql, SEED).isNull();
    assertThat(session.run(sql.formatted("indexed"))).as("%s, seed %d", sql, SEED).isEqualTo(plain);
  }

  private static void done(SessionTarget session, String sql) {
    assertThat(session.run(sql).error()).as("%s, seed %d", sql, SEED).isNull();
  }
}
