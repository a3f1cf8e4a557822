package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Foreign keys and conflicting inserts between sessions.
class ForeignKeyTest extends TwoSessions {
  @BeforeEach
  void createTables() {
    first.run(
        "CREATE TABLE p (id int PRIMARY KEY, v int)",
        "CREATE TABLE c (id int PRIMARY KEY, p int REFERENCES p)",
        "CREATE TABLE k (id int PRIMARY KEY, p int REFERENCES p ON DELETE CASCADE)",
        "INSERT INTO p VALUES (1, 10), (2, 20)");
  }

  @Test
  void deletingWaitsForWhoeverRefersAndThenFails() {
    first.run("BEGIN", "INSERT INTO c VALUES (1, 1)");
    Future<String> deleted = second.waits("DELETE FROM p WHERE id = 1");
    first.run("COMMIT");
    assertThat(Client.get(deleted))
        .isEqualTo(
            "ERROR 23503: update or delete on table \"p\" violates foreign key constraint"
                + " \"c_p_fkey\" on table \"c\"");
  }

  @Test
  void deletingGoesOnWhenWhoeverReferredRollsBack() {
    first.run("BEGIN", "INSERT INTO c VALUES (1, 1)");
    Future<String> deleted = second.waits("DELETE FROM p WHERE id = 1");
    first.run("ROLLBACK");
    assertThat(Client.get(deleted)).isEqualTo("DELETE 1");
  }

  @Test
  void referringWaitsForADeletionAndThenFails() {
    first.run("BEGIN", "DELETE FROM p WHERE id = 1");
    Future<String> inserted = second.waits("INSERT INTO c VALUES (1, 1)");
    first.run("COMMIT");
    assertThat(Client.get(inserted))
        .isEqualTo(
            "ERROR 23503: insert or update on table \"c\" violates foreign key constraint"
                + " \"c_p_fkey\"");
    assertThat(second.run("SELECT count(*) FROM c")).isEqualTo("0");
  }

  @Test
  void referringWaitsForADeletionOfARowThatWasUpdatedBefore() {
    first.run("BEGIN", "UPDATE p SET v = 11 WHERE id = 1", "DELETE FROM p WHERE id = 1");
    Future<String> inserted = second.waits("INSERT INTO c VALUES (1, 1)");
    first.run("COMMIT");
    assertThat(Client.get(inserted)).startsWith("ERROR 23503");
    first.run("BEGIN", "UPDATE p SET v = 21 WHERE id = 2", "UPDATE p SET id = 3 WHERE id = 2");
    Future<String> moved = second.waits("INSERT INTO c VALUES (2, 2)");
    first.run("COMMIT");
    assertThat(Client.get(moved)).startsWith("ERROR 23503");
  }

  @Test
  void referringGoesOnWhenTheDeletionIsRolledBack() {
    first.run("BEGIN", "DELETE FROM p WHERE id = 1");
    Future<String> inserted = second.waits("INSERT INTO c VALUES (1, 1)");
    first.run("ROLLBACK");
    assertThat(Client.get(inserted)).isEqualTo("INSERT 0 1");
  }

  @Test
  void anUpdateThatLeavesTheKeyAloneAndAReferenceDoNotWait() {
    first.run("BEGIN", "UPDATE p SET v = 11 WHERE id = 1");
    assertThat(second.run("INSERT INTO c VALUES (1, 1)")).isEqualTo("INSERT 0 1");
    second.run("BEGIN", "INSERT INTO c VALUES (2, 2)");
    assertThat(first.run("UPDATE p SET v = 21 WHERE id = 2")).isEqualTo("UPDATE 1");
    assertThat(first.run("COMMIT")).isEqualTo("COMMIT");
    assertThat(second.run("COMMIT")).isEqualTo("COMMIT");
  }

  @Test
  void aRowThatIsNotCommittedCannotBeReferredTo() {
    first.run("BEGIN", "INSERT INTO p VALUES (3, 30)");
    assertThat(second.run("INSERT INTO c VALUES (1, 3)")).startsWith("ERROR 23503");
    first.run("COMMIT");
    assertThat(second.run("INSERT INTO c VALUES (1, 3)")).isEqualTo("INSERT 0 1");
  }

  @Test
  void aReferenceThatTheSnapshotDoesNotSeeKeepsItsRow() {
    first.run("BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT count(*) FROM c");
    second.run("INSERT INTO c VALUES (1, 1)");
    assertThat(first.run("SELECT count(*) FROM c")).isEqualTo("0");
    assertThat(first.run("DELETE FROM p WHERE id = 1")).startsWith("ERROR 23503");
  }

  @Test
  void aCascadeToARowThatTheSnapshotDoesNotSeeCannotBeSerialized() {
    first.run("BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT count(*) FROM k");
    second.run("INSERT INTO k VALUES (1, 1)");
    assertThat(first.run("DELETE FROM p WHERE id = 1"))
        .isEqualTo("ERROR 40001: could not serialize access due to concurrent update");
    first.run("ROLLBACK");
    assertThat(first.run("DELETE FROM p WHERE id = 1")).isEqualTo("DELETE 1");
    assertThat(first.run("SELECT count(*) FROM k")).isEqualTo("0");
  }

  @Test
  void aCascadeTakesRowsThatCameWhileItWaited() {
    second.run("BEGIN", "INSERT INTO k VALUES (1, 1)");
    Future<String> deleted = first.waits("DELETE FROM p WHERE id = 1");
    second.run("COMMIT");
    assertThat(Client.get(deleted)).isEqualTo("DELETE 1");
    assertThat(second.run("SELECT count(*) FROM k")).isEqualTo("0");
  }

  @Test
  void aCascadeOfACascadeTakesRowsThatCameWhileItWaited() {
    first.run("CREATE TABLE l (id int PRIMARY KEY, k int REFERENCES k ON DELETE CASCADE)");
    first.run("INSERT INTO k VALUES (1, 1)");
    second.run("BEGIN", "INSERT INTO l VALUES (1, 1)");
    Future<String> deleted = first.waits("DELETE FROM p WHERE id = 1");
    second.run("COMMIT");
    assertThat(Client.get(deleted)).isEqualTo("DELETE 1");
    assertThat(second.run("SELECT count(*) FROM l")).isEqualTo("0");
  }

  @Test
  void aForeignKeyThatComesWhileADeletionWaitsIsHeld() {
    first.run("CREATE TABLE late (p int)", "INSERT INTO late VALUES (2)");
    first.run("BEGIN", "ALTER TABLE late ADD FOREIGN KEY (p) REFERENCES p");
    Future<String> deleted = second.waits("DELETE FROM p WHERE id = 2");
    first.run("COMMIT");
    assertThat(Client.get(deleted)).startsWith("ERROR");
    assertThat(second.run("SELECT count(*) FROM p")).isEqualTo("2");
  }

  @Test
  void aDeferredCheckSeesWhatWasCommittedMeanwhile() {
    first.run("CREATE TABLE w (p int REFERENCES p DEFERRABLE INITIALLY DEFERRED)");
    first.run("BEGIN", "INSERT INTO w VALUES (3), (4)");
    second.run("INSERT INTO p VALUES (3, 30), (4, 40)");
    assertThat(first.run("COMMIT")).isEqualTo("COMMIT");
    first.run("BEGIN", "INSERT INTO w VALUES (1)");
    second.run("BEGIN", "DELETE FROM p WHERE id = 1");
    Future<String> committed = first.waits("COMMIT");
    second.run("COMMIT");
    assertThat(Client.get(committed)).startsWith("ERROR 23503");
    assertThat(first.run("SELECT count(*) FROM w")).isEqualTo("2");
  }

  @Test
  void aTransactionIsNotPreparedWithABrokenReference() {
    first.run("CREATE TABLE w (p int REFERENCES p DEFERRABLE INITIALLY DEFERRED)");
    assertThat(first.run("BEGIN", "INSERT INTO w VALUES (9)", "PREPARE TRANSACTION 'x'"))
        .startsWith("ERROR 23503");
    assertThat(first.run("SELECT count(*) FROM w")).isEqualTo("0");
  }

  // ---- ON CONFLICT

  @Test
  void anUpsertWaitsForAnotherAndBuildsOnIt() {
    String upsert =
        "INSERT INTO p VALUES (7, 1) ON CONFLICT (id) DO UPDATE SET v = p.v + excluded.v";
    first.run("BEGIN", upsert);
    Future<String> other = second.waits(upsert + " RETURNING v");
    first.run("COMMIT");
    assertThat(Client.get(other)).isEqualTo("2");
    first.run("BEGIN", upsert);
    Future<String> third = second.waits(upsert + " RETURNING v");
    first.run("ROLLBACK");
    assertThat(Client.get(third)).isEqualTo("3");
  }

  @Test
  void anInsertThatMayDoNothingWaitsForTheKeyToBeDecided() {
    String insert = "INSERT INTO p VALUES (7, 1), (8, 1) ON CONFLICT DO NOTHING";
    first.run("BEGIN", "INSERT INTO p VALUES (7, 0)");
    Future<String> other = second.waits(insert);
    first.run("COMMIT");
    assertThat(Client.get(other)).isEqualTo("INSERT 0 1");
    assertThat(second.run("SELECT * FROM p WHERE id > 6 ORDER BY id")).isEqualTo("7|0 8|1");
  }

  @Test
  void aConflictThatTheSnapshotDoesNotSeeCannotBeSerialized() {
    first.run("BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT count(*) FROM p");
    second.run("INSERT INTO p VALUES (7, 0)");
    assertThat(first.run("INSERT INTO p VALUES (7, 1) ON CONFLICT DO NOTHING"))
        .isEqualTo("ERROR 40001: could not serialize access due to concurrent update");
  }

  /// Half of the children belong to one of a thousand parents, so that keys and rows take several
  /// batches.
  @Test
  void aDeletionFindsItsReferringRowsThroughAnIndex() {
    first.run(
        "CREATE TABLE d (n int PRIMARY KEY)",
        "INSERT INTO d VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)",
        "INSERT INTO p SELECT 100 + x.n + 10 * y.n + 100 * z.n + 1000 * w.n, 0"
            + " FROM d x, d y, d z, d w",
        "INSERT INTO k SELECT id, CASE WHEN id % 2 = 0 THEN 100 ELSE id END FROM p WHERE id >= 100",
        "INSERT INTO c VALUES (1, 150)",
        "CREATE INDEX ON k (p)",
        "CREATE INDEX ON c (p, id)");
    assertThat(first.run("DELETE FROM p WHERE id BETWEEN 100 AND 1100"))
        .isEqualTo(
            "ERROR 23503: update or delete on table \"p\" violates foreign key constraint"
                + " \"c_p_fkey\" on table \"c\"");
    assertThat(first.run("SELECT count(*) FROM k")).isEqualTo("10000");
    first.run("DELETE FROM c");
    assertThat(first.run("DELETE FROM p WHERE id BETWEEN 100 AND 1100")).isEqualTo("DELETE 1001");
    assertThat(first.run("SELECT count(*) FROM k WHERE p <= 1100")).isEqualTo("0");
    assertThat(first.run("SELECT count(*) FROM k")).isEqualTo("4500");
  }
}
