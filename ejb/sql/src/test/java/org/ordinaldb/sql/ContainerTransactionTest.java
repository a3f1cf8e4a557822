package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.session.SessionListener;
import org.ordinaldb.session.SessionRequest;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.transaction.IsolationLevel;

/// SQL in transactions that somebody else begins and ends on the storage session.
class ContainerTransactionTest {
  private static final String NO_PARENT =
      "insert or update on table \"c\" violates foreign key constraint \"c_p_fkey\"";

  private static final String ABORTED =
      "current transaction is aborted, commands ignored until end of transaction block";

  @TempDir Path directory = Path.of("");

  private @Nullable TestDatabase opened;
  private @Nullable StorageSession managed;
  private @Nullable SessionTarget session;

  @BeforeEach
  void open() {
    TestDatabase database = new TestDatabase(directory);
    opened = database;
    try (SessionTarget target = new SessionTarget(database.open())) {
      target.run("CREATE TABLE p (id int PRIMARY KEY)");
      target.run(
          "CREATE TABLE c (id int PRIMARY KEY,"
              + " p int REFERENCES p DEFERRABLE INITIALLY DEFERRED)");
    }
    managed = database.storage().openSession();
    session = openSession();
  }

  @AfterEach
  void close() {
    session().close();
    storage().close();
    database().close();
  }

  private TestDatabase database() {
    return Objects.requireNonNull(opened);
  }

  private StorageSession storage() {
    return Objects.requireNonNull(managed);
  }

  private SessionTarget session() {
    return Objects.requireNonNull(session);
  }

  private SessionTarget openSession() {
    SessionRequest request = new SessionRequest("ordinal", "ordinal", "", Map.of());
    return new SessionTarget(database().sql().open(storage(), request, SessionListener.NONE));
  }

  private void begin() {
    storage().begin(IsolationLevel.READ_COMMITTED, false);
  }

  private void run(String... statements) {
    for (String sql : statements) {
      assertThat(session().run(sql).error()).as(sql).isNull();
    }
  }

  private List<List<@Nullable String>> children() {
    try (SessionTarget reader = new SessionTarget(database().open())) {
      return reader.run("SELECT id, p FROM c ORDER BY id").rows();
    }
  }

  private void assertRefused(String state, String message, ThrowingCallable end) {
    assertThatThrownBy(end)
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> {
              assertThat(e.state().code()).isEqualTo(state);
              assertThat(e.text()).isEqualTo(message);
            });
    assertThat(storage().inTransaction()).isFalse();
  }

  @Test
  void aParentMayComeUntilTheContainerCommits() {
    begin();
    run("INSERT INTO c VALUES (1, 1)", "INSERT INTO p VALUES (1)");
    storage().commit();
    assertThat(children()).containsExactly(List.of("1", "1"));
  }

  @Test
  void aParentThatIsMissingRollsTheCommitBack() {
    begin();
    run("INSERT INTO c VALUES (1, 1)");
    assertRefused("23503", NO_PARENT, storage()::commit);
    assertThat(children()).isEmpty();
  }

  @Test
  void aParentThatIsMissingKeepsTheTransactionFromBeingPrepared() {
    begin();
    run("INSERT INTO c VALUES (1, 1)");
    assertRefused("23503", NO_PARENT, () -> storage().prepare("branch", "ordinal"));
    assertThat(database().storage().prepared()).isEmpty();
    begin();
    run("INSERT INTO p VALUES (1)", "INSERT INTO c VALUES (1, 1)");
    storage().prepare("branch", "ordinal");
    database().storage().commitPrepared("branch");
    assertThat(children()).containsExactly(List.of("1", "1"));
  }

  @Test
  void aDuplicateMayGoUntilTheContainerCommits() {
    begin();
    run(
        "CREATE TABLE u (id int PRIMARY KEY, v int UNIQUE DEFERRABLE INITIALLY DEFERRED)",
        "INSERT INTO u VALUES (1, 1), (2, 1)",
        "DELETE FROM u WHERE id = 1");
    storage().commit();
    begin();
    run("INSERT INTO u VALUES (3, 1)");
    assertRefused(
        "23505", "duplicate key value violates unique constraint \"u_v_key\"", storage()::commit);
  }

  @Test
  void checksOutliveTheSqlSessionThatPutThemOff() {
    begin();
    run("INSERT INTO c VALUES (1, 1)");
    session().close();
    session = openSession();
    run("SELECT 1");
    assertRefused("23503", NO_PARENT, storage()::commit);
  }

  @Test
  void checksEndWithTheirTransaction() {
    begin();
    run("INSERT INTO c VALUES (1, 1)");
    storage().rollback();
    begin();
    run("INSERT INTO p VALUES (2)", "INSERT INTO c VALUES (2, 2)");
    storage().commit();
    assertThat(children()).containsExactly(List.of("2", "2"));
  }

  @Test
  void setConstraintsChecksAtOnceAndUntilTheEndOnly() {
    begin();
    run("SET CONSTRAINTS ALL IMMEDIATE");
    assertThat(session().run("INSERT INTO c VALUES (1, 1)").error()).startsWith("ERROR 23503");
    storage().rollback();
    begin();
    run("INSERT INTO c VALUES (1, 1)", "INSERT INTO p VALUES (1)");
    storage().commit();
    assertThat(children()).containsExactly(List.of("1", "1"));
  }

  @Test
  void aFailedStatementLeavesTheContainerOnlyToRollBack() {
    begin();
    run("INSERT INTO p VALUES (1)");
    assertThat(session().run("INSERT INTO p VALUES (2), (1)").error()).startsWith("ERROR 23505");
    assertThat(session().run("SELECT 1").error()).isEqualTo("ERROR 25P02: " + ABORTED);
    assertRefused("25P02", ABORTED, storage()::commit);
    begin();
    run("INSERT INTO p VALUES (1)");
    storage().commit();
  }

  @Test
  void aFirstStatementThatCannotBeReadFailsTheTransaction() {
    begin();
    assertThat(session().run("SELEC 1").error()).startsWith("ERROR 42601");
    assertThat(session().run("SELECT 1").error()).startsWith("ERROR 25P02");
    assertRefused("25P02", ABORTED, storage()::commit);
    begin();
    run("INSERT INTO p VALUES (1)");
    storage().commit();
  }

  @Test
  void aRowThatTheSnapshotDoesNotShowIsAConflictThatCannotBeSolved() {
    storage().begin(IsolationLevel.REPEATABLE_READ, false);
    run("SELECT * FROM p");
    try (SessionTarget other = new SessionTarget(database().open())) {
      other.run("INSERT INTO p VALUES (1)");
    }
    assertThat(session().run("INSERT INTO p VALUES (1) ON CONFLICT DO NOTHING").error())
        .isEqualTo("ERROR 40001: could not serialize access due to concurrent update");
    storage().rollback();
  }

  @Test
  void aSavepointMendsAFailedTransaction() {
    begin();
    run("SAVEPOINT s");
    assertThat(session().run("SELECT 1 / 0").error()).startsWith("ERROR 22012");
    run("ROLLBACK TO s", "INSERT INTO p VALUES (1)", "INSERT INTO c VALUES (1, 1)");
    storage().commit();
    assertThat(children()).containsExactly(List.of("1", "1"));
  }

  @Test
  void setLocalEndsWithTheContainersTransaction() {
    begin();
    run("SET LOCAL statement_timeout = 4711");
    storage().commit();
    assertThat(session().run("SHOW statement_timeout").rows()).containsExactly(List.of("0"));
  }
}
