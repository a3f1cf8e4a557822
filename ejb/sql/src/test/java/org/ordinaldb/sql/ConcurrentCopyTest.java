package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.PreparedStatement;
import org.ordinaldb.session.QuerySession;
import org.ordinaldb.transaction.LockListing;

/// COPY of so many rows that they become segments, beside other writers of its table.
class ConcurrentCopyTest extends TwoSessions {
  private static final int ROWS = 20_000;

  @BeforeEach
  void createTable() {
    first.run("create table t (id int primary key, v int unique, w int)", "create index on t (w)");
  }

  /// A COPY whose rows are on their way.
  private final class Copy implements AutoCloseable {
    private final QuerySession session = database.open();
    private final Execution.CopyIn rows;

    Copy(String table) {
      PreparedStatement copy =
          session.prepare(session.parse("copy " + table + " from stdin").getFirst(), List.of());
      rows = (Execution.CopyIn) session.execute(copy, SessionTarget.NO_PARAMETERS);
    }

    /// Sends rows with every other key from `first` on; their other columns follow from the key.
    Copy send(int first, int count) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < count; i++) {
        int id = first + 2 * i;
        text.append(id).append('\t').append(id).append('\t').append(id % 7).append('\n');
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      rows.write(bytes, 0, bytes.length);
      return this;
    }

    String end() {
      String tag = rows.finish();
      rows.close();
      session.sync();
      return tag;
    }

    @Override
    public void close() {
      rows.close();
      session.close();
    }
  }

  private void assertRows(int expected) {
    assertThat(first.run("select count(*) from t")).isEqualTo(String.valueOf(expected));
    assertThat(first.run("select count(*) from t where w = 3 or w <> 3 or w is null"))
        .isEqualTo(String.valueOf(expected));
    assertThat(first.run("select * from ordinal.check")).isEmpty();
  }

  @Test
  void othersInsertUpdateAndDeleteWhileRowsAreCopied() {
    first.run("insert into t values (1, 1, 1), (3, 3, 3), (5, 5, 5)");
    try (Copy copy = new Copy("t").send(100, ROWS / 2)) {
      assertThat(second.run("insert into t values (7, 7, 7)")).isEqualTo("INSERT 0 1");
      assertThat(second.run("update t set v = 33 where id = 3")).isEqualTo("UPDATE 1");
      assertThat(second.run("delete from t where id = 5")).isEqualTo("DELETE 1");
      copy.send(100 + ROWS, ROWS / 2);
      assertThat(copy.end()).isEqualTo("COPY " + ROWS);
    }
    assertRows(ROWS + 3);
    assertThat(first.run("select v from t where id in (1, 3, 5, 7)")).isEqualTo("1 33 7");
  }

  @Test
  void aKeyThatOthersCommitMeanwhileIsADuplicateInEveryUniqueIndex() {
    for (String row : List.of("(200, 1, 1)", "(1, 200, 1)")) {
      try (Copy copy = new Copy("t").send(100, ROWS)) {
        second.run("insert into t values " + row);
        assertThatThrownBy(copy::end)
            .isInstanceOfSatisfying(
                SqlException.class,
                e -> {
                  assertThat(e.state()).isEqualTo(SqlState.UNIQUE_VIOLATION);
                  assertThat(e.constraint())
                      .isEqualTo(row.startsWith("(200") ? "t_pkey" : "t_v_key");
                });
      }
      assertRows(1);
      second.run("delete from t");
    }
  }

  @Test
  void aKeyThatOthersInsertAndDeleteMeanwhileIsCopied() {
    try (Copy copy = new Copy("t").send(100, ROWS)) {
      second.run("insert into t values (200, 300, 200 % 7), (1, 400, 1)");
      second.run("delete from t");
      copy.end();
    }
    assertRows(ROWS);
    assertThat(first.run("select v, w from t where id = 200")).isEqualTo("200|4");
    assertThat(first.run("select id from t where v = 400")).isEqualTo("400");
  }

  /// In order, so that the key is met while rows are on their way.
  @Test
  void aKeyThatOthersAreDeletingIsWaitedForInEveryUniqueIndex() throws Exception {
    for (String row : List.of("(9000, 1, 1)", "(1, 9000, 1)")) {
      first.run("insert into t values " + row);
      second.run("begin", "delete from t");
      try (Copy copy = new Copy("t");
          ExecutorService thread = Executors.newSingleThreadExecutor()) {
        Future<String> copied = thread.submit(() -> copy.send(100, ROWS).end());
        while (database.storage().locks().stream().allMatch(LockListing::granted)) {
          assertThat(copied.isDone()).isFalse();
          Thread.onSpinWait();
        }
        second.run("commit");
        assertThat(copied.get()).isEqualTo("COPY " + ROWS);
      }
      assertRows(ROWS);
      first.run("truncate t");
    }
  }

  @Test
  void twoCopiesOfOneTableGoOnSideBySide() {
    try (Copy even = new Copy("t").send(100, ROWS);
        Copy odd = new Copy("t").send(101, ROWS)) {
      even.end();
      odd.end();
    }
    assertRows(2 * ROWS);
  }

  @Test
  void anIndexIsBuiltAfterTheRowsOnTheirWay() {
    try (Copy copy = new Copy("t").send(100, ROWS)) {
      Future<String> index = second.waits("create index late on t (w, id)");
      copy.end();
      assertThat(Client.get(index)).isEqualTo("CREATE INDEX");
    }
    assertRows(ROWS);
  }
}
