package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.QuerySession;
import org.ordinaldb.session.StatementText;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.VectorBuilder;

/// Whether a partial index may be used depends on values that are parameters of the plan.
class PartialIndexPlanTest {
  @TempDir Path directory = Path.of("");

  private @Nullable TestDatabase opened;
  private @Nullable QuerySession openSession;

  @BeforeEach
  void open() {
    TestDatabase database = new TestDatabase(directory);
    opened = database;
    openSession = database.open();
    StringBuilder rows = new StringBuilder();
    for (int id = 0; id < 1000; id++) {
      String status = id % 100 == 0 ? "open" : id % 3 == 0 ? "lost" : "done";
      rows.append(id == 0 ? "" : ", ").append("(%d, '%s', %d)".formatted(id, status, id % 50));
    }
    SessionTarget target = new SessionTarget(session());
    for (String sql :
        List.of(
            "CREATE TABLE t (id int PRIMARY KEY, status text, v int)",
            "INSERT INTO t VALUES " + rows,
            "CREATE INDEX few ON t (v) WHERE status = 'open'",
            "CREATE INDEX high ON t (status) WHERE v > 40")) {
      assertThat(target.run(sql).error()).isNull();
    }
  }

  @AfterEach
  void close() {
    session().close();
    database().close();
  }

  private TestDatabase database() {
    return Objects.requireNonNull(opened);
  }

  private QuerySession session() {
    return Objects.requireNonNull(openSession);
  }

  private Prepared.Query prepare(String sql) {
    return (Prepared.Query) session().prepare(StatementText.of(sql), List.of());
  }

  private static List<String> indexes(Prepared.Query query) {
    return query.planned().plan().notes().indexes().stream().map(IndexDescriptor::name).toList();
  }

  private long rows(Prepared.Query query, ColumnBatch parameters) {
    try (Execution.Rows rows = (Execution.Rows) session().execute(query, parameters)) {
      long count = 0;
      for (ColumnBatch batch = rows.next(); batch != null; batch = rows.next()) {
        count += batch.size();
      }
      return count;
    } finally {
      session().sync();
    }
  }

  private static ColumnBatch text(@Nullable String value) {
    VectorBuilder builder = VectorBuilder.of(SqlType.TEXT, 1);
    if (value == null) {
      builder.appendNull();
    } else {
      builder.appendBytes(value.getBytes(StandardCharsets.UTF_8));
    }
    return new ColumnBatch(1, builder.build());
  }

  @Test
  void aLiftedLiteralIsFoundInTheIndexesCondition() {
    Prepared.Query open = prepare("SELECT id FROM t WHERE status = 'open'");
    assertThat(indexes(open)).containsExactly("few");
    assertThat(rows(open, SessionTarget.NO_PARAMETERS)).isEqualTo(10);
    Prepared.Query lost = prepare("SELECT id FROM t WHERE status = 'lost'");
    assertThat(indexes(lost)).isEmpty();
    assertThat(rows(lost, SessionTarget.NO_PARAMETERS)).isEqualTo(330);
  }

  @Test
  void bothPlansStayInTheCache() {
    for (String status : List.of("open", "lost")) {
      prepare("SELECT v FROM t WHERE status = '" + status + "'");
    }
    long before = database().sql().planCacheHits();
    for (String status : List.of("open", "done", "open")) {
      assertThat(indexes(prepare("SELECT v FROM t WHERE status = '" + status + "'")))
          .isEqualTo(status.equals("open") ? List.of("few") : List.of());
    }
    assertThat(database().sql().planCacheHits() - before).isEqualTo(3);
  }

  @Test
  void aParameterDecidesAtEachRun() {
    Prepared.Query query = prepare("SELECT id FROM t WHERE status = $1");
    assertThat(indexes(query)).isEmpty();
    assertThat(rows(query, text("lost"))).isEqualTo(330);
    assertThat(indexes(query)).isEmpty();
    assertThat(rows(query, text("open"))).isEqualTo(10);
    assertThat(indexes(query)).containsExactly("few");
    assertThat(rows(query, text("done"))).isEqualTo(660);
    assertThat(rows(query, text(null))).isZero();
    assertThat(rows(query, text("open"))).isEqualTo(10);
  }

  @Test
  void aRangeHasToLieWithinTheConditions() {
    String sql = "SELECT id FROM t WHERE status = 'lost' AND v > %d AND id < 500";
    for (int bound : List.of(45, 40, 39, 44, 0)) {
      Prepared.Query query = prepare(sql.formatted(bound));
      assertThat(indexes(query)).isEqualTo(bound >= 40 ? List.of("high") : List.of());
      long found = rows(query, SessionTarget.NO_PARAMETERS);
      Prepared.Query hidden = prepare(sql.formatted(bound).replace("v >", "v + 0 >"));
      assertThat(indexes(hidden)).isEmpty();
      assertThat(found).isEqualTo(rows(hidden, SessionTarget.NO_PARAMETERS)).isPositive();
    }
  }

  @Test
  void aTransactionThatDoesNotSeeTheIndexReadsTheTable() {
    SessionTarget other = new SessionTarget(session());
    try (Client client = new Client(database())) {
      client.run("BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT count(*) FROM t WHERE v = 1");
      assertThat(other.run("CREATE INDEX later ON t (id, v) WHERE status = 'lost'").error())
          .isNull();
      assertThat(client.run("SELECT count(*) FROM t WHERE status = 'lost'")).isEqualTo("330");
    }
  }
}
