package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ordinaldb.storage.StorageConfig;

/// Indexes that come and go while other sessions use their table.
class ConcurrentIndexTest extends TwoSessions {
  private static final StorageConfig SMALL = StorageConfig.DEFAULT.withSegmentRows(5000);

  Client third;

  @Override
  TestDatabase open(Path folder) {
    return new TestDatabase(folder, SMALL, SqlConfig.DEFAULT, StatementObserver.NONE);
  }

  @BeforeEach
  void createTable() {
    third = new Client(database);
    first.run(
        "CREATE TABLE t (id int PRIMARY KEY, a int, b text)",
        "INSERT INTO t SELECT n, n % 100, 'b' || n FROM numbers".replace("numbers", NUMBERS));
  }

  /// 20,000 rows, more than a bulk load inserts one by one.
  private static final String NUMBERS =
      "(SELECT x.n + 10 * y.n + 100 * z.n + 1000 * v.n AS n FROM"
          + " (VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9)) x (n),"
          + " (VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9)) y (n),"
          + " (VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9)) z (n),"
          + " (VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9),(10),(11),(12),(13),(14),(15),(16),"
          + "(17),(18),(19)) v (n)) numbers";

  @AfterEach
  void closeThird() {
    third.close();
  }

  private void requireExact(int indexes) {
    assertThat(IndexEntries.check(database, "t", "")).isEqualTo(indexes);
  }

  private String valid(String index) {
    return first.run(
        "SELECT indisvalid FROM pg_index WHERE indexrelid = '" + index + "'::regclass");
  }

  // ---- building beside writers

  @Test
  void writersGoOnWhileABuildWaitsForOneThatBeganBefore() {
    first.run("BEGIN", "UPDATE t SET a = -1 WHERE id < 10");
    Future<String> built = second.waits("CREATE INDEX CONCURRENTLY i ON t (a)");
    assertThat(third.run("INSERT INTO t VALUES (50000, -1, 'x')")).isEqualTo("INSERT 0 1");
    assertThat(third.run("UPDATE t SET a = -1 WHERE id = 20")).isEqualTo("UPDATE 1");
    assertThat(third.run("UPDATE t SET id = 60000 WHERE id = 21")).isEqualTo("UPDATE 1");
    assertThat(third.run("DELETE FROM t WHERE id BETWEEN 30 AND 39")).isEqualTo("DELETE 10");
    assertThat(third.run("SELECT count(*) FROM t WHERE a = -1")).isEqualTo("2");
    assertThat(
            third.run(
                "SELECT indisvalid, indisready FROM pg_index WHERE indexrelid = 'i'::regclass"))
        .isEqualTo("f|f");
    first.run("DELETE FROM t WHERE id = 5", "COMMIT");
    assertThat(Client.get(built)).isEqualTo("CREATE INDEX");
    assertThat(valid("i")).isEqualTo("t");
    assertThat(third.run("SELECT count(*) FROM t WHERE a = -1")).isEqualTo("11");
    requireExact(1);
  }

  /// The longer one is past the pauses in which a build lays over what was committed meanwhile.
  @Test
  void waitingForWritersEndsWithTheLockTimeout() {
    for (String timeout : List.of("20ms", "1200ms")) {
      first.run("BEGIN", "UPDATE t SET a = -1 WHERE id < 10");
      assertThat(
              second.run(
                  "SET lock_timeout = '" + timeout + "'", "CREATE INDEX CONCURRENTLY i ON t (a)"))
          .isEqualTo("ERROR 55P03: canceling statement due to lock timeout");
      assertThat(valid("i")).isEqualTo("f");
      assertThat(second.run("DROP INDEX CONCURRENTLY i"))
          .isEqualTo("ERROR 55P03: canceling statement due to lock timeout");
      assertThat(second.run("RESET lock_timeout")).isEqualTo("RESET");
      Future<String> dropped = second.waits("DROP INDEX CONCURRENTLY i");
      first.run("COMMIT");
      assertThat(Client.get(dropped)).isEqualTo("DROP INDEX");
    }
  }

  @Test
  void whatIsRolledBackDuringABuildLeavesNoEntry() {
    first.run("BEGIN", "INSERT INTO t VALUES (50000, -1, 'x')", "DELETE FROM t WHERE id = 7");
    Future<String> built = second.waits("CREATE INDEX CONCURRENTLY i ON t (a, b)");
    first.run("ROLLBACK");
    assertThat(Client.get(built)).isEqualTo("CREATE INDEX");
    requireExact(1);
  }

  @Test
  void aKeyOfAUniqueIndexMayPassFromRowToRowDuringTheBuild() {
    first.run("BEGIN", "UPDATE t SET b = 'other' WHERE id = 1");
    Future<String> built = second.waits("CREATE UNIQUE INDEX CONCURRENTLY i ON t (b)");
    third.run("UPDATE t SET b = 'free' WHERE id = 19000");
    third.run("UPDATE t SET b = 'b19000' WHERE id = 2");
    third.run("DELETE FROM t WHERE id = 18000");
    third.run("INSERT INTO t VALUES (0 - 1, 0, 'b18000')");
    first.run("COMMIT");
    assertThat(Client.get(built)).isEqualTo("CREATE INDEX");
    assertThat(third.run("INSERT INTO t VALUES (50000, 0, 'b19000')")).startsWith("ERROR 23505");
    requireExact(1);
  }

  @Test
  void aDuplicateThatComesDuringTheBuildFailsIt() {
    first.run("BEGIN", "INSERT INTO t VALUES (50000, 0, 'b3')");
    Future<String> built = second.waits("CREATE UNIQUE INDEX CONCURRENTLY i ON t (b)");
    first.run("COMMIT");
    assertThat(Client.get(built)).isEqualTo("ERROR 23505: could not create unique index \"i\"");
    assertThat(valid("i")).isEqualTo("f");
    assertThat(third.run("INSERT INTO t VALUES (50001, 0, 'b3')")).isEqualTo("INSERT 0 1");
    assertThat(third.run("DELETE FROM t WHERE id >= 50000")).isEqualTo("DELETE 2");
    assertThat(second.run("REINDEX INDEX i")).isEqualTo("REINDEX");
    assertThat(valid("i")).isEqualTo("t");
    assertThat(third.run("INSERT INTO t VALUES (50001, 0, 'b3')")).startsWith("ERROR 23505");
    requireExact(1);
  }

  @Test
  void aCancelledBuildLeavesAnInvalidIndexThatCanBeDroppedOrReindexed() {
    first.run("BEGIN", "UPDATE t SET a = -1 WHERE id < 10");
    Future<String> built = second.waits("CREATE INDEX CONCURRENTLY i ON t (a)");
    second.session().cancel();
    assertThat(Client.get(built)).isEqualTo("ERROR 57014: canceling statement due to user request");
    assertThat(first.run("COMMIT")).isEqualTo("COMMIT");
    assertThat(valid("i")).isEqualTo("f");
    assertThat(third.run("EXPLAIN SELECT * FROM t WHERE a = 3")).doesNotContain("i ");
    assertThat(second.run("REINDEX TABLE CONCURRENTLY t")).isEqualTo("REINDEX");
    assertThat(valid("i")).isEqualTo("f");
    assertThat(second.run("REINDEX INDEX CONCURRENTLY i")).isEqualTo("REINDEX");
    assertThat(valid("i")).isEqualTo("t");
    requireExact(1);
    assertThat(second.run("DROP INDEX i")).isEqualTo("DROP INDEX");
  }

  @Test
  void anInvalidIndexArbitratesOnNothing() {
    first.run("BEGIN", "INSERT INTO t VALUES (50000, 0, 'new')");
    Future<String> built = second.waits("CREATE UNIQUE INDEX CONCURRENTLY i ON t (b)");
    second.session().cancel();
    Client.get(built);
    first.run("COMMIT");
    assertThat(valid("i")).isEqualTo("f");
    assertThat(third.run("INSERT INTO t VALUES (50001, 0, 'b3') ON CONFLICT DO NOTHING"))
        .isEqualTo("INSERT 0 1");
    assertThat(third.run("INSERT INTO t VALUES (50002, 0, 'b3') ON CONFLICT (b) DO NOTHING"))
        .isEqualTo(
            "ERROR 42P10: there is no unique or exclusion constraint matching the ON CONFLICT"
                + " specification");
  }

  @Test
  void anInvalidIndexIsInvalidAfterARestartAndGoes() {
    first.run("BEGIN", "INSERT INTO t VALUES (50000, 0, 'b3')");
    Future<String> built = second.waits("CREATE INDEX CONCURRENTLY i ON t (a)");
    second.session().cancel();
    Client.get(built);
    third.close();
    restart();
    third = new Client(database);
    assertThat(valid("i")).isEqualTo("f");
    first.run("UPDATE t SET a = a + 1");
    assertThat(second.run("DROP INDEX CONCURRENTLY i")).isEqualTo("DROP INDEX");
    assertThat(second.run("CREATE INDEX CONCURRENTLY i ON t (a)")).isEqualTo("CREATE INDEX");
    requireExact(1);
  }

  @Test
  void aBuildAnswersToStatementTimeout() {
    first.run("BEGIN", "UPDATE t SET a = -1 WHERE id < 10");
    second.run("SET statement_timeout = 300");
    assertThat(second.run("CREATE INDEX CONCURRENTLY i ON t (a)"))
        .isEqualTo("ERROR 57014: canceling statement due to statement timeout");
    assertThat(second.run("CREATE INDEX j ON t (a)"))
        .isEqualTo("ERROR 57014: canceling statement due to statement timeout");
  }

  @Test
  void otherSessionsSeeHowABuildGoes() {
    first.run("BEGIN", "UPDATE t SET a = -1 WHERE id < 10");
    Future<String> built = second.waits("CREATE INDEX CONCURRENTLY i ON t (a)");
    String progress =
        "SELECT p.pid = l.pid, relid::regclass, index_relid::regclass, command, lockers_total,"
            + " lockers_done, current_locker_pid = h.pid"
            + " FROM pg_stat_progress_create_index p, pg_locks l, pg_locks h"
            + " WHERE phase = 'waiting for writers before validation'"
            + " AND l.relation = relid AND NOT l.granted AND h.mode = 'RowExclusiveLock'"
            + " AND h.granted";
    String seen = third.run(progress);
    while (seen.isEmpty()) {
      seen = third.run(progress);
    }
    assertThat(seen).isEqualTo("t|t|i|CREATE INDEX CONCURRENTLY|1|0|t");
    first.run("COMMIT");
    Client.get(built);
    assertThat(third.run("SELECT count(*) FROM pg_stat_progress_create_index")).isEqualTo("0");
  }

  @Test
  void aSecondBuildAndAnAlterationWaitForTheFirstAndLoseNothing() {
    first.run("BEGIN", "UPDATE t SET a = -1 WHERE id < 10");
    Future<String> built = second.waits("CREATE INDEX CONCURRENTLY i ON t (a)");
    Future<String> altered = third.waits("ALTER TABLE t ADD COLUMN d int DEFAULT 4");
    first.run("COMMIT");
    assertThat(Client.get(built)).isEqualTo("CREATE INDEX");
    assertThat(Client.get(altered)).isEqualTo("ALTER TABLE");
    first.run("BEGIN", "UPDATE t SET a = -2 WHERE id < 10");
    Future<String> next = second.waits("CREATE INDEX CONCURRENTLY j ON t (b)");
    Future<String> more = third.waits("CREATE INDEX CONCURRENTLY k ON t (d)");
    first.run("COMMIT");
    assertThat(Client.get(next)).isEqualTo("CREATE INDEX");
    assertThat(Client.get(more)).isEqualTo("CREATE INDEX");
    requireExact(3);
  }

  @Test
  void aSnapshotThatIsOlderThanAnIndexDoesNotReadIt() {
    first.run("BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT count(*) FROM t");
    second.run("UPDATE t SET a = 1000 WHERE id < 10");
    assertThat(second.run("CREATE INDEX CONCURRENTLY i ON t (a)")).isEqualTo("CREATE INDEX");
    assertThat(first.run("SELECT count(*) FROM t WHERE a = 1000")).isEqualTo("0");
    assertThat(first.run("UPDATE t SET a = 2000 WHERE id BETWEEN 10 AND 14")).isEqualTo("UPDATE 5");
    assertThat(first.run("SELECT count(*) FROM t WHERE a = 2000")).isEqualTo("5");
    assertThat(first.run("DELETE FROM t WHERE id BETWEEN 13 AND 19")).isEqualTo("DELETE 7");
    assertThat(first.run("COMMIT")).isEqualTo("COMMIT");
    assertThat(first.run("SELECT count(*) FROM t WHERE a = 2000")).isEqualTo("3");
    requireExact(1);
  }

  // ---- dropping and building anew beside writers

  @Test
  void anIndexIsDroppedWhileWritersOfItGoOn() {
    second.run("CREATE INDEX i ON t (a)");
    first.run("BEGIN", "UPDATE t SET a = -1 WHERE id < 10");
    Future<String> dropped = second.waits("DROP INDEX CONCURRENTLY i");
    assertThat(third.run("UPDATE t SET a = -2 WHERE id = 20")).isEqualTo("UPDATE 1");
    assertThat(third.run("SELECT count(*) FROM t WHERE a = -2")).isEqualTo("1");
    assertThat(first.run("UPDATE t SET a = -3 WHERE id < 10")).isEqualTo("UPDATE 10");
    assertThat(first.run("SELECT count(*) FROM t WHERE a = -3")).isEqualTo("10");
    first.run("COMMIT");
    assertThat(Client.get(dropped)).isEqualTo("DROP INDEX");
    assertThat(third.run("SELECT count(*) FROM pg_indexes WHERE tablename = 't'")).isEqualTo("1");
  }

  @Test
  void anIndexIsBuiltAnewWhileWritersGoOn() {
    second.run("CREATE UNIQUE INDEX i ON t (b)");
    first.run("BEGIN", "UPDATE t SET b = 'x' || id WHERE id < 10");
    Future<String> built = second.waits("REINDEX TABLE CONCURRENTLY t");
    assertThat(third.run("UPDATE t SET b = 'y' WHERE id = 20")).isEqualTo("UPDATE 1");
    assertThat(third.run("INSERT INTO t VALUES (50000, 0, 'b30')")).startsWith("ERROR 23505");
    assertThat(third.run("SELECT id FROM t WHERE b = 'y'")).isEqualTo("20");
    first.run("COMMIT");
    assertThat(Client.get(built)).isEqualTo("REINDEX");
    assertThat(third.run("SELECT id FROM t WHERE b = 'x5'")).isEqualTo("5");
    requireExact(1);
  }

  // ---- statements that were planned before an index came

  @Test
  void changesThatWaitForAnIndexArePlannedAgain() {
    for (String isolation : new String[] {"READ COMMITTED", "REPEATABLE READ"}) {
      requirePlannedAgain(isolation, "UPDATE t SET a = a + 1 WHERE id = 3", "UPDATE 1");
      requirePlannedAgain(isolation, "DELETE FROM t WHERE id = 4", "DELETE 1");
      requirePlannedAgain(isolation, "INSERT INTO t VALUES (4, 0, 'new')", "INSERT 0 1");
      requirePlannedAgain(
          isolation,
          "INSERT INTO t VALUES (5, 0, '') ON CONFLICT (id) DO UPDATE SET a = 7",
          "INSERT 0 1");
    }
  }

  private void requirePlannedAgain(String isolation, String statement, String tag) {
    second.run("BEGIN ISOLATION LEVEL " + isolation, "SELECT count(*) FROM t");
    first.run("BEGIN", "CREATE INDEX i ON t (a)");
    Future<String> changed = second.waits(statement);
    first.run("COMMIT");
    assertThat(Client.get(changed)).as(isolation + ": " + statement).isEqualTo(tag);
    assertThat(second.run("COMMIT")).isEqualTo("COMMIT");
    requireExact(1);
    first.run("DROP INDEX i");
  }

  @Test
  void preparedAndExplainedChangesArePlannedAgain() {
    second.run("PREPARE p AS UPDATE t SET a = a + 1 WHERE id = $1", "EXECUTE p (3)");
    first.run("BEGIN", "CREATE INDEX i ON t (a)");
    Future<String> changed = second.waits("EXECUTE p (3)");
    first.run("COMMIT");
    assertThat(Client.get(changed)).isEqualTo("UPDATE 1");
    first.run("BEGIN", "CREATE INDEX j ON t (b)");
    Future<String> explained =
        second.waits("EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF) DELETE FROM t WHERE id = 3");
    first.run("COMMIT");
    assertThat(Client.get(explained)).startsWith("Delete on t");
    requireExact(2);
  }

  @Test
  void aChangeThatWaitsForAnAlterationIsPlannedAgain() {
    first.run("BEGIN", "ALTER TABLE t ADD COLUMN d int DEFAULT 4");
    Future<String> changed = second.waits("UPDATE t SET a = a + 1 WHERE id = 3 RETURNING id");
    first.run("COMMIT");
    assertThat(Client.get(changed)).isEqualTo("3");
    first.run("BEGIN", "DROP TABLE t");
    Future<String> gone = second.waits("DELETE FROM t WHERE id = 3");
    first.run("COMMIT");
    assertThat(Client.get(gone)).isEqualTo("ERROR 42P01: relation \"t\" does not exist");
  }

  @Test
  void aCascadeKeepsTheEntriesOfAnIndexThatCameWhileItWaited() {
    first.run("CREATE TABLE p (id int PRIMARY KEY)", "INSERT INTO p VALUES (1), (2)");
    first.run("CREATE TABLE u (id int PRIMARY KEY, p int REFERENCES p ON DELETE CASCADE, x int)");
    first.run("INSERT INTO u VALUES (1, 1, 1), (2, 1, 2), (3, 2, 3)");
    first.run("BEGIN", "CREATE INDEX i ON u (x)");
    Future<String> deleted = second.waits("DELETE FROM p WHERE id = 1");
    first.run("COMMIT");
    assertThat(Client.get(deleted)).isEqualTo("DELETE 1");
    assertThat(IndexEntries.check(database, "u", "")).isEqualTo(1);
  }

  @Test
  void commandsThatWaitForAnIndexFindIt() {
    first.run("BEGIN", "CREATE INDEX i ON t (a)");
    Future<String> truncated = second.waits("TRUNCATE t");
    first.run("COMMIT");
    assertThat(Client.get(truncated)).isEqualTo("TRUNCATE TABLE");
    requireExact(1);
    first.run("BEGIN", "CREATE INDEX j ON t (b)");
    Future<String> altered = second.waits("ALTER TABLE t ADD COLUMN d int");
    first.run("COMMIT");
    assertThat(Client.get(altered)).isEqualTo("ALTER TABLE");
    first.run("BEGIN", "CREATE INDEX k ON t (b, a)");
    Future<String> created = second.waits("CREATE INDEX l ON t (a, b)");
    first.run("COMMIT");
    assertThat(Client.get(created)).isEqualTo("CREATE INDEX");
    requireExact(4);
  }
}
