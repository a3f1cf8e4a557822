package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Commands that change the catalog while another session changes it, or the rows: each starts from
/// what is there once it has the locks that it waited for.
class ConcurrentDdlTest extends TwoSessions {
  @BeforeEach
  void makeTables() {
    first.run("create table t(id int primary key, v int)", "create index i on t (v)");
    first.run("insert into t values (1, 10), (2, 20)");
  }

  /// The answer of a command that waits until another session's transaction has ended.
  private String after(String statement, String waiting) {
    first.run("begin", statement);
    Future<String> answer = second.waits(waiting);
    first.run("commit");
    return Client.get(answer);
  }

  private String tables() {
    return first.run(
        "select relname from pg_class where relname in ('t', 'u', 'i', 'j') order by relname");
  }

  @Test
  void twoTablesOfOneNameAreNotMade() {
    assertThat(after("create table u(a int)", "create table u(b int)"))
        .isEqualTo("ERROR 42P07: relation \"u\" already exists");
    assertThat(tables()).isEqualTo("i t u");
  }

  @Test
  void aTableThatIsDroppedDoesNotComeBack() {
    assertThat(after("drop table t", "drop index i"))
        .isEqualTo("ERROR 42704: index \"i\" does not exist");
    assertThat(tables()).isEmpty();
  }

  @Test
  void anIndexThatIsMadeStaysWhenTheTableIsAltered() {
    assertThat(after("create index j on t (id, v)", "alter table t alter v set default 5"))
        .isEqualTo("ALTER TABLE");
    assertThat(tables()).isEqualTo("i j t");
    first.run("insert into t (id) values (3)");
    IndexEntries.check(database, "t", "after both");
  }

  @Test
  void aRenamedTableIsNotFoundByItsFormerName() {
    assertThat(after("alter table t rename to u", "alter table t add column w int"))
        .isEqualTo("ERROR 42P01: relation \"t\" does not exist");
    assertThat(tables()).isEqualTo("i u");
  }

  @Test
  void aTableThatTookAnothersNameIsLockedInItsPlace() {
    first.run("create table u(id int primary key, v int)");
    first.run("begin", "alter table t rename to former", "alter table u rename to t");
    second.run("begin");
    Future<String> dropped = second.waits("drop index if exists i", "alter table t drop v");
    first.run("commit");
    assertThat(Client.get(dropped)).isEqualTo("ALTER TABLE");
    String locked =
        "select relname, mode from pg_locks join pg_class on relation = pg_class.oid"
            + " where mode = 'AccessExclusiveLock' order by relname";
    assertThat(first.run(locked)).isEqualTo("former|AccessExclusiveLock t|AccessExclusiveLock");
    second.run("commit");
    assertThat(first.run("select * from former order by id")).isEqualTo("1|10 2|20");
    assertThat(first.run("select * from t")).isEmpty();
  }

  @Test
  void notNullIsHeldToRowsOfTheTableThatHasTheNameByThen() {
    first.run("create table u(id int primary key, v int)");
    first.run("begin", "alter table t rename to former", "alter table u rename to t");
    Future<String> altered = second.waits("alter table t alter v set not null");
    first.run("insert into t values (1, null)", "commit");
    assertThat(Client.get(altered)).startsWith("ERROR 23502");
  }

  @Test
  void aConstraintIsHeldToRowsThatWereCommittedWhileItWaited() {
    assertThat(
            after("insert into t values (3, -1)", "alter table t add constraint c check (v > 0)"))
        .startsWith("ERROR 23514");
  }

  @Test
  void notNullIsHeldToRowsThatWereCommittedWhileItWaited() {
    assertThat(after("insert into t values (3, null)", "alter table t alter v set not null"))
        .startsWith("ERROR 23502");
  }

  @Test
  void aForeignKeyIsHeldToRowsThatWereCommittedWhileItWaited() {
    first.run("create table u(id int)");
    assertThat(after("insert into u values (7)", "alter table u add foreign key (id) references t"))
        .startsWith("ERROR 23503");
  }

  @Test
  void constraintsAreValidatedBesideWriters() {
    first.run(
        "create table u(id int, v int)",
        "alter table u add constraint c check (v > 0) not valid",
        "alter table u add constraint f foreign key (id) references t not valid");
    second.run("begin isolation level repeatable read", "insert into u values (1, 1)");
    String validate = "alter table u validate constraint c, validate constraint f";
    assertThat(first.run("begin", validate)).isEqualTo("ALTER TABLE");
    assertThat(second.run("insert into u values (2, 2)")).isEqualTo("INSERT 0 1");
    first.run("commit");
    assertThat(second.run("insert into u values (1, 3)")).isEqualTo("INSERT 0 1");
    assertThat(second.run("insert into u values (3, 3)")).startsWith("ERROR 23503");
  }

  @Test
  void aForeignKeyKeepsWritersOutAndNobodyWhoLocksRows() {
    first.run("create table u(id int)", "insert into u values (1)");
    first.run("begin", "alter table u add foreign key (id) references t");
    assertThat(second.run("select id from u for update")).isEqualTo("1");
    Future<String> written = second.waits("insert into u values (7)");
    first.run("commit");
    assertThat(Client.get(written)).startsWith("ERROR 23503");
  }

  @Test
  void aForeignKeyIsHeldToKeysThatWereDeletedWhileItWaited() {
    first.run("create table u(id int)", "insert into u values (1)");
    assertThat(
            after("delete from t where id = 1", "alter table u add foreign key (id) references t"))
        .startsWith("ERROR 23503");
  }

  @Test
  void aForeignKeyToATableThatIsDroppedIsRefused() {
    first.run("create table u(id int)");
    assertThat(after("drop table t", "alter table u add foreign key (id) references t"))
        .isEqualTo("ERROR 42P01: relation \"t\" does not exist");
  }

  @Test
  void rowsThatWereCommittedWhileATableWaitedToBeWrittenAnewAreKept() {
    assertThat(after("insert into t values (3, 30)", "alter table t add column w int default 5"))
        .isEqualTo("ALTER TABLE");
    assertThat(first.run("select * from t order by id")).isEqualTo("1|10|5 2|20|5 3|30|5");
    IndexEntries.check(database, "t", "written anew");
  }
}
