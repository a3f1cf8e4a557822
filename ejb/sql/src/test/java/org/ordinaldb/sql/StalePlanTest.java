package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A table is altered between the planning of a statement and its first write: the statement may fail,
/// but it leaves nothing of the past to those that come after.
class StalePlanTest extends TwoSessions {
  private static final String WAITING_UPDATE =
      "update t set v = v + 1 where id = 1 and pg_advisory_lock(7)::text = ''";

  @BeforeEach
  void makeTables() {
    first.run("create table t(id int primary key, v int)");
    first.run("insert into t values (1, 10), (2, 20)");
  }

  private void alterWhileAnUpdateIsPlanned(String alteration) {
    first.run("select pg_advisory_lock(7)");
    Future<String> update = second.waits(WAITING_UPDATE);
    first.run(alteration, "select pg_advisory_unlock(7)");
    Client.get(update);
  }

  @Test
  void laterStatementsKeepANewIndex() {
    alterWhileAnUpdateIsPlanned("create index i on t (v)");
    assertThat(first.run("update t set v = 30 where id = 2")).isEqualTo("UPDATE 1");
    assertThat(first.run("select id from t where v = 30")).isEqualTo("2");
    IndexEntries.check(database, "t", "after an update");
  }
}
