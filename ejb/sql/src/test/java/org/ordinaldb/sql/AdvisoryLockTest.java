package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class AdvisoryLockTest extends TwoSessions {
  @Test
  void aSessionsLockOutlivesItsTransactionsAndItsRollbacks() {
    first.run("begin", "select pg_advisory_lock(1)", "rollback");
    assertThat(second.run("select pg_try_advisory_lock(1)")).isEqualTo("f");
    Future<String> waiting = second.waits("select pg_advisory_lock(1)");
    assertThat(first.run("select pg_advisory_unlock(1)")).isEqualTo("t");
    assertThat(Client.get(waiting)).isEmpty();
  }

  @Test
  void aTransactionsLockEndsWithItOrWithItsSavepoint() {
    first.run("begin", "select pg_advisory_xact_lock(1)", "savepoint s");
    first.run("select pg_advisory_xact_lock(2)", "rollback to s");
    assertThat(second.run("select pg_try_advisory_lock(2)")).isEqualTo("t");
    assertThat(second.run("select pg_try_advisory_xact_lock(1)")).isEqualTo("f");
    first.run("commit");
    assertThat(second.run("select pg_try_advisory_xact_lock(1)")).isEqualTo("t");
  }

  @Test
  void sharedLocksGoTogether() {
    first.run("select pg_advisory_lock_shared(1, 2)");
    assertThat(second.run("select pg_try_advisory_lock_shared(1, 2)")).isEqualTo("t");
    assertThat(second.run("select pg_try_advisory_xact_lock(1, 2)")).isEqualTo("f");
    assertThat(first.run("select pg_advisory_unlock_shared(1, 2)")).isEqualTo("t");
    assertThat(second.run("select pg_try_advisory_xact_lock(1, 2)")).isEqualTo("t");
  }

  @Test
  void theEndOfASessionGivesItsLocksBack() {
    Client brief = new Client(database);
    brief.run("select pg_advisory_lock(1)");
    brief.close();
    assertThat(first.run("select pg_try_advisory_lock(1)")).isEqualTo("t");
  }

  @Test
  void deadlocksAmongAdvisoryAndRowLocksAreFound() {
    first.run("create table t(id int primary key)", "insert into t values (1)");
    first.run("begin", "select * from t for update");
    second.run("begin", "select pg_advisory_lock(9)");
    Future<String> waiting = first.waits("select pg_advisory_lock(9)");
    assertThat(second.run("delete from t")).isEqualTo("ERROR 40P01: deadlock detected");
    assertThat(second.run("rollback", "select pg_advisory_unlock(9)")).isEqualTo("t");
    assertThat(Client.get(waiting)).isEmpty();
  }

  @Test
  void aConditionThatIsTrueOfAnyResultTakesItsLock() {
    first.run("create table t(id int primary key)", "insert into t values (1)");
    first.run("select id from t where pg_advisory_lock(1) is not null");
    assertThat(second.run("select pg_try_advisory_lock(1)")).isEqualTo("f");
    Future<String> waiting =
        second.waits("update t set id = 2 where pg_advisory_lock(1) is not null");
    first.run("select pg_advisory_unlock(1)");
    assertThat(Client.get(waiting)).isEqualTo("UPDATE 1");
  }

  @Test
  void everyKindOfLockIsListed() {
    first.run("create table t(id int primary key)", "insert into t values (1)");
    first.run("begin", "select * from t for share", "select pg_advisory_xact_lock(5)");
    Future<String> waiting = second.waits("delete from t");
    assertThat(
            first.run(
                "select locktype, relation = (select oid from pg_class where relname = 't'),"
                    + " mode, granted, objid from pg_locks order by 1, 3"))
        .isEqualTo(
            "advisory|null|ExclusiveLock|t|5"
                + " relation|t|RowExclusiveLock|t|null"
                + " relation|t|RowShareLock|t|null"
                + " tuple|t|ExclusiveLock|f|null"
                + " tuple|t|ShareLock|t|null");
    first.run("commit");
    assertThat(Client.get(waiting)).isEqualTo("DELETE 1");
  }

  @Test
  void whoWaitsIsToldOfByWhomItIsBlockedAndCanBeCancelled() {
    String me = first.run("select pg_backend_pid()");
    first.run("select pg_advisory_lock(1)");
    Future<String> waiting = second.waits("select pg_advisory_lock(1)");
    assertThat(
            first.run(
                "select pg_blocking_pids(pid), waitstart <= clock_timestamp() from pg_locks"
                    + " where not granted"))
        .isEqualTo("{" + me + "}|t");
    assertThat(first.run("select pg_blocking_pids(pg_backend_pid()), pg_blocking_pids(null)"))
        .isEqualTo("{}|null");
    assertThat(first.run("select waitstart from pg_locks where granted")).isEqualTo("null");
    assertThat(first.run("select pg_cancel_backend(pid) from pg_locks where not granted"))
        .isEqualTo("t");
    assertThat(Client.get(waiting))
        .isEqualTo("ERROR 57014: canceling statement due to user request");
    assertThat(first.run("select pg_cancel_backend(0)")).isEqualTo("f");
  }
}
