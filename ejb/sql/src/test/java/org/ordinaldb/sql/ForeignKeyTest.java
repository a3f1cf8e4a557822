package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Foreign keys and conflicting inserts between sessions.
class ForeignKeyTest {
  @TempDir Path directory = Path.of("");

  private @Nullable TestDatabase opened;
  private @Nullable Client first;
  private @Nullable Client second;

  private Client a() {
    return java.util.Objects.requireNonNull(first);
  }

  private Client b() {
    return java.util.Objects.requireNonNull(second);
  }

  @BeforeEach
  void open() {
    TestDatabase database = new TestDatabase(directory);
    opened = database;
    first = new Client(database);
    second = new Client(database);
    a().run(
            "CREATE TABLE p (id int PRIMARY KEY, v int)",
            "CREATE TABLE c (id int PRIMARY KEY, p int REFERENCES p)",
            "CREATE TABLE k (id int PRIMARY KEY, p int REFERENCES p ON DELETE CASCADE)",
            "INSERT INTO p VALUES (1, 10), (2, 20)");
  }

  @AfterEach
  void close() {
    a().close();
    b().close();
    java.util.Objects.requireNonNull(opened).close();
  }

  @Test
  void deletingWaitsForWhoeverRefersAndThenFails() {
    a().run("BEGIN", "INSERT INTO c VALUES (1, 1)");
    Future<String> deleted = b().waits("DELETE FROM p WHERE id = 1");
    a().run("COMMIT");
    assertThat(Client.get(deleted))
        .isEqualTo(
            "ERROR 23503: update or delete on table \"p\" violates foreign key constraint"
                + " \"c_p_fkey\" on table \"c\"");
  }

  @Test
  void deletingGoesOnWhenWhoeverReferredRollsBack() {
    a().run("BEGIN", "INSERT INTO c VALUES (1, 1)");
    Future<String> deleted = b().waits("DELETE FROM p WHERE id = 1");
    a().run("ROLLBACK");
    assertThat(Client.get(deleted)).isEqualTo("DELETE 1");
  }

  @Test
  void referringWaitsForADeletionAndThenFails() {
    a().run("BEGIN", "DELETE FROM p WHERE id = 1");
    Future<String> inserted = b().waits("INSERT INTO c VALUES (1, 1)");
    a().run("COMMIT");
    assertThat(Client.get(inserted))
        .isEqualTo(
            "ERROR 23503: insert or update on table \"c\" violates foreign key constraint"
                + " \"c_p_fkey\"");
    assertThat(b().run("SELECT count(*) FROM c")).isEqualTo("0");
  }

  @Test
  void referringWaitsForADeletionOfARowThatWasUpdatedBefore() {
    a().run("BEGIN", "UPDATE p SET v = 11 WHERE id = 1", "DELETE FROM p WHERE id = 1");
    Future<String> inserted = b().waits("INSERT INTO c VALUES (1, 1)");
    a().run("COMMIT");
    assertThat(Client.get(inserted)).startsWith("ERROR 23503");
    a().run("BEGIN", "UPDATE p SET v = 21 WHERE id = 2", "UPDATE p SET id = 3 WHERE id = 2");
    Future<String> moved = b().waits("INSERT INTO c VALUES (2, 2)");
    a().run("COMMIT");
    assertThat(Client.get(moved)).startsWith("ERROR 23503");
  }

  @Test
  void referringGoesOnWhenTheDeletionIsRolledBack() {
    a().run("BEGIN", "DELETE FROM p WHERE id = 1");
    Future<String> inserted = b().waits("INSERT INTO c VALUES (1, 1)");
    a().run("ROLLBACK");
    assertThat(Client.get(inserted)).isEqualTo("INSERT 0 1");
  }

  @Test
  void anUpdateThatLeavesTheKeyAloneAndAReferenceDoNotWait() {
    a().run("BEGIN", "UPDATE p SET v = 11 WHERE id = 1");
    assertThat(b().run("INSERT INTO c VALUES (1, 1)")).isEqualTo("INSERT 0 1");
    b().run("BEGIN", "INSERT INTO c VALUES (2, 2)");
    assertThat(a().run("UPDATE p SET v = 21 WHERE id = 2")).isEqualTo("UPDATE 1");
    assertThat(a().run("COMMIT")).isEqualTo("COMMIT");
    assertThat(b().run("COMMIT")).isEqualTo("COMMIT");
  }

  @Test
  void aRowThatIsNotCommittedCannotBeReferredTo() {
    a().run("BEGIN", "INSERT INTO p VALUES (3, 30)");
    assertThat(b().run("INSERT INTO c VALUES (1, 3)")).startsWith("ERROR 23503");
    a().run("COMMIT");
    assertThat(b().run("INSERT INTO c VALUES (1, 3)")).isEqualTo("INSERT 0 1");
  }

  @Test
  void aReferenceThatTheSnapshotDoesNotSeeKeepsItsRow() {
    a().run("BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT count(*) FROM c");
    b().run("INSERT INTO c VALUES (1, 1)");
    assertThat(a().run("SELECT count(*) FROM c")).isEqualTo("0");
    assertThat(a().run("DELETE FROM p WHERE id = 1")).startsWith("ERROR 23503");
  }

  @Test
  void aCascadeToARowThatTheSnapshotDoesNotSeeCannotBeSerialized() {
    a().run("BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT count(*) FROM k");
    b().run("INSERT INTO k VALUES (1, 1)");
    assertThat(a().run("DELETE FROM p WHERE id = 1"))
        .isEqualTo("ERROR 40001: could not serialize access due to concurrent update");
    a().run("ROLLBACK");
    assertThat(a().run("DELETE FROM p WHERE id = 1")).isEqualTo("DELETE 1");
    assertThat(a().run("SELECT count(*) FROM k")).isEqualTo("0");
  }

  @Test
  void aCascadeTakesRowsThatCameWhileItWaited() {
    b().run("BEGIN", "INSERT INTO k VALUES (1, 1)");
    Future<String> deleted = a().waits("DELETE FROM p WHERE id = 1");
    b().run("COMMIT");
    assertThat(Client.get(deleted)).isEqualTo("DELETE 1");
    assertThat(b().run("SELECT count(*) FROM k")).isEqualTo("0");
  }

  @Test
  void aCascadeOfACascadeTakesRowsThatCameWhileItWaited() {
    a().run("CREATE TABLE l (id int PRIMARY KEY, k int REFERENCES k ON DELETE CASCADE)");
    a().run("INSERT INTO k VALUES (1, 1)");
    b().run("BEGIN", "INSERT INTO l VALUES (1, 1)");
    Future<String> deleted = a().waits("DELETE FROM p WHERE id = 1");
    b().run("COMMIT");
    assertThat(Client.get(deleted)).isEqualTo("DELETE 1");
    assertThat(b().run("SELECT count(*) FROM l")).isEqualTo("0");
  }

  @Test
  void aForeignKeyThatComesWhileADeletionWaitsIsHeld() {
    a().run("CREATE TABLE late (p int)", "INSERT INTO late VALUES (2)");
    a().run("BEGIN", "ALTER TABLE late ADD FOREIGN KEY (p) REFERENCES p");
    Future<String> deleted = b().waits("DELETE FROM p WHERE id = 2");
    a().run("COMMIT");
    assertThat(Client.get(deleted)).startsWith("ERROR");
    assertThat(b().run("SELECT count(*) FROM p")).isEqualTo("2");
  }

  @Test
  void aDeferredCheckSeesWhatWasCommittedMeanwhile() {
    a().run("CREATE TABLE w (p int REFERENCES p DEFERRABLE INITIALLY DEFERRED)");
    a().run("BEGIN", "INSERT INTO w VALUES (3), (4)");
    b().run("INSERT INTO p VALUES (3, 30), (4, 40)");
    assertThat(a().run("COMMIT")).isEqualTo("COMMIT");
    a().run("BEGIN", "INSERT INTO w VALUES (1)");
    b().run("BEGIN", "DELETE FROM p WHERE id = 1");
    Future<String> committed = a().waits("COMMIT");
    b().run("COMMIT");
    assertThat(Client.get(committed)).startsWith("ERROR 23503");
    assertThat(a().run("SELECT count(*) FROM w")).isEqualTo("2");
  }

  @Test
  void aTransactionIsNotPreparedWithABrokenReference() {
    a().run("CREATE TABLE w (p int REFERENCES p DEFERRABLE INITIALLY DEFERRED)");
    assertThat(a().run("BEGIN", "INSERT INTO w VALUES (9)", "PREPARE TRANSACTION 'x'"))
        .startsWith("ERROR 23503");
    assertThat(a().run("SELECT count(*) FROM w")).isEqualTo("0");
  }

  // ---- ON CONFLICT

  @Test
  void anUpsertWaitsForAnotherAndBuildsOnIt() {
    String upsert =
        "INSERT INTO p VALUES (7, 1) ON CONFLICT (id) DO UPDATE SET v = p.v + excluded.v";
    a().run("BEGIN", upsert);
    Future<String> other = b().waits(upsert + " RETURNING v");
    a().run("COMMIT");
    assertThat(Client.get(other)).isEqualTo("2");
    a().run("BEGIN", upsert);
    Future<String> third = b().waits(upsert + " RETURNING v");
    a().run("ROLLBACK");
    assertThat(Client.get(third)).isEqualTo("3");
  }

  @Test
  void anInsertThatMayDoNothingWaitsForTheKeyToBeDecided() {
    String insert = "INSERT INTO p VALUES (7, 1), (8, 1) ON CONFLICT DO NOTHING";
    a().run("BEGIN", "INSERT INTO p VALUES (7, 0)");
    Future<String> other = b().waits(insert);
    a().run("COMMIT");
    assertThat(Client.get(other)).isEqualTo("INSERT 0 1");
    assertThat(b().run("SELECT * FROM p WHERE id > 6 ORDER BY id")).isEqualTo("7|0 8|1");
  }

  @Test
  void aConflictThatTheSnapshotDoesNotSeeCannotBeSerialized() {
    a().run("BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT count(*) FROM p");
    b().run("INSERT INTO p VALUES (7, 0)");
    assertThat(a().run("INSERT INTO p VALUES (7, 1) ON CONFLICT DO NOTHING"))
        .isEqualTo("ERROR 40001: could not serialize access due to concurrent update");
  }

  /// Half of the children belong to one of a thousand parents, so that keys and rows take several
  /// batches.
  @Test
  void aDeletionFindsItsReferringRowsThroughAnIndex() {
    a().run(
            "CREATE TABLE d (n int PRIMARY KEY)",
            "INSERT INTO d VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)",
            "INSERT INTO p SELECT 100 + x.n + 10 * y.n + 100 * z.n + 1000 * w.n, 0"
                + " FROM d x, d y, d z, d w",
            "INSERT INTO k SELECT id, CASE WHEN id % 2 = 0 THEN 100 ELSE id END FROM p WHERE id >= 100",
            "INSERT INTO c VALUES (1, 150)",
            "CREATE INDEX ON k (p)",
            "CREATE INDEX ON c (p, id)");
    assertThat(a().run("DELETE FROM p WHERE id BETWEEN 100 AND 1100"))
        .isEqualTo(
            "ERROR 23503: update or delete on table \"p\" violates foreign key constraint"
                + " \"c_p_fkey\" on table \"c\"");
    assertThat(a().run("SELECT count(*) FROM k")).isEqualTo("10000");
    a().run("DELETE FROM c");
    assertThat(a().run("DELETE FROM p WHERE id BETWEEN 100 AND 1100")).isEqualTo("DELETE 1001");
    assertThat(a().run("SELECT count(*) FROM k WHERE p <= 1100")).isEqualTo("0");
    assertThat(a().run("SELECT count(*) FROM k")).isEqualTo("4500");
  }
}
