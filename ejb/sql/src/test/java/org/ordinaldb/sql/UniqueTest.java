package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Unique constraints, deferrable ones too, between sessions, and what arbitrates on them or refers to
/// them.
class UniqueTest extends TwoSessions {
  private static final String DUPLICATE =
      "ERROR 23505: duplicate key value violates unique constraint ";
  private static final String CONCURRENT =
      "ERROR 40001: could not serialize access due to concurrent update";

  @BeforeEach
  void createTable() {
    first.run(
        "CREATE TABLE t (id int PRIMARY KEY, u int UNIQUE, d int CONSTRAINT now UNIQUE DEFERRABLE,"
            + " l int CONSTRAINT later UNIQUE DEFERRABLE INITIALLY DEFERRED, v int)",
        "CREATE UNIQUE INDEX t_sum ON t ((v + 1)) WHERE v > 0",
        "INSERT INTO t VALUES (1, 1, 1, 1, 1), (2, 2, 2, 2, 2)");
  }

  // ---- two sessions, one key

  @ParameterizedTest
  @CsvSource({"u, t_u_key", "d, now"})
  void theSecondToInsertAKeyWaitsAndFails(String column, String constraint) {
    first.run("BEGIN", "INSERT INTO t (id, " + column + ") VALUES (8, 8)");
    Future<String> other = second.waits("INSERT INTO t (id, " + column + ") VALUES (9, 8)");
    first.run("COMMIT");
    assertThat(Client.get(other)).isEqualTo(DUPLICATE + "\"" + constraint + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"u", "d"})
  void theSecondToInsertAKeyWaitsAndGoesOn(String column) {
    first.run("BEGIN", "INSERT INTO t (id, " + column + ") VALUES (8, 8)");
    Future<String> other = second.waits("INSERT INTO t (id, " + column + ") VALUES (9, 8)");
    first.run("ROLLBACK");
    assertThat(Client.get(other)).isEqualTo("INSERT 0 1");
  }

  @Test
  void aDeferredKeyIsTakenByWhoCommitsFirst() {
    first.run("BEGIN", "INSERT INTO t (id, l) VALUES (8, 8)");
    assertThat(second.run("BEGIN", "INSERT INTO t (id, l) VALUES (9, 8)")).isEqualTo("INSERT 0 1");
    assertThat(second.run("COMMIT")).isEqualTo("COMMIT");
    assertThat(first.run("COMMIT")).isEqualTo(DUPLICATE + "\"later\"");
    assertThat(first.run("SELECT id FROM t WHERE l = 8")).isEqualTo("9");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELETE FROM t WHERE id = 1", "UPDATE t SET d = 5, l = 5 WHERE id = 1"})
  void whoTakesAKeyOverWaitsForWhoGivesItAway(String giving) {
    first.run("BEGIN", giving);
    Future<String> taken = second.waits("INSERT INTO t (id, d) VALUES (9, 1)");
    first.run("COMMIT");
    assertThat(Client.get(taken)).isEqualTo("INSERT 0 1");
    assertThat(second.run("BEGIN", "INSERT INTO t (id, l) VALUES (10, 1)", "COMMIT"))
        .isEqualTo("COMMIT");
  }

  @Test
  void aKeyThatIsNotGivenAwayInTheEndIsNotFree() {
    first.run("BEGIN", "DELETE FROM t WHERE id = 1");
    second.run("BEGIN", "INSERT INTO t (id, l) VALUES (9, 1)");
    Future<String> committed = second.waits("COMMIT");
    first.run("ROLLBACK");
    assertThat(Client.get(committed)).isEqualTo(DUPLICATE + "\"later\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"READ COMMITTED", "REPEATABLE READ"})
  void aKeyThatTheSnapshotDoesNotSeeIsThere(String isolation) {
    first.run("BEGIN ISOLATION LEVEL " + isolation, "SELECT count(*) FROM t");
    second.run("INSERT INTO t VALUES (8, 8, 8, 8, 8)");
    first.run("SAVEPOINT s");
    assertThat(first.run("INSERT INTO t (id, u) VALUES (9, 8)"))
        .isEqualTo(DUPLICATE + "\"t_u_key\"");
    first.run("ROLLBACK TO s");
    assertThat(first.run("INSERT INTO t (id, d) VALUES (9, 8)")).isEqualTo(DUPLICATE + "\"now\"");
    first.run("ROLLBACK TO s");
    assertThat(first.run("INSERT INTO t (id, l) VALUES (9, 8)", "COMMIT"))
        .isEqualTo(DUPLICATE + "\"later\"");
  }

  @Test
  void aSavepointGivesBackTheKeysThatItsChecksTook() {
    first.run("BEGIN", "SAVEPOINT s", "INSERT INTO t (id, d) VALUES (8, 8)", "ROLLBACK TO s");
    assertThat(second.run("INSERT INTO t (id, d) VALUES (9, 8)")).isEqualTo("INSERT 0 1");
    assertThat(first.run("COMMIT")).isEqualTo("COMMIT");
  }

  @Test
  void aPreparedTransactionKeepsItsKeys() {
    first.run("BEGIN", "INSERT INTO t (id, d, l) VALUES (8, 8, 8)", "PREPARE TRANSACTION 'keys'");
    restart();
    Future<String> now = second.waits("INSERT INTO t (id, d) VALUES (9, 8)");
    first.run("COMMIT PREPARED 'keys'");
    assertThat(Client.get(now)).isEqualTo(DUPLICATE + "\"now\"");
    assertThat(second.run("INSERT INTO t (id, l) VALUES (9, 8)"))
        .isEqualTo(DUPLICATE + "\"later\"");
  }

  // ---- ON CONFLICT

  @ParameterizedTest
  @CsvSource({"u, (u)", "v, ((v + 1)) WHERE v > 0", "u, ON CONSTRAINT t_u_key"})
  void anUpsertWaitsForAnotherAndBuildsOnIt(String column, String target) {
    String upsert =
        "INSERT INTO t (id, %s) VALUES (%d, 8) ON CONFLICT %s DO UPDATE SET l = coalesce(t.l, 0) + 10"
            + " RETURNING id, l";
    first.run("BEGIN");
    assertThat(first.run(upsert.formatted(column, 8, target))).isEqualTo("8|null");
    Future<String> other = second.waits(upsert.formatted(column, 9, target));
    first.run("COMMIT");
    assertThat(Client.get(other)).isEqualTo("8|10");
  }

  @Test
  void anUpsertInsertsWhatAnotherGaveUp() {
    first.run("BEGIN", "INSERT INTO t (id, u) VALUES (8, 8)");
    Future<String> other =
        second.waits("INSERT INTO t (id, u) VALUES (9, 8) ON CONFLICT (u) DO UPDATE SET v = 99");
    first.run("ROLLBACK");
    assertThat(Client.get(other)).isEqualTo("INSERT 0 1");
    assertThat(second.run("SELECT id, v FROM t WHERE u = 8")).isEqualTo("9|null");
  }

  @Test
  void anInsertThatDoesNothingWaitsToSeeWhetherItHasTo() {
    first.run("BEGIN", "INSERT INTO t (id, v) VALUES (8, 8)");
    Future<String> other =
        second.waits(
            "INSERT INTO t (id, v) VALUES (9, 8) ON CONFLICT ((v + 1)) WHERE v > 0 DO NOTHING");
    first.run("COMMIT");
    assertThat(Client.get(other)).isEqualTo("INSERT 0 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"REPEATABLE READ", "SERIALIZABLE"})
  void anUpsertOfARowThatTheSnapshotDoesNotSeeCannotBeSerialized(String isolation) {
    for (String action : new String[] {"NOTHING", "UPDATE SET v = 9"}) {
      first.run("DELETE FROM t WHERE id = 8");
      second.run("BEGIN ISOLATION LEVEL " + isolation, "SELECT count(*) FROM t");
      first.run("INSERT INTO t (id, u) VALUES (8, 8)");
      assertThat(second.run("INSERT INTO t (id, u) VALUES (9, 8) ON CONFLICT (u) DO " + action))
          .isEqualTo(CONCURRENT);
      second.run("ROLLBACK");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"REPEATABLE READ", "SERIALIZABLE"})
  void anUpsertOfARowThatIsChangedMeanwhileCannotBeSerialized(String isolation) {
    second.run("BEGIN ISOLATION LEVEL " + isolation, "SELECT count(*) FROM t");
    first.run("UPDATE t SET v = 50 WHERE u = 1");
    assertThat(
            second.run("INSERT INTO t (id, u) VALUES (9, 1) ON CONFLICT (u) DO UPDATE SET v = 9"))
        .isEqualTo(CONCURRENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"id", "u"})
  void anUpsertAsksItsConditionOfTheRowThatIsThereAfterTheWait(String target) {
    String upsert =
        "INSERT INTO t (id, u) VALUES (1, 1) ON CONFLICT ("
            + target
            + ") DO UPDATE SET l = 9"
            + " WHERE t.v ";
    first.run("BEGIN", "UPDATE t SET v = 50 WHERE id = 1");
    Future<String> matching = second.waits(upsert + "= 50");
    first.run("COMMIT");
    assertThat(Client.get(matching)).isEqualTo("INSERT 0 1");
    first.run("BEGIN", "UPDATE t SET v = 60 WHERE id = 1");
    Future<String> missing = second.waits(upsert + "= 50");
    first.run("COMMIT");
    assertThat(Client.get(missing)).isEqualTo("INSERT 0 0");
  }

  @Test
  void aRowThatAnUpsertLeavesAloneIsLockedAllTheSame() {
    first.run("BEGIN");
    assertThat(
            first.run("INSERT INTO t VALUES (1) ON CONFLICT (id) DO UPDATE SET v = 9 WHERE false"))
        .isEqualTo("INSERT 0 0");
    assertThat(second.run("SELECT id FROM t ORDER BY id FOR UPDATE SKIP LOCKED")).isEqualTo("2");
  }

  @Test
  void anUpsertFollowsARowThatGetsAnotherKey() {
    first.run("BEGIN", "UPDATE t SET u = 5 WHERE u = 1");
    Future<String> other =
        second.waits("INSERT INTO t (id, u) VALUES (9, 1) ON CONFLICT (u) DO UPDATE SET v = 99");
    first.run("COMMIT");
    assertThat(Client.get(other)).isEqualTo("INSERT 0 1");
    assertThat(second.run("SELECT id, v FROM t WHERE u IN (1, 5) ORDER BY id"))
        .isEqualTo("1|1 9|null");
  }

  // ---- KEY SHARE

  @ParameterizedTest
  @ValueSource(strings = {"id", "u"})
  void aChangeOfAnyKeyWaitsForWhoSharesIt(String key) {
    first.run("BEGIN", "SELECT * FROM t WHERE id = 1 FOR KEY SHARE");
    assertThat(second.run("UPDATE t SET v = 50, l = 50 WHERE id = 2")).isEqualTo("UPDATE 1");
    Future<String> changed = second.waits("UPDATE t SET " + key + " = 50 WHERE id = 1");
    first.run("COMMIT");
    assertThat(Client.get(changed)).isEqualTo("UPDATE 1");
  }

  @Test
  void whoSharesAKeyThatIsChangedMeanwhileGetsTheNewOne() {
    first.run("BEGIN", "UPDATE t SET u = 50, v = 50 WHERE id = 1");
    Future<String> shared = second.waits("SELECT id, u, v FROM t WHERE id = 1 FOR KEY SHARE");
    first.run("COMMIT");
    assertThat(Client.get(shared)).isEqualTo("1|50|50");
  }

  @ParameterizedTest
  @ValueSource(strings = {"REPEATABLE READ", "SERIALIZABLE"})
  void aSnapshotSharesKeysOnlyAsItSeesThem(String isolation) {
    second.run("BEGIN ISOLATION LEVEL " + isolation, "SELECT count(*) FROM t");
    first.run("UPDATE t SET v = 50 WHERE id = 1", "UPDATE t SET u = 50 WHERE id = 2");
    assertThat(second.run("SELECT u, v FROM t WHERE id = 1 FOR KEY SHARE")).isEqualTo("1|1");
    assertThat(second.run("SELECT u, v FROM t WHERE id = 2 FOR KEY SHARE")).isEqualTo(CONCURRENT);
  }

  // ---- foreign keys

  private void refer() {
    first.run(
        "CREATE UNIQUE INDEX t_v ON t (v)",
        "CREATE TABLE c (u int REFERENCES t (u) ON UPDATE CASCADE, v int REFERENCES t (v))");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELETE FROM t WHERE id = 1", "UPDATE t SET v = 7 WHERE id = 1"})
  void takingAReferredKeyAwayWaitsForWhoeverRefersAndThenFails(String taking) {
    refer();
    first.run("BEGIN", "INSERT INTO c (v) VALUES (1)");
    Future<String> taken = second.waits(taking);
    first.run("COMMIT");
    assertThat(Client.get(taken)).startsWith("ERROR 23503").contains("c_v_fkey");
  }

  @Test
  void referringWaitsForAKeyThatGoesAndThenFails() {
    refer();
    first.run("BEGIN", "UPDATE t SET v = 7 WHERE id = 1");
    Future<String> referred = second.waits("INSERT INTO c (v) VALUES (1)");
    first.run("COMMIT");
    assertThat(Client.get(referred)).startsWith("ERROR 23503").contains("c_v_fkey");
    assertThat(second.run("INSERT INTO c (v) VALUES (7)")).isEqualTo("INSERT 0 1");
  }

  @Test
  void aCascadeTakesWhatReferredWhileItWaited() {
    refer();
    first.run("BEGIN", "INSERT INTO c (u) VALUES (1)");
    Future<String> changed = second.waits("UPDATE t SET u = 10 WHERE id = 1");
    first.run("COMMIT");
    assertThat(Client.get(changed)).isEqualTo("UPDATE 1");
    assertThat(second.run("SELECT u FROM c")).isEqualTo("10");
  }

  @Test
  void anUpdateOfOtherColumnsAndAReferenceDoNotWait() {
    refer();
    first.run("BEGIN", "UPDATE t SET l = 7 WHERE id = 1");
    assertThat(second.run("INSERT INTO c VALUES (1, 1)")).isEqualTo("INSERT 0 1");
    assertThat(first.run("COMMIT")).isEqualTo("COMMIT");
  }

  @Test
  void aConstraintThatIsReferredToMeanwhileStays() {
    first.run("BEGIN", "CREATE TABLE c (u int REFERENCES t (u))");
    Future<String> dropped = second.waits("ALTER TABLE t DROP CONSTRAINT t_u_key");
    first.run("COMMIT");
    assertThat(Client.get(dropped)).startsWith("ERROR 2BP01");
    assertThat(second.run("INSERT INTO c VALUES (3)")).startsWith("ERROR 23503");
  }

  // ---- the life of a constraint

  @Test
  void constraintsSurviveARestart() {
    first.run(
        "CREATE TABLE k (id int PRIMARY KEY DEFERRABLE, n int, UNIQUE NULLS NOT DISTINCT (n))",
        "INSERT INTO k VALUES (1, NULL), (2, 2)");
    restart();
    assertThat(first.run("UPDATE k SET id = id + 1")).isEqualTo("UPDATE 2");
    assertThat(first.run("INSERT INTO k VALUES (3, 3)")).isEqualTo(DUPLICATE + "\"k_pkey\"");
    assertThat(first.run("INSERT INTO k VALUES (4, NULL)")).isEqualTo(DUPLICATE + "\"k_n_key\"");
    assertThat(first.run("BEGIN", "INSERT INTO t (id, l) VALUES (8, 1)")).isEqualTo("INSERT 0 1");
    assertThat(first.run("COMMIT")).isEqualTo(DUPLICATE + "\"later\"");
  }

  @Test
  void constraintsThatAreAddedAtTheSameTimeAllStay() {
    first.run("BEGIN", "ALTER TABLE t ADD CHECK (id > 0)");
    Future<String> added = second.waits("ALTER TABLE t ADD UNIQUE (v)");
    first.run("COMMIT");
    assertThat(Client.get(added)).isEqualTo("ALTER TABLE");
    Future<String> renamed = first.start("ALTER TABLE t RENAME CONSTRAINT t_v_key TO tv");
    assertThat(Client.get(renamed)).isEqualTo("ALTER TABLE");
    assertThat(second.run("INSERT INTO t (id, v) VALUES (9, -5), (10, -5)"))
        .isEqualTo(DUPLICATE + "\"tv\"");
    assertThat(second.run("INSERT INTO t VALUES (-9, 9, 9, 9, 9)")).startsWith("ERROR 23514");
  }

  @Test
  void aConstraintThatComesWhileAnInsertWaitsIsHeld() {
    first.run("BEGIN", "ALTER TABLE t ADD UNIQUE (v) DEFERRABLE");
    Future<String> inserted = second.waits("INSERT INTO t (id, v) VALUES (9, -1), (10, -1)");
    first.run("COMMIT");
    assertThat(Client.get(inserted)).startsWith("ERROR");
    assertThat(second.run("INSERT INTO t (id, v) VALUES (9, -1), (10, -1)"))
        .isEqualTo(DUPLICATE + "\"t_v_key\"");
  }

  @Test
  void manyKeysAreCheckedInOnePassOverTheIndex() {
    first.run(
        "CREATE TABLE x (n int)", "INSERT INTO x VALUES (0), (1), (2), (3), (4), (5), (6), (7)");
    first.run("CREATE TABLE y AS SELECT a.n + 8 * b.n + 64 * c.n AS n FROM x a, x b, x c");
    first.run("CREATE TABLE big (id int UNIQUE DEFERRABLE, o int)");
    String rows = "SELECT y.n + 512 * z.n, %s FROM y, y AS z WHERE z.n < 200";
    assertThat(first.run("INSERT INTO big " + rows.formatted("0"))).isEqualTo("INSERT 0 102400");
    assertThat(first.run("UPDATE big SET id = id + 1")).isEqualTo("UPDATE 102400");
    assertThat(first.run("UPDATE big SET id = id + 1 - id / 102400"))
        .isEqualTo(DUPLICATE + "\"big_id_key\"");
    first.run("BEGIN", "SET CONSTRAINTS ALL DEFERRED", "UPDATE big SET id = id + 1 - id / 102400");
    second.run("BEGIN", "INSERT INTO big VALUES (-1, 0)");
    Future<String> committed = first.waits("COMMIT");
    second.run("ROLLBACK");
    assertThat(Client.get(committed)).isEqualTo(DUPLICATE + "\"big_id_key\"");
  }
}
