package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.QuerySession;

/// `statement_timeout` and `lock_timeout` hold for every statement. Its alarms ring when the test says
/// so.
class StatementTimeoutTest {
  private static final String TIMEOUT = "canceling statement due to statement timeout";

  /// Statements that wait for a table that another transaction has locked.
  private static final List<String> WAITING =
      List.of(
          "LOCK TABLE t IN SHARE MODE",
          "TRUNCATE t",
          "DROP TABLE t",
          "ALTER TABLE t ADD COLUMN c int DEFAULT 1",
          "ALTER TABLE t ADD CHECK (a > 0)",
          "CREATE INDEX ON t (a)",
          "CREATE TABLE c (a int REFERENCES t)",
          "INSERT INTO t VALUES (1)",
          "EXECUTE ins",
          "EXPLAIN ANALYZE INSERT INTO t VALUES (1)");

  /// Alarms that ring on demand.
  private static final class Alarms extends ScheduledThreadPoolExecutor {
    private record Alarm(Runnable bell, Future<?> set) {}

    private final ConcurrentLinkedQueue<Alarm> alarms = new ConcurrentLinkedQueue<>();
    private volatile boolean atOnce;

    Alarms() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable bell, long delay, TimeUnit unit) {
      ScheduledFuture<?> set = super.schedule(bell, 1000, TimeUnit.DAYS);
      alarms.add(new Alarm(bell, set));
      if (atOnce) {
        bell.run();
      }
      return set;
    }

    /// Every alarm rings as soon as it is set.
    void ringAtOnce() {
      atOnce = true;
    }

    /// Those that were taken back.
    void ringTooLate() {
      List<Alarm> late = alarms.stream().filter(alarm -> alarm.set().isDone()).toList();
      assertThat(late).isNotEmpty();
      late.forEach(alarm -> alarm.bell().run());
    }

    void ring() {
      alarms.removeIf(alarm -> alarm.set().isDone());
      assertThat(alarms).isNotEmpty();
      alarms.forEach(alarm -> alarm.bell().run());
    }
  }

  @TempDir Path directory = Path.of("");
  private Alarms alarms;
  private TestDatabase database;
  private Client first;
  private Client second;

  @BeforeEach
  void open() {
    alarms = new Alarms();
    database = new TestDatabase(directory, alarms);
    first = new Client(database);
    second = new Client(database);
    first.run("CREATE TABLE t (a int PRIMARY KEY)");
    second.run("PREPARE ins AS INSERT INTO t VALUES (1)", "SET statement_timeout = '1min'");
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
    database.close();
    alarms.shutdownNow();
  }

  @Test
  void everyStatementThatWaitsForATableEndsAtItsTimeout() {
    first.run("BEGIN", "LOCK TABLE t");
    for (String statement : WAITING) {
      second.run("BEGIN");
      Future<String> waiting = second.waits(statement);
      alarms.ring();
      assertThat(Client.get(waiting)).as(statement).isEqualTo("ERROR 57014: " + TIMEOUT);
      second.run("ROLLBACK");
    }
    first.run("ROLLBACK");
    assertThat(second.run("SELECT count(*) FROM t")).isEqualTo("0");
  }

  @Test
  void everyStatementThatWaitsForATableHasALockTimeout() {
    first.run("BEGIN", "LOCK TABLE t");
    second.run("SET lock_timeout = '1ms'");
    for (String statement : WAITING) {
      second.run("BEGIN");
      assertThat(second.run(statement))
          .as(statement)
          .isEqualTo("ERROR 55P03: canceling statement due to lock timeout");
      second.run("ROLLBACK");
    }
  }

  @Test
  void anAlarmThatRingsTooLateStopsNoOtherStatement() {
    first.run("BEGIN", "LOCK TABLE t");
    second.run("SELECT 1");
    Future<String> waiting = second.waits("INSERT INTO t VALUES (1)");
    alarms.ringTooLate();
    first.run("ROLLBACK");
    assertThat(Client.get(waiting)).isEqualTo("INSERT 0 1");
  }

  @Test
  void vacuumHasOneToo() {
    first.run("INSERT INTO t VALUES (1), (2)");
    alarms.ringAtOnce();
    assertThat(second.run("VACUUM")).isEqualTo("ERROR 57014: " + TIMEOUT);
    assertThat(first.run("VACUUM")).isEqualTo("VACUUM");
  }

  @Test
  void aCommitThatHasToCheckWhatWasPutOffHasThemToo() {
    second.run(
        "CREATE TABLE c (a int REFERENCES t DEFERRABLE INITIALLY DEFERRED)",
        "INSERT INTO t VALUES (1)");
    first.run("BEGIN", "DELETE FROM t");
    second.run("BEGIN", "INSERT INTO c VALUES (1)");
    Future<String> waiting = second.waits("COMMIT");
    alarms.ring();
    assertThat(Client.get(waiting)).isEqualTo("ERROR 57014: " + TIMEOUT);
    second.run("SET lock_timeout = '1ms'", "BEGIN", "INSERT INTO c VALUES (1)");
    assertThat(second.run("COMMIT"))
        .isEqualTo("ERROR 55P03: canceling statement due to lock timeout");
    first.run("ROLLBACK");
    assertThat(second.run("SELECT count(*) FROM c")).isEqualTo("0");
  }

  @Test
  void theTimeThatAClientTakesToSendCopyDataCounts() {
    try (QuerySession session = database.open()) {
      run(session, "SET statement_timeout = '1min'");
      Execution.CopyIn copy = (Execution.CopyIn) start(session, "COPY t FROM STDIN");
      write(copy, "1\n");
      alarms.ring();
      assertThatThrownBy(() -> write(copy, "2\n")).hasMessageContaining(TIMEOUT);
      copy.close();
      session.sync();
      Execution.CopyIn finished = (Execution.CopyIn) start(session, "COPY t FROM STDIN");
      write(finished, "1\n");
      alarms.ring();
      assertThatThrownBy(finished::finish).hasMessageContaining(TIMEOUT);
      finished.close();
      session.sync();
    }
    assertThat(first.run("SELECT count(*) FROM t")).isEqualTo("0");
  }

  @Test
  void theTimeThatAClientTakesToReadCopyDataCounts() {
    first.run("INSERT INTO t VALUES (1)");
    try (QuerySession session = database.open()) {
      run(session, "SET statement_timeout = '1min'");
      Execution.CopyOut copy = (Execution.CopyOut) start(session, "COPY t TO STDOUT");
      assertThat(copy.next()).asString(StandardCharsets.UTF_8).isEqualTo("1\n");
      alarms.ring();
      assertThatThrownBy(copy::next).hasMessageContaining(TIMEOUT);
      copy.close();
      session.sync();
      run(session, "SELECT 1");
    }
  }

  @Test
  void aCopyCanBeCancelledWhileItsClientIsSilent() {
    try (QuerySession session = database.open()) {
      Execution.CopyIn copy = (Execution.CopyIn) start(session, "COPY t FROM STDIN");
      session.cancel();
      assertThatThrownBy(() -> write(copy, "1\n"))
          .hasMessageContaining("canceling statement due to user request");
      copy.close();
      session.sync();
      // Nothing is at work any more.
      session.cancel();
      run(session, "SELECT 1");
    }
  }

  @Test
  void aStatementThatFillsATableFromAQueryCanBeCancelledAllTheTime() {
    first.run("INSERT INTO t VALUES (1)", "BEGIN", "CREATE TABLE c (a int)");
    Future<String> waiting = second.waits("CREATE TABLE d AS SELECT * FROM t");
    second.session().cancel();
    assertThat(Client.get(waiting))
        .isEqualTo("ERROR 57014: canceling statement due to user request");
  }

  private static void run(QuerySession session, String sql) {
    try (Execution.Rows rows = (Execution.Rows) start(session, sql)) {
      while (rows.next() != null) {}
    }
    session.sync();
  }

  private static Execution start(QuerySession session, String sql) {
    return session.execute(
        session.prepare(session.parse(sql).getFirst(), List.of()), SessionTarget.NO_PARAMETERS);
  }

  private static void write(Execution.CopyIn copy, String data) {
    byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
    copy.write(bytes, 0, bytes.length);
  }
}
