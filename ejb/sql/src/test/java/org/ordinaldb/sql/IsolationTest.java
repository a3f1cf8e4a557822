package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.PreparedStatement;
import org.ordinaldb.session.QuerySession;

/// The anomalies that each isolation level admits, and those that it does not.
class IsolationTest {
  private static final String COMMITTED = "begin isolation level read committed";
  private static final String REPEATABLE = "begin isolation level repeatable read";
  private static final String SERIALIZABLE = "begin isolation level serializable";
  private static final String CONCURRENT_UPDATE =
      "ERROR 40001: could not serialize access due to concurrent update";
  private static final String UNSERIALIZABLE =
      "ERROR 40001: could not serialize access due to read/write dependencies among transactions";

  @TempDir Path directory = Path.of("");
  private TestDatabase database;
  private Client first;
  private Client second;
  private Client third;

  @BeforeEach
  void open() {
    database = new TestDatabase(directory);
    first = new Client(database);
    second = new Client(database);
    third = new Client(database);
    first.run("create table t(id int primary key, v int)");
    first.run("insert into t values (1, 10), (2, 20)");
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
    third.close();
    database.close();
  }

  private String readModifyWrite(String begin) {
    first.run(begin, "select v from t where id = 1");
    second.run(begin, "select v from t where id = 1", "update t set v = 11 where id = 1");
    Future<String> waiting = first.waits("update t set v = 12 where id = 1");
    second.run("commit");
    String answer = Client.get(waiting);
    return answer.startsWith("ERROR") ? answer : first.run("commit");
  }

  @Test
  void readCommittedLosesUpdatesThatTheClientComputed() {
    assertThat(readModifyWrite(COMMITTED)).isEqualTo("COMMIT");
    assertThat(third.run("select v from t where id = 1")).isEqualTo("12");
  }

  @Test
  void noOtherLevelLosesUpdates() {
    assertThat(readModifyWrite(REPEATABLE)).isEqualTo(CONCURRENT_UPDATE);
    first.run("rollback");
    assertThat(readModifyWrite(SERIALIZABLE)).isEqualTo(CONCURRENT_UPDATE);
  }

  private String rereads(String begin) {
    first.run(begin, "select * from t");
    second.run("update t set v = v + 1", "insert into t values (3, 30)");
    String seen = first.run("select * from t order by id");
    first.run("commit");
    second.run("delete from t where id = 3", "update t set v = v - 1");
    return seen;
  }

  @Test
  void onlyReadCommittedSeesRowsChangeAndAppear() {
    assertThat(rereads(COMMITTED)).isEqualTo("1|11 2|21 3|30");
    assertThat(rereads(REPEATABLE)).isEqualTo("1|10 2|20");
    assertThat(rereads(SERIALIZABLE)).isEqualTo("1|10 2|20");
  }

  @Test
  void nobodySeesWhatIsNotCommitted() {
    second.run("begin", "update t set v = 99");
    for (String begin : new String[] {COMMITTED, REPEATABLE, SERIALIZABLE}) {
      assertThat(first.run(begin, "select v from t order by id")).isEqualTo("10 20");
      first.run("commit");
    }
  }

  /// Each takes from one account what both together have.
  private String writeSkew(String begin) {
    first.run(begin, "select sum(v) from t");
    second.run(begin, "select sum(v) from t");
    first.run("update t set v = v - 30 where id = 1");
    second.run("update t set v = v - 30 where id = 2");
    first.run("commit");
    return second.run("commit");
  }

  @Test
  void onlySerializableRefusesWriteSkew() {
    assertThat(writeSkew(COMMITTED)).isEqualTo("COMMIT");
    assertThat(writeSkew(REPEATABLE)).isEqualTo("COMMIT");
    assertThat(writeSkew(SERIALIZABLE)).isEqualTo(UNSERIALIZABLE);
    assertThat(second.run("select 1")).as("the session goes on").isEqualTo("1");
  }

  /// Each inserts what depends on how many rows of the other's class there are.
  private String phantomSkew(String begin) {
    first.run("delete from t where id > 2");
    first.run(begin, "select count(*) from t where id between 10 and 19");
    second.run(begin, "select count(*) from t where id between 20 and 29");
    first.run("insert into t values (25, 0)");
    second.run("insert into t values (15, 0)");
    first.run("commit");
    return second.run("commit");
  }

  @Test
  void onlySerializableRefusesSkewOverPhantoms() {
    assertThat(phantomSkew(COMMITTED)).isEqualTo("COMMIT");
    assertThat(phantomSkew(REPEATABLE)).isEqualTo("COMMIT");
    assertThat(phantomSkew(SERIALIZABLE)).isEqualTo(UNSERIALIZABLE);
  }

  /// Fekete, O'Neil, O'Neil: a report sees the deposit and not the withdrawal, which charges a fee
  /// because it does not see the deposit.
  private String readOnlyAnomaly(String begin) {
    third.run("update t set v = 0");
    first.run(begin, "select v from t order by id");
    second.run(begin, "update t set v = v + 20 where id = 2", "commit");
    String report = third.run(begin, "select v from t order by id", "commit");
    assertThat(report).isEqualTo("COMMIT");
    first.run("update t set v = v - 11 where id = 1");
    return first.run("commit");
  }

  @Test
  void onlySerializableRefusesTheReadOnlyAnomaly() {
    assertThat(readOnlyAnomaly(REPEATABLE)).isEqualTo("COMMIT");
    assertThat(readOnlyAnomaly(SERIALIZABLE)).isEqualTo(UNSERIALIZABLE);
  }

  @Test
  void aKeyThatCameAfterASerializableTransactionLookedIsNoDuplicate() {
    String look = "select v from t where id = 3";
    first.run(SERIALIZABLE, look);
    second.run(SERIALIZABLE, look, "insert into t values (3, 30)");
    Future<String> waiting = first.waits("insert into t values (3, 33)");
    second.run("commit");
    assertThat(Client.get(waiting)).isEqualTo(UNSERIALIZABLE);
    first.run("rollback", SERIALIZABLE);
    second.run("insert into t values (4, 40)");
    assertThat(first.run("insert into t values (4, 44)"))
        .as("it did not look")
        .startsWith("ERROR 23505");
  }

  @Test
  void aSerializableReaderIsNeverRefused() {
    first.run(SERIALIZABLE, "select * from t");
    second.run("update t set v = 0");
    assertThat(first.run("select v from t where id = 1", "commit")).isEqualTo("COMMIT");
  }

  @Test
  void aSnapshotThatStaysIsTakenAfterALockOfTheTable() {
    first.run("begin", "lock table t in exclusive mode", "update t set v = 11 where id = 1");
    Future<String> waiting = second.waits(REPEATABLE, "lock table t in exclusive mode");
    first.run("commit");
    Client.get(waiting);
    assertThat(second.run("update t set v = v + 1 where id = 1")).isEqualTo("UPDATE 1");
    assertThat(second.run("select v from t where id = 1")).isEqualTo("12");
  }

  @Test
  void anIdleReadCommittedTransactionHoldsNoCompactionBack() {
    first.run("begin", "select * from t", "update t set v = 10 where id = 1");
    second.run("insert into t values (3, 30)");
    database.storage().compact();
    assertThat(database.storage().metrics().deltaRows()).isZero();
    assertThat(first.run("select count(*) from t")).isEqualTo("3");
  }

  @Test
  void aCopyTakesKeysThatWereDeletedSinceItBegan() {
    byte[] row = "1\t11\n".getBytes(StandardCharsets.UTF_8);
    try (QuerySession session = database.open()) {
      PreparedStatement copy =
          session.prepare(session.parse("copy t from stdin").getFirst(), List.of());
      try (Execution.CopyIn rows =
          (Execution.CopyIn) session.execute(copy, SessionTarget.NO_PARAMETERS)) {
        first.run("delete from t where id = 1");
        rows.write(row, 0, row.length);
        assertThat(rows.finish()).isEqualTo("COPY 1");
      }
      session.sync();
    }
    assertThat(first.run("select * from t order by id")).isEqualTo("1|11 2|20");
  }
}
