package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The same random statements run on a table with indexes and on one without: they must give the same
/// rows, and the entries of each index must be those that the table's rows ask for, over compactions,
/// savepoints and restarts.
class IndexFuzzTest extends SeededDatabase {
  private static final String COLUMNS =
      "a int, b text, c numeric, d float8, e numeric(8,2), f date, g boolean";

  private static final List<String> INDEXES =
      List.of(
          "(a)",
          "(b, a DESC)",
          "(c NULLS FIRST)",
          "(d DESC NULLS LAST, b)",
          "(e, f) INCLUDE (b)",
          "(lower(b), (a + 1))",
          "(a) WHERE b IS NOT NULL",
          "(f DESC) WHERE g",
          "(g, id)");

  private int nextId;

  IndexFuzzTest() {
    super(300);
  }

  @Test
  void anIndexedTableWithAPrimaryKeyAnswersAsAPlainOneDoes() {
    run("id int PRIMARY KEY");
  }

  @Test
  void anIndexedTableWithARowNumberAnswersAsAPlainOneDoes() {
    run("id int");
  }

  private void run(String id) {
    both("CREATE TABLE %s (" + id + ", " + COLUMNS + ")");
    insert(200);
    for (int i = 0; i < INDEXES.size(); i++) {
      if (i % 2 == 0) {
        index(i);
      }
    }
    for (int round = 0; round < 40; round++) {
      step(round);
    }
    database.storage().compact();
    check();
    assertThat(session.run("SELECT * FROM ordinal.check").rows()).as("seed %d", SEED).isEmpty();
  }

  private void index(int i) {
    done("CREATE INDEX i" + i + " ON indexed " + INDEXES.get(i));
  }

  private void step(int round) {
    switch (random.nextInt(16)) {
      case 0 -> database.storage().compact();
      case 1 -> restart();
      case 2 -> {
        both("TRUNCATE %s", random.nextInt(3) == 0);
        insert(60);
      }
      case 3 -> {
        int i = random.nextInt(INDEXES.size());
        done("DROP INDEX IF EXISTS i" + i);
        index(i);
      }
      case 4 -> transaction();
      case 5 -> both("ALTER TABLE %s ADD COLUMN x" + round + " int DEFAULT " + round);
      default -> change();
    }
    for (int i = 0; i < 6; i++) {
      compare();
    }
    if (round % 4 == 0) {
      IndexEntries.check(database, "indexed", "seed " + SEED);
    }
  }

  private void both(String sql, boolean when) {
    if (when) {
      both(sql);
    }
  }

  private void transaction() {
    done("BEGIN");
    change();
    done("SAVEPOINT s");
    int before = nextId;
    change();
    change();
    compare();
    if (random.nextBoolean()) {
      done("ROLLBACK TO s");
      nextId = Math.max(before, nextId);
      compare();
    }
    change();
    done(random.nextInt(3) == 0 ? "ROLLBACK" : "COMMIT");
  }

  private void change() {
    switch (random.nextInt(6)) {
      case 0, 1 -> insert(1 + random.nextInt(80));
      case 2 -> both("DELETE FROM %s WHERE " + condition());
      case 3 -> both("UPDATE %s SET " + assignment() + " WHERE " + condition());
      case 4 -> both("UPDATE %s SET " + assignment() + ", " + otherAssignment());
      default -> both("UPDATE %s SET id = id + 100000 WHERE " + condition());
    }
  }

  private String assignment() {
    return switch (random.nextInt(4)) {
      case 0 -> "a = a + 1";
      case 1 -> "b = " + text();
      case 2 -> "c = c + 0.0";
      default -> "g = NOT g";
    };
  }

  private String otherAssignment() {
    return switch (random.nextInt(3)) {
      case 0 -> "d = d * 2";
      case 1 -> "e = -e";
      default -> "f = f + 1";
    };
  }

  private void insert(int rows) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      values.add(
          "("
              + String.join(
                  ", ",
                  "" + nextId++,
                  orNull("" + random.nextInt(30)),
                  text(),
                  orNull(random.nextInt(40) - 20 + "." + random.nextInt(100)),
                  orNull(random.nextInt(9) == 0 ? "'NaN'" : "" + (random.nextInt(50) - 25) / 4.0),
                  orNull("" + (random.nextInt(2000) - 1000) / 100.0),
                  orNull("date '2020-01-01' + " + random.nextInt(30)),
                  orNull(random.nextBoolean() ? "true" : "false"))
              + ")");
    }
    both("INSERT INTO %s (id, a, b, c, d, e, f, g) VALUES " + String.join(", ", values));
  }

  private String orNull(String value) {
    return random.nextInt(7) == 0 ? "NULL" : value;
  }

  private String text() {
    return orNull(
        "'" + List.of("k", "K", "ka", "", "é").get(random.nextInt(5)) + random.nextInt(9) + "'");
  }

  private String condition() {
    String first = term();
    return switch (random.nextInt(4)) {
      case 0 -> first + " AND " + term();
      case 1 -> first + " OR " + term();
      default -> first;
    };
  }

  private String term() {
    int number = random.nextInt(30);
    return switch (random.nextInt(16)) {
      case 0 -> "a = " + number;
      case 1 -> "a BETWEEN " + number + " AND " + (number + random.nextInt(4));
      case 2 -> "a IN (" + number + ", " + random.nextInt(30) + ")";
      case 3 -> "a IS NULL";
      case 4 -> "b = 'k" + number % 9 + "' AND a > " + number;
      case 5 -> "b LIKE 'k" + number % 9 + "%%'";
      case 6 -> "c > " + (number - 15) + ".5";
      case 7 -> "d < " + (number - 15);
      case 8 -> "d = 'NaN'";
      case 9 -> "e = " + (number - 15) + " AND f >= date '2020-01-05'";
      case 10 -> "lower(b) = 'k" + number % 9 + "'";
      case 11 -> "b IS NOT NULL AND a = " + number;
      case 12 -> "g AND f > date '2020-01-01' + " + number;
      case 13 -> "NOT g AND id < " + nextId / 2;
      case 14 -> "a > " + number + " AND a < " + (number + 3) + " AND c IS NOT NULL";
      default -> "a < " + number % 4;
    };
  }

  private void compare() {
    String where = " FROM %s WHERE " + condition();
    String query =
        switch (random.nextInt(8)) {
          case 0 -> "SELECT count(*)" + where;
          case 1 -> "SELECT min(a), max(b), min(c), max(d)" + where;
          case 2 -> "SELECT a, id" + where + " ORDER BY a, id";
          case 3 -> "SELECT b, a, id" + where + " ORDER BY b DESC NULLS LAST, a, id LIMIT 7";
          case 4 -> "SELECT d, id FROM %s ORDER BY d DESC NULLS LAST, b, id LIMIT 9 OFFSET 2";
          case 5 -> "SELECT c, id FROM %s ORDER BY c NULLS FIRST, id LIMIT 9";
          case 6 -> "SELECT count(a), count(DISTINCT b), sum(id)" + where;
          default -> "SELECT *" + where + " ORDER BY id";
        };
    Transcript.Answer plain = session.run(query.formatted("plain"));
    assertThat(plain.error()).as(query).isNull();
    assertThat(session.run(query.formatted("indexed")))
        .as("%s, seed %d", query, SEED)
        .isEqualTo(plain);
  }

  private void both(String sql) {
    Transcript.Answer plain = session.run(sql.formatted("plain"));
    assertThat(plain.error()).as(sql).isNull();
    assertThat(session.run(sql.formatted("indexed"))).as("%s, seed %d", sql, SEED).isEqualTo(plain);
  }

  /// Compares the entries of every index with those that the table's rows should have.
  private void check() {
    IndexEntries.check(database, "indexed", "seed " + SEED);
  }
}
