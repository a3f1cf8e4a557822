package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RowLockingTest extends TwoSessions {
  private static final String CONCURRENT =
      "ERROR 40001: could not serialize access due to concurrent update";

  @BeforeEach
  void makeTables() {
    first.run("create table t(id int primary key, v int)", "create table u(a int primary key)");
    first.run("insert into t values (1, 10), (2, 20), (3, 30)");
  }

  @Test
  void aWaitingSelectForUpdateSeesWhatTheOtherCommitted() {
    first.run("begin", "update t set v = 11 where id = 1");
    Future<String> waiting = second.waits("begin", "select v from t where id = 1 for update");
    first.run("commit");
    assertThat(Client.get(waiting)).isEqualTo("11");
    Future<String> blocked = first.waits("update t set v = v + 1 where id = 1");
    second.run("update t set v = v + 100 where id = 1", "commit");
    assertThat(Client.get(blocked)).isEqualTo("UPDATE 1");
    assertThat(first.run("select v from t where id = 1")).isEqualTo("112");
  }

  @Test
  void aRowThatNoLongerMatchesAfterTheWaitIsLeftAlone() {
    first.run("begin", "update t set v = 0 where id = 3");
    Future<String> waiting = second.waits("select id from t where v >= 20 order by id for share");
    first.run("commit");
    assertThat(Client.get(waiting)).isEqualTo("2");
  }

  @Test
  void repeatableReadFailsWhenTheRowChanged() {
    second.run("begin isolation level repeatable read", "select * from t");
    first.run("update t set v = 11 where id = 1", "delete from t where id = 2");
    assertThat(second.run("select * from t where id = 1 for share")).isEqualTo(CONCURRENT);
    second.run("rollback", "begin isolation level serializable", "select * from t");
    first.run("update t set v = 12 where id = 1");
    assertThat(second.run("select * from t for update skip locked")).isEqualTo(CONCURRENT);
  }

  @Test
  void skipLockedMakesAQueueThatNobodyWaitsAt() {
    String take =
        "delete from t where id = (select id from t order by id limit 1 for update skip locked)";
    first.run("begin", take);
    second.run("begin");
    assertThat(second.run(take)).isEqualTo("DELETE 1");
    first.run("commit");
    second.run("commit");
    assertThat(first.run("select id from t")).isEqualTo("3");
  }

  @Test
  void everyWorkerOfAQueueTakesOtherJobs() {
    first.run("delete from t");
    StringBuilder jobs = new StringBuilder("insert into t values (0, 0)");
    for (int i = 1; i < 60; i++) {
      jobs.append(", (").append(i).append(", 0)");
    }
    first.run(jobs.toString());
    List<Client> workers = new ArrayList<>();
    List<Future<String>> last = new ArrayList<>();
    String[] work = new String[15];
    java.util.Arrays.fill(
        work,
        "update t set v = v + 1 where id in"
            + " (select id from t where v = 0 order by id limit 1 for update skip locked)");
    for (int i = 0; i < 4; i++) {
      Client worker = new Client(database);
      workers.add(worker);
      last.add(worker.start(work));
    }
    last.forEach(Client::get);
    workers.forEach(Client::close);
    assertThat(first.run("select count(*), sum(v), max(v) from t")).isEqualTo("60|60|1");
  }

  @Test
  void nowaitFailsAtOnce() {
    first.run("begin", "select * from t where id = 1 for no key update");
    assertThat(second.run("select * from t order by id for update nowait"))
        .isEqualTo("ERROR 55P03: could not obtain lock on row in relation \"t\"");
    assertThat(second.run("select v from t where id = 1 for key share nowait")).isEqualTo("10");
    assertThat(second.run("select id from t order by id for update skip locked")).isEqualTo("2 3");
  }

  @Test
  void onlyWhatLimitAsksForIsLocked() {
    first.run("begin", "select * from t order by id limit 1 offset 1 for update");
    assertThat(second.run("select id from t order by id for update skip locked")).isEqualTo("3");
  }

  @Test
  void onlyTheTablesThatOfNamesAreLocked() {
    first.run("insert into u values (1), (2)");
    first.run("begin", "select * from t join u on a = id for update of u");
    assertThat(second.run("select id from t for update nowait")).isEqualTo("1 2 3");
    assertThat(second.run("select a from u for update skip locked")).isEmpty();
  }

  @Test
  void aTableLockKeepsWritersOut() {
    first.run("begin", "lock table t in share mode");
    assertThat(second.run("begin", "lock t in row exclusive mode nowait"))
        .isEqualTo("ERROR 55P03: could not obtain lock on relation \"t\"");
    second.run("rollback");
    assertThat(second.run("select id from t for key share")).isEqualTo("1 2 3");
    Future<String> waiting = second.waits("insert into t values (4, 40)");
    first.run("commit");
    assertThat(Client.get(waiting)).isEqualTo("INSERT 0 1");
  }

  @Test
  void readersPassAnAccessExclusiveLock() {
    first.run("begin", "lock table t");
    assertThat(second.run("select count(*) from t")).isEqualTo("3");
  }

  @Test
  void rollingBackToASavepointGivesItsLocksBack() {
    first.run("begin", "savepoint s", "select * from t for update", "rollback to s");
    assertThat(second.run("select count(*) from (select * from t for update nowait) l"))
        .isEqualTo("3");
  }

  @Test
  void aWaitEndsAtItsTimeoutAndWhenItIsCancelled() {
    first.run("begin", "select * from t for update");
    second.run("set lock_timeout = '20ms'");
    assertThat(second.run("update t set v = 0"))
        .isEqualTo("ERROR 55P03: canceling statement due to lock timeout");
    second.run("set lock_timeout = 0", "set statement_timeout = '20ms'");
    assertThat(second.run("select * from t for share"))
        .isEqualTo("ERROR 57014: canceling statement due to statement timeout");
    second.run("set statement_timeout = 0");
    Future<String> waiting = second.waits("delete from t");
    second.session().cancel();
    assertThat(Client.get(waiting))
        .isEqualTo("ERROR 57014: canceling statement due to user request");
  }

  @Test
  void whoSharesARowDoesNotQueueBehindWhoWantsItAlone() {
    first.run("begin", "select * from t where id = 1 for key share");
    Future<String> alone = second.waits("delete from t where id = 1");
    try (Client third = new Client(database)) {
      assertThat(third.run("begin", "select id from t where id = 1 for share")).isEqualTo("1");
      first.run("commit");
      assertThat(alone.isDone()).isFalse();
      assertThat(third.run("delete from t where id = 1", "commit")).isEqualTo("COMMIT");
    }
    assertThat(Client.get(alone)).isEqualTo("DELETE 0");
  }

  @Test
  void oneOfADeadlockIsTheVictim() {
    first.run("begin", "select * from t where id = 1 for update");
    second.run("begin", "select * from t where id = 2 for update");
    Future<String> waiting = first.waits("update t set v = 0 where id = 2");
    assertThat(second.run("update t set v = 0 where id = 1"))
        .isEqualTo("ERROR 40P01: deadlock detected");
    assertThat(Client.get(waiting)).isEqualTo("UPDATE 1");
  }
}
