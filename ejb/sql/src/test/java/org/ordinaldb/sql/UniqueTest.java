package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Unique constraints, deferrable ones too, between sessions, and what arbitrates on them or refers to
/// them.
class UniqueTest {
  private static final String DUPLICATE =
      "ERROR 23505: duplicate key value violates unique constraint ";
  private static final String CONCURRENT =
      "ERROR 40001: could not serialize access due to concurrent update";

  @TempDir Path directory = Path.of("");

  private @Nullable TestDatabase opened;
  private @Nullable Client first;
  private @Nullable Client second;

  private Client a() {
    return Objects.requireNonNull(first);
  }

  private Client b() {
    return Objects.requireNonNull(second);
  }

  @BeforeEach
  void open() {
    start();
    a().run(
            "CREATE TABLE t (id int PRIMARY KEY, u int UNIQUE, d int CONSTRAINT now UNIQUE DEFERRABLE,"
                + " l int CONSTRAINT later UNIQUE DEFERRABLE INITIALLY DEFERRED, v int)",
            "CREATE UNIQUE INDEX t_sum ON t ((v + 1)) WHERE v > 0",
            "INSERT INTO t VALUES (1, 1, 1, 1, 1), (2, 2, 2, 2, 2)");
  }

  private void start() {
    TestDatabase database = new TestDatabase(directory);
    opened = database;
    first = new Client(database);
    second = new Client(database);
  }

  @AfterEach
  void close() {
    a().close();
    b().close();
    Objects.requireNonNull(opened).close();
  }

  // ---- two sessions, one key

  @ParameterizedTest
  @CsvSource({"u, t_u_key", "d, now"})
  void theSecondToInsertAKeyWaitsAndFails(String column, String constraint) {
    a().run("BEGIN", "INSERT INTO t (id, " + column + ") VALUES (8, 8)");
    Future<String> other = b().waits("INSERT INTO t (id, " + column + ") VALUES (9, 8)");
    a().run("COMMIT");
    assertThat(Client.get(other)).isEqualTo(DUPLICATE + "\"" + constraint + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"u", "d"})
  void theSecondToInsertAKeyWaitsAndGoesOn(String column) {
    a().run("BEGIN", "INSERT INTO t (id, " + column + ") VALUES (8, 8)");
    Future<String> other = b().waits("INSERT INTO t (id, " + column + ") VALUES (9, 8)");
    a().run("ROLLBACK");
    assertThat(Client.get(other)).isEqualTo("INSERT 0 1");
  }

  @Test
  void aDeferredKeyIsTakenByWhoCommitsFirst() {
    a().run("BEGIN", "INSERT INTO t (id, l) VALUES (8, 8)");
    assertThat(b().run("BEGIN", "INSERT INTO t (id, l) VALUES (9, 8)")).isEqualTo("INSERT 0 1");
    assertThat(b().run("COMMIT")).isEqualTo("COMMIT");
    assertThat(a().run("COMMIT")).isEqualTo(DUPLICATE + "\"later\"");
    assertThat(a().run("SELECT id FROM t WHERE l = 8")).isEqualTo("9");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELETE FROM t WHERE id = 1", "UPDATE t SET d = 5, l = 5 WHERE id = 1"})
  void whoTakesAKeyOverWaitsForWhoGivesItAway(String giving) {
    a().run("BEGIN", giving);
    Future<String> taken = b().waits("INSERT INTO t (id, d) VALUES (9, 1)");
    a().run("COMMIT");
    assertThat(Client.get(taken)).isEqualTo("INSERT 0 1");
    assertThat(b().run("BEGIN", "INSERT INTO t (id, l) VALUES (10, 1)", "COMMIT"))
        .isEqualTo("COMMIT");
  }

  @Test
  void aKeyThatIsNotGivenAwayInTheEndIsNotFree() {
    a().run("BEGIN", "DELETE FROM t WHERE id = 1");
    b().run("BEGIN", "INSERT INTO t (id, l) VALUES (9, 1)");
    Future<String> committed = b().waits("COMMIT");
    a().run("ROLLBACK");
    assertThat(Client.get(committed)).isEqualTo(DUPLICATE + "\"later\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"})
  void aKeyThatTheSnapshotDoesNotSeeIsThere(String isolation) {
    a().run("BEGIN ISOLATION LEVEL " + isolation, "SELECT count(*) FROM t");
    b().run("INSERT INTO t VALUES (8, 8, 8, 8, 8)");
    a().run("SAVEPOINT s");
    assertThat(a().run("INSERT INTO t (id, u) VALUES (9, 8)")).isEqualTo(DUPLICATE + "\"t_u_key\"");
    a().run("ROLLBACK TO s");
    assertThat(a().run("INSERT INTO t (id, d) VALUES (9, 8)")).isEqualTo(DUPLICATE + "\"now\"");
    a().run("ROLLBACK TO s");
    assertThat(a().run("INSERT INTO t (id, l) VALUES (9, 8)", "COMMIT"))
        .isEqualTo(DUPLICATE + "\"later\"");
  }

  @Test
  void aSavepointGivesBackTheKeysThatItsChecksTook() {
    a().run("BEGIN", "SAVEPOINT s", "INSERT INTO t (id, d) VALUES (8, 8)", "ROLLBACK TO s");
    assertThat(b().run("INSERT INTO t (id, d) VALUES (9, 8)")).isEqualTo("INSERT 0 1");
    assertThat(a().run("COMMIT")).isEqualTo("COMMIT");
  }

  @Test
  void aPreparedTransactionKeepsItsKeys() {
    a().run("BEGIN", "INSERT INTO t (id, d, l) VALUES (8, 8, 8)", "PREPARE TRANSACTION 'keys'");
    restart();
    Future<String> now = b().waits("INSERT INTO t (id, d) VALUES (9, 8)");
    a().run("COMMIT PREPARED 'keys'");
    assertThat(Client.get(now)).isEqualTo(DUPLICATE + "\"now\"");
    assertThat(b().run("INSERT INTO t (id, l) VALUES (9, 8)")).isEqualTo(DUPLICATE + "\"later\"");
  }

  // ---- ON CONFLICT

  @ParameterizedTest
  @CsvSource({"u, (u)", "v, ((v + 1)) WHERE v > 0", "u, ON CONSTRAINT t_u_key"})
  void anUpsertWaitsForAnotherAndBuildsOnIt(String column, String target) {
    String upsert =
        "INSERT INTO t (id, %s) VALUES (%d, 8) ON CONFLICT %s DO UPDATE SET l = coalesce(t.l, 0) + 10"
            + " RETURNING id, l";
    a().run("BEGIN");
    assertThat(a().run(upsert.formatted(column, 8, target))).isEqualTo("8|null");
    Future<String> other = b().waits(upsert.formatted(column, 9, target));
    a().run("COMMIT");
    assertThat(Client.get(other)).isEqualTo("8|10");
  }

  @Test
  void anUpsertInsertsWhatAnotherGaveUp() {
    a().run("BEGIN", "INSERT INTO t (id, u) VALUES (8, 8)");
    Future<String> other =
        b().waits("INSERT INTO t (id, u) VALUES (9, 8) ON CONFLICT (u) DO UPDATE SET v = 99");
    a().run("ROLLBACK");
    assertThat(Client.get(other)).isEqualTo("INSERT 0 1");
    assertThat(b().run("SELECT id, v FROM t WHERE u = 8")).isEqualTo("9|null");
  }

  @Test
  void anInsertThatDoesNothingWaitsToSeeWhetherItHasTo() {
    a().run("BEGIN", "INSERT INTO t (id, v) VALUES (8, 8)");
    Future<String> other =
        b().waits(
                "INSERT INTO t (id, v) VALUES (9, 8) ON CONFLICT ((v + 1)) WHERE v > 0 DO NOTHING");
    a().run("COMMIT");
    assertThat(Client.get(other)).isEqualTo("INSERT 0 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"REPEATABLE READ", "SERIALIZABLE"})
  void anUpsertOfARowThatTheSnapshotDoesNotSeeCannotBeSerialized(String isolation) {
    for (String action : new String[] {"NOTHING", "UPDATE SET v = 9"}) {
      a().run("DELETE FROM t WHERE id = 8");
      b().run("BEGIN ISOLATION LEVEL " + isolation, "SELECT count(*) FROM t");
      a().run("INSERT INTO t (id, u) VALUES (8, 8)");
      assertThat(b().run("INSERT INTO t (id, u) VALUES (9, 8) ON CONFLICT (u) DO " + action))
          .isEqualTo(CONCURRENT);
      b().run("ROLLBACK");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"REPEATABLE READ", "SERIALIZABLE"})
  void anUpsertOfARowThatIsChangedMeanwhileCannotBeSerialized(String isolation) {
    b().run("BEGIN ISOLATION LEVEL " + isolation, "SELECT count(*) FROM t");
    a().run("UPDATE t SET v = 50 WHERE u = 1");
    assertThat(b().run("INSERT INTO t (id, u) VALUES (9, 1) ON CONFLICT (u) DO UPDATE SET v = 9"))
        .isEqualTo(CONCURRENT);
  }

  @Test
  void anUpsertFollowsARowThatGetsAnotherKey() {
    a().run("BEGIN", "UPDATE t SET u = 5 WHERE u = 1");
    Future<String> other =
        b().waits("INSERT INTO t (id, u) VALUES (9, 1) ON CONFLICT (u) DO UPDATE SET v = 99");
    a().run("COMMIT");
    assertThat(Client.get(other)).isEqualTo("INSERT 0 1");
    assertThat(b().run("SELECT id, v FROM t WHERE u IN (1, 5) ORDER BY id"))
        .isEqualTo("1|1 9|null");
  }

  // ---- foreign keys

  private void refer() {
    a().run(
            "CREATE UNIQUE INDEX t_v ON t (v)",
            "CREATE TABLE c (u int REFERENCES t (u) ON UPDATE CASCADE, v int REFERENCES t (v))");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELETE FROM t WHERE id = 1", "UPDATE t SET v = 7 WHERE id = 1"})
  void takingAReferredKeyAwayWaitsForWhoeverRefersAndThenFails(String taking) {
    refer();
    a().run("BEGIN", "INSERT INTO c (v) VALUES (1)");
    Future<String> taken = b().waits(taking);
    a().run("COMMIT");
    assertThat(Client.get(taken)).startsWith("ERROR 23503").contains("c_v_fkey");
  }

  @Test
  void referringWaitsForAKeyThatGoesAndThenFails() {
    refer();
    a().run("BEGIN", "UPDATE t SET v = 7 WHERE id = 1");
    Future<String> referred = b().waits("INSERT INTO c (v) VALUES (1)");
    a().run("COMMIT");
    assertThat(Client.get(referred)).startsWith("ERROR 23503").contains("c_v_fkey");
    assertThat(b().run("INSERT INTO c (v) VALUES (7)")).isEqualTo("INSERT 0 1");
  }

  @Test
  void aCascadeTakesWhatReferredWhileItWaited() {
    refer();
    a().run("BEGIN", "INSERT INTO c (u) VALUES (1)");
    Future<String> changed = b().waits("UPDATE t SET u = 10 WHERE id = 1");
    a().run("COMMIT");
    assertThat(Client.get(changed)).isEqualTo("UPDATE 1");
    assertThat(b().run("SELECT u FROM c")).isEqualTo("10");
  }

  @Test
  void anUpdateOfOtherColumnsAndAReferenceDoNotWait() {
    refer();
    a().run("BEGIN", "UPDATE t SET l = 7 WHERE id = 1");
    assertThat(b().run("INSERT INTO c VALUES (1, 1)")).isEqualTo("INSERT 0 1");
    assertThat(a().run("COMMIT")).isEqualTo("COMMIT");
  }

  @Test
  void aConstraintThatIsReferredToMeanwhileStays() {
    a().run("BEGIN", "CREATE TABLE c (u int REFERENCES t (u))");
    Future<String> dropped = b().waits("ALTER TABLE t DROP CONSTRAINT t_u_key");
    a().run("COMMIT");
    assertThat(Client.get(dropped)).startsWith("ERROR 2BP01");
    assertThat(b().run("INSERT INTO c VALUES (3)")).startsWith("ERROR 23503");
  }

  // ---- the life of a constraint

  private void restart() {
    close();
    start();
  }

  @Test
  void constraintsSurviveARestart() {
    a().run(
            "CREATE TABLE k (id int PRIMARY KEY DEFERRABLE, n int, UNIQUE NULLS NOT DISTINCT (n))",
            "INSERT INTO k VALUES (1, NULL), (2, 2)");
    restart();
    assertThat(a().run("UPDATE k SET id = id + 1")).isEqualTo("UPDATE 2");
    assertThat(a().run("INSERT INTO k VALUES (3, 3)")).isEqualTo(DUPLICATE + "\"k_pkey\"");
    assertThat(a().run("INSERT INTO k VALUES (4, NULL)")).isEqualTo(DUPLICATE + "\"k_n_key\"");
    assertThat(a().run("BEGIN", "INSERT INTO t (id, l) VALUES (8, 1)")).isEqualTo("INSERT 0 1");
    assertThat(a().run("COMMIT")).isEqualTo(DUPLICATE + "\"later\"");
  }

  @Test
  void constraintsThatAreAddedAtTheSameTimeAllStay() {
    a().run("BEGIN", "ALTER TABLE t ADD CHECK (id > 0)");
    Future<String> added = b().waits("ALTER TABLE t ADD UNIQUE (v)");
    a().run("COMMIT");
    assertThat(Client.get(added)).isEqualTo("ALTER TABLE");
    Future<String> renamed = a().start("ALTER TABLE t RENAME CONSTRAINT t_v_key TO tv");
    assertThat(Client.get(renamed)).isEqualTo("ALTER TABLE");
    assertThat(b().run("INSERT INTO t (id, v) VALUES (9, -5), (10, -5)"))
        .isEqualTo(DUPLICATE + "\"tv\"");
    assertThat(b().run("INSERT INTO t VALUES (-9, 9, 9, 9, 9)")).startsWith("ERROR 23514");
  }

  @Test
  void aConstraintThatComesWhileAnInsertWaitsIsHeld() {
    a().run("BEGIN", "ALTER TABLE t ADD UNIQUE (v) DEFERRABLE");
    Future<String> inserted = b().waits("INSERT INTO t (id, v) VALUES (9, -1), (10, -1)");
    a().run("COMMIT");
    assertThat(Client.get(inserted)).startsWith("ERROR");
    assertThat(b().run("INSERT INTO t (id, v) VALUES (9, -1), (10, -1)"))
        .isEqualTo(DUPLICATE + "\"t_v_key\"");
  }

  @Test
  void manyKeysAreCheckedInOnePassOverTheIndex() {
    a().run(
            "CREATE TABLE x (n int)",
            "INSERT INTO x VALUES (0), (1), (2), (3), (4), (5), (6), (7)");
    a().run("CREATE TABLE y AS SELECT a.n + 8 * b.n + 64 * c.n AS n FROM x a, x b, x c");
    a().run("CREATE TABLE big (id int UNIQUE DEFERRABLE, o int)");
    String rows = "SELECT y.n + 512 * z.n, %s FROM y, y AS z WHERE z.n < 200";
    assertThat(a().run("INSERT INTO big " + rows.formatted("0"))).isEqualTo("INSERT 0 102400");
    assertThat(a().run("UPDATE big SET id = id + 1")).isEqualTo("UPDATE 102400");
    assertThat(a().run("UPDATE big SET id = id + 1 - id / 102400"))
        .isEqualTo(DUPLICATE + "\"big_id_key\"");
    a().run("BEGIN", "SET CONSTRAINTS ALL DEFERRED", "UPDATE big SET id = id + 1 - id / 102400");
    b().run("BEGIN", "INSERT INTO big VALUES (-1, 0)");
    Future<String> committed = a().waits("COMMIT");
    b().run("ROLLBACK");
    assertThat(Client.get(committed)).isEqualTo(DUPLICATE + "\"big_id_key\"");
  }
}
