package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.Notice;
import org.ordinaldb.session.PreparedStatement;
import org.ordinaldb.session.QuerySession;
import org.ordinaldb.session.SessionListener;
import org.ordinaldb.session.SessionRequest;
import org.ordinaldb.session.StatementText;
import org.ordinaldb.session.TransactionStatus;
import org.ordinaldb.storage.StorageConfig;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.transaction.IsolationLevel;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;

class SqlSessionTest {
  @TempDir Path directory = Path.of("");

  private final List<String> ended = new ArrayList<>();
  private @Nullable TestDatabase opened;

  private TestDatabase database() {
    return java.util.Objects.requireNonNull(opened);
  }

  @BeforeEach
  void open() {
    opened =
        new TestDatabase(
            directory,
            StorageConfig.DEFAULT,
            SqlConfig.DEFAULT.withSessionsMax(5),
            (kind, nanos, rows, error) -> {
              synchronized (ended) {
                ended.add(kind + " " + rows + (error == null ? "" : " " + error));
              }
            });
    run("CREATE TABLE t (id int PRIMARY KEY, v int)");
    run("INSERT INTO t VALUES (1, 10), (2, 20), (3, 30)");
  }

  @AfterEach
  void close() {
    database().close();
  }

  private void run(String sql) {
    try (SessionTarget target = new SessionTarget(database().open())) {
      assertThat(target.run(sql).error()).isNull();
    }
  }

  private static List<List<@Nullable String>> rows(SessionTarget target, String sql) {
    return target.run(sql).rows();
  }

  @Test
  void anUnknownDatabaseIsRefused() {
    assertThatThrownBy(() ->
            database()
                .sql()
                .open(new SessionRequest("ordinal", "nosuch", "", Map.of()), SessionListener.NONE))
        .hasMessage("database \"nosuch\" does not exist");
  }

  @Test
  void sessionsBeyondTheLimitAreRefusedUntilOneCloses() {
    List<QuerySession> sessions = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      sessions.add(database().open());
    }
    assertThatThrownBy(() -> database().open())
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> assertThat(e.state()).isEqualTo(SqlState.TOO_MANY_CONNECTIONS));
    sessions.removeFirst().close();
    sessions.add(database().open());
    sessions.forEach(QuerySession::close);
  }

  @Test
  void twoUpdatesOfOneRowBothCount() throws Exception {
    int threads = 4;
    int rounds = 50;
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        done.add(
            executor.submit(() -> {
              for (int round = 0; round < rounds; round++) {
                run("UPDATE t SET v = v + 1 WHERE id = 1");
              }
            }));
      }
      for (Future<?> future : done) {
        future.get();
      }
    }
    try (SessionTarget target = new SessionTarget(database().open())) {
      assertThat(rows(target, "SELECT v FROM t WHERE id = 1"))
          .containsExactly(List.of("" + (10 + threads * rounds)));
    }
  }

  @Test
  void readCommittedSeesWhatOthersCommittedAndRepeatableReadDoesNot() {
    try (SessionTarget committed = new SessionTarget(database().open());
        SessionTarget repeatable = new SessionTarget(database().open())) {
      committed.run("BEGIN");
      repeatable.run("BEGIN ISOLATION LEVEL REPEATABLE READ");
      rows(committed, "SELECT v FROM t WHERE id = 2");
      rows(repeatable, "SELECT v FROM t WHERE id = 2");
      run("UPDATE t SET v = 21 WHERE id = 2");
      assertThat(rows(committed, "SELECT v FROM t WHERE id = 2")).containsExactly(List.of("21"));
      assertThat(rows(repeatable, "SELECT v FROM t WHERE id = 2")).containsExactly(List.of("20"));
      assertThat(repeatable.run("UPDATE t SET v = 0 WHERE id = 2").error())
          .startsWith("ERROR 40001");
      assertThat(committed.run("UPDATE t SET v = v + 1 WHERE id = 2").tag()).isEqualTo("UPDATE 1");
    }
  }

  @Test
  void aQueryThatIsPausedGoesOnReadingWhatItSawThroughAnIndex() {
    run(
        "CREATE TABLE n (n int); INSERT INTO n VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)");
    run("CREATE TABLE big (id int PRIMARY KEY, v int, w int)");
    run(
        "INSERT INTO big SELECT i, i, 0 FROM (SELECT a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n"
            + " AS i FROM n a, n b, n c, n d, n e) x");
    run("CREATE INDEX big_v ON big (v)");
    String sql = "SELECT w FROM big WHERE v < 5000";
    try (QuerySession session = database().open()) {
      SessionTarget target = new SessionTarget(session);
      assertThat(rows(target, "EXPLAIN " + sql).toString()).contains("Index Scan using big_v");
      target.run("BEGIN");
      PreparedStatement select = session.prepare(StatementText.of(sql), List.of());
      try (Execution.Rows paused =
          (Execution.Rows) session.execute(select, SessionTarget.NO_PARAMETERS)) {
        long count = java.util.Objects.requireNonNull(paused.next()).size();
        run("UPDATE big SET w = 1 WHERE v < 5000");
        assertThat(target.run("DELETE FROM big WHERE v BETWEEN 4000 AND 6000").tag())
            .isEqualTo("DELETE 2001");
        for (ColumnBatch batch = paused.next(); batch != null; batch = paused.next()) {
          for (int i = 0; i < batch.size(); i++) {
            assertThat(((LongVector) batch.column(0)).get(batch.row(i))).isZero();
          }
          count += batch.size();
        }
        assertThat(count).isEqualTo(5000);
      }
      assertThat(rows(target, "SELECT count(*), sum(w) FROM big WHERE v < 5000"))
          .containsExactly(List.of("4000", "4000"));
    }
  }

  @Test
  void cancelStopsTheRunningStatementOnly() throws Exception {
    StringBuilder values = new StringBuilder("INSERT INTO t VALUES (100, 0)");
    for (int i = 101; i < 2000; i++) {
      values.append(", (").append(i).append(", ").append(i).append(')');
    }
    run(values.toString());
    try (QuerySession session = database().open()) {
      session.cancel();
      SessionTarget target = new SessionTarget(session);
      assertThat(target.run("SELECT count(*) FROM t").error()).isNull();
      CountDownLatch started = new CountDownLatch(1);
      Thread canceller =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  started.await();
                  while (!Thread.currentThread().isInterrupted()) {
                    session.cancel();
                    Thread.sleep(1);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      started.countDown();
      assertThat(
              target.run("SELECT count(*) FROM t a, t b, t c WHERE a.v + b.v < c.v - 9999").error())
          .startsWith("ERROR 57014: canceling statement due to user request");
      canceller.interrupt();
      canceller.join();
      assertThat(target.run("SELECT count(*) FROM t").error()).isNull();
    }
  }

  @Test
  void aPlanIsRenewedWhenTheCatalogChanges() {
    try (QuerySession session = database().open()) {
      PreparedStatement select =
          session.prepare(StatementText.of("SELECT v FROM t WHERE id = $1"), List.of(SqlType.INT4));
      session.sync();
      run("ALTER TABLE t ADD COLUMN w text");
      ColumnBatch two = new ColumnBatch(1, LongVector.of(2));
      try (Execution.Rows rows = (Execution.Rows) session.execute(select, two)) {
        ColumnBatch batch = java.util.Objects.requireNonNull(rows.next());
        assertThat(((LongVector) batch.column(0)).get(batch.row(0))).isEqualTo(20);
      }
      session.sync();
      run("DROP TABLE t");
      assertThatThrownBy(() -> session.execute(select, two))
          .hasMessage("relation \"t\" does not exist");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EXPLAIN SELECT DISTINCT v, count(*) FROM t GROUP BY v HAVING count(*) > 0 ORDER BY 1 LIMIT 2",
        "EXPLAIN (COSTS off) SELECT * FROM t WHERE id IN (SELECT v FROM t) OR v BETWEEN 1 AND 2",
        "EXPLAIN ANALYZE UPDATE t SET v = DEFAULT FROM (VALUES (1), (2)) x (n) WHERE n = id",
        "EXPLAIN INSERT INTO t VALUES (7, 7) ON CONFLICT (id) DO UPDATE SET v = excluded.v",
        "CREATE TABLE IF NOT EXISTS t AS SELECT sum(v) FROM t GROUP BY id ORDER BY 1",
        "PREPARE p AS SELECT * FROM t WHERE id = $1",
        "EXECUTE q (1 + 1)"
      })
  void aPreparedCommandRunsAsOftenAsItIsAsked(String sql) {
    try (QuerySession session = database().open()) {
      SessionTarget target = new SessionTarget(session);
      target.run("PREPARE q AS SELECT * FROM t WHERE id = $1");
      PreparedStatement command = session.prepare(StatementText.of(sql), List.of());
      for (int i = 0; i < 3; i++) {
        target.run("DEALLOCATE p");
        try (Execution.Rows rows =
            (Execution.Rows) session.execute(command, SessionTarget.NO_PARAMETERS)) {
          assertThat(rows.isClosed()).isFalse();
        }
        session.sync();
      }
    }
  }

  @Test
  void anUncommittedTableIsNobodyElses() {
    try (SessionTarget first = new SessionTarget(database().open());
        SessionTarget second = new SessionTarget(database().open())) {
      first.run("BEGIN");
      first.run("CREATE TABLE u (x int PRIMARY KEY)");
      first.run("INSERT INTO u VALUES (1)");
      assertThat(rows(first, "SELECT x FROM u")).containsExactly(List.of("1"));
      assertThat(second.run("SELECT x FROM u").error()).startsWith("ERROR 42P01");
      first.run("ROLLBACK");
      second.run("CREATE TABLE u (y text PRIMARY KEY)");
      assertThat(second.run("SELECT x FROM u").error()).startsWith("ERROR 42703");
      assertThat(rows(first, "SELECT y FROM u")).isEmpty();
    }
  }

  @Test
  void severalStatementsAreOneImplicitTransaction() {
    try (SessionTarget target = new SessionTarget(database().open())) {
      assertThat(target.run("INSERT INTO t VALUES (7, 7); SELECT 1/0").error())
          .startsWith("ERROR 22012");
      assertThat(rows(target, "SELECT count(*) FROM t WHERE id = 7")).containsExactly(List.of("0"));
    }
  }

  @Test
  void aContainersTransactionIsLeftToTheContainer() {
    try (StorageSession storage = database().storage().openSession()) {
      storage.begin(IsolationLevel.READ_COMMITTED, false);
      SessionRequest request = new SessionRequest("ordinal", "ordinal", "", Map.of());
      try (QuerySession session = database().sql().open(storage, request, SessionListener.NONE)) {
        SessionTarget target = new SessionTarget(session);
        assertThat(target.run("INSERT INTO t VALUES (8, 8)").tag()).isEqualTo("INSERT 0 1");
        assertThat(session.transactionStatus()).isEqualTo(TransactionStatus.ACTIVE);
        assertThat(target.run("COMMIT").error()).startsWith("ERROR 25001");
        assertThat(storage.inTransaction()).isTrue();
      }
      assertThat(storage.inTransaction()).isTrue();
      storage.rollback();
    }
    try (SessionTarget target = new SessionTarget(database().open())) {
      assertThat(rows(target, "SELECT count(*) FROM t WHERE id = 8")).containsExactly(List.of("0"));
    }
  }

  @Test
  void misplacedTransactionStatementsWarn() {
    ConcurrentLinkedQueue<String> notices = new ConcurrentLinkedQueue<>();
    SessionListener listener =
        new SessionListener() {
          @Override
          public void notice(Notice notice) {
            notices.add(notice.state().code() + " " + notice.message());
          }

          @Override
          public void parameterChanged(String name, String value) {}
        };
    try (SessionTarget target = new SessionTarget(database().open(listener))) {
      target.run("COMMIT");
      target.run("BEGIN");
      target.run("BEGIN");
      target.run("ROLLBACK");
    }
    assertThat(notices)
        .containsExactly(
            "25P01 there is no transaction in progress",
            "25001 there is already a transaction in progress");
  }

  @Test
  void observersHearOfEveryStatement() {
    synchronized (ended) {
      ended.clear();
    }
    run("SELECT * FROM t");
    run("UPDATE t SET v = 0");
    try (SessionTarget target = new SessionTarget(database().open())) {
      target.run("SELECT 1/0");
      target.run("SELEC");
    }
    synchronized (ended) {
      assertThat(ended)
          .contains("SELECT 3", "UPDATE 3", " 0 SYNTAX_ERROR")
          .anyMatch(line -> line.contains("DIVISION_BY_ZERO"));
    }
  }

  @Test
  void plansAreSharedByStatementsThatDifferInTheirValues() {
    try (SessionTarget target = new SessionTarget(database().open())) {
      rows(target, "SELECT v FROM t WHERE id = 1");
      long before = database().sql().planCacheHits();
      assertThat(rows(target, "SELECT v FROM t WHERE id = 2")).containsExactly(List.of("20"));
      assertThat(rows(target, "SELECT v FROM t WHERE id = 3")).containsExactly(List.of("30"));
      assertThat(database().sql().planCacheHits() - before).isEqualTo(2);
    }
  }
}
