package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.QuerySession;
import org.ordinaldb.type.ColumnBatch;

/// Queries that wait for their client to ask for more rows, while other statements run and fail, and
/// what can be cancelled meanwhile.
class SuspendedQueryTest extends TwoSessions {
  private static final int ROWS = 10_000;
  private static final String QUERY = "SELECT id, v FROM t WHERE v = 0";

  QuerySession session;
  SessionTarget target;

  @BeforeEach
  void createTable() {
    first.run(
        "CREATE TABLE n (n int)",
        "INSERT INTO n VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)",
        "CREATE TABLE t (id int PRIMARY KEY, v int)",
        "INSERT INTO t SELECT a.n + 10 * b.n + 100 * c.n + 1000 * d.n, 0 FROM n a, n b, n c, n d");
    session = database.open();
    target = new SessionTarget(session);
  }

  @AfterEach
  void closeSession() {
    target.close();
  }

  private Execution.Rows start(String sql) {
    return (Execution.Rows)
        session.execute(
            session.prepare(session.parse(sql).getFirst(), List.of()), SessionTarget.NO_PARAMETERS);
  }

  /// The next rows of a query that is not at its end.
  private static int fetch(Execution.Rows query) {
    ColumnBatch batch = query.next();
    assertThat(batch).isNotNull();
    return batch == null ? 0 : batch.size();
  }

  private static int rest(Execution.Rows query) {
    int rows = 0;
    for (ColumnBatch batch = query.next(); batch != null; batch = query.next()) {
      rows += batch.size();
    }
    return rows;
  }

  private void run(String... statements) {
    for (String sql : statements) {
      assertThat(target.run(sql).error()).as(sql).isNull();
    }
  }

  private @Nullable String error(String sql) {
    return target.run(sql).error();
  }

  // ---- savepoints

  @Test
  void aQueryGoesOnAfterTheReturnToALaterSavepoint() {
    run("BEGIN", "UPDATE t SET v = 0 WHERE id < 10");
    Execution.Rows query = start(QUERY);
    int rows = fetch(query);
    run("SAVEPOINT s", "UPDATE t SET v = 1", "ROLLBACK TO s");
    rows += fetch(query);
    run("DELETE FROM t", "RELEASE s", "SAVEPOINT s", "ROLLBACK TO s");
    assertThat(query.isClosed()).isFalse();
    assertThat(rows + rest(query)).isEqualTo(ROWS);
    assertThat(query.isClosed()).isFalse();
    run("ROLLBACK");
  }

  @Test
  void aQueryGoesOnWhenAnErrorCameBetween() {
    run("BEGIN");
    Execution.Rows query = start(QUERY);
    int rows = fetch(query);
    run("SAVEPOINT s", "UPDATE t SET v = 1");
    assertThat(error("SELECT 1 / 0")).startsWith("ERROR 22012");
    assertThatThrownBy(query::next)
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> assertThat(e.state()).isEqualTo(SqlState.IN_FAILED_SQL_TRANSACTION));
    run("ROLLBACK TO s");
    assertThat(rows + rest(query)).isEqualTo(ROWS);
    run("COMMIT");
  }

  @Test
  void aQueryThatBeganAfterASavepointEndsWithTheReturnToIt() {
    run("BEGIN", "SAVEPOINT s");
    Execution.Rows query = start(QUERY);
    fetch(query);
    run("RELEASE s", "SAVEPOINT s", "SAVEPOINT later");
    Execution.Rows other = start(QUERY);
    fetch(other);
    run("ROLLBACK TO s");
    assertClosed(other);
    assertThat(query.isClosed()).isFalse();
    run("ROLLBACK");
    assertClosed(query);
  }

  @Test
  void withoutASavepointNothingGoesOnAfterAnError() {
    run("BEGIN");
    Execution.Rows query = start(QUERY);
    fetch(query);
    error("SELECT 1 / 0");
    assertThat(query.isClosed()).isTrue();
    run("ROLLBACK");
    assertClosed(query);
  }

  /// An end that is none must not look like one.
  private static void assertClosed(Execution.Rows query) {
    assertThat(query.isClosed()).isTrue();
    assertThatThrownBy(query::next)
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> assertThat(e.state()).isEqualTo(SqlState.INVALID_CURSOR_STATE));
  }

  // ---- cancelling

  @Test
  void aQueryCanBeCancelledWhileItsClientTakesRows() {
    Execution.Rows query = start(QUERY);
    session.cancel();
    assertThatThrownBy(query::next).hasMessage("canceling statement due to user request");
    session.sync();
    query = start(QUERY);
    fetch(query);
    session.cancel();
    assertThatThrownBy(query::next).hasMessage("canceling statement due to user request");
    session.sync();
    run("SELECT 1");
  }

  @Test
  void aCancelBetweenTwoFetchesMeansNothing() {
    run("BEGIN");
    Execution.Rows query = start(QUERY);
    int rows = fetch(query);
    session.sync();
    session.cancel();
    rows += fetch(query);
    session.sync();
    session.cancel();
    run("SELECT 1");
    session.sync();
    assertThat(rows + rest(query)).isEqualTo(ROWS);
    session.cancel();
    run("COMMIT");
  }

  @Test
  void aCancelAfterAQueryWasClosedMeansNothing() {
    try (Execution.Rows query = start(QUERY)) {
      fetch(query);
    }
    session.cancel();
    assertThat(rest(start(QUERY))).isEqualTo(ROWS);
  }

  @Test
  void whatIsCheckedAtTheEndOfAnImplicitTransactionCanBeCancelled() {
    first.run(
        "CREATE TABLE c (t int REFERENCES t DEFERRABLE INITIALLY DEFERRED)",
        "BEGIN",
        "DELETE FROM t WHERE id = 1");
    Future<String> waiting = second.waits("INSERT INTO c VALUES (1)");
    second.session().cancel();
    assertThat(Client.get(waiting))
        .isEqualTo("ERROR 57014: canceling statement due to user request");
    first.run("ROLLBACK");
    assertThat(second.run("SELECT count(*) FROM c")).isEqualTo("0");
  }

  // ---- what others see

  @Test
  void othersSeeWhetherASessionWaitsWithinATransaction() {
    String pid = target.run("SELECT pg_backend_pid()").rows().getFirst().getFirst();
    String state = "SELECT state FROM pg_stat_activity WHERE pid = " + pid;
    assertThat(first.run(state)).isEqualTo("idle");
    run("BEGIN", "SELECT 1");
    assertThat(first.run(state)).isEqualTo("idle in transaction");
    error("SELECT 1 / 0");
    assertThat(first.run(state)).isEqualTo("idle in transaction (aborted)");
    run("ROLLBACK");
    assertThat(first.run(state)).isEqualTo("idle");
    Execution.Rows query = start(QUERY);
    assertThat(first.run(state)).isEqualTo("active");
    query.close();
    session.sync();
    assertThat(first.run(state)).isEqualTo("idle");
  }
}
