package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.IndexTable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.error.SessionException;
import org.ordinaldb.sql.check.DatabaseCheck;
import org.ordinaldb.sql.execution.DeferredChecks;
import org.ordinaldb.sql.execution.ExecutionContext;
import org.ordinaldb.sql.execution.IndexMaintenance;
import org.ordinaldb.sql.execution.MemoryBudget;
import org.ordinaldb.sql.execution.StatementConstraints;
import org.ordinaldb.sql.expression.EvaluationContext;
import org.ordinaldb.sql.plan.CatalogConstraints;
import org.ordinaldb.sql.plan.Planner;
import org.ordinaldb.sql.system.TestSession;
import org.ordinaldb.storage.CheckFinding;
import org.ordinaldb.storage.ScanRequest;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.storage.TableScan;
import org.ordinaldb.transaction.IsolationLevel;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;
import org.ordinaldb.type.VectorKind;

/// Rows and entries are written behind SQL's back; `ordinal.check` has to name each that is wrong.
class DatabaseCheckTest {
  @TempDir Path directory = Path.of("");
  private TestDatabase database;
  private SessionTarget session;

  @BeforeEach
  void open() {
    database = new TestDatabase(directory);
    session = new SessionTarget(database.open());
  }

  @AfterEach
  void close() {
    session.close();
    database.close();
  }

  // ---- indexes

  @Test
  void aRowWithoutItsEntryIsNamed() {
    sql("CREATE TABLE t (id int PRIMARY KEY, a int)");
    sql("CREATE INDEX i ON t (a)");
    sql("INSERT INTO t VALUES (1, 10), (2, 20), (3, 30)");
    behind(storage -> storage.delete(entries("t", "i"), keys(storage, entries("t", "i"), 1)));
    expect("public.t, index i: row (id)=(2) has no entry");
  }

  @Test
  void anEntryWithoutItsRowIsNamed() {
    sql("CREATE TABLE t (id int PRIMARY KEY, a int, b text)");
    sql("CREATE INDEX i ON t (lower(b), a DESC)");
    sql("INSERT INTO t VALUES (1, 10, 'X'), (2, 20, NULL), (3, 30, 'Z')");
    behind(storage -> storage.delete(table("t"), keys(storage, table("t"), 0)));
    expect(
        "public.t, index i: the entry of key (lower(b), a)=(x, 10) is for row (id)=(1), which does"
            + " not exist");
  }

  @Test
  void aRowThatChangedAloneLacksItsEntryAndHasAnother() {
    sql("CREATE TABLE t (id int PRIMARY KEY, a int)");
    sql("CREATE INDEX i ON t (a)");
    sql("INSERT INTO t VALUES (1, 10), (2, 20)");
    behind(storage ->
        storage.update(table("t"), keys(storage, table("t"), 1), row(table("t"), 2, 21)));
    expect(
        "public.t, index i: row (id)=(2) has no entry",
        "public.t, index i: the entry of key (a)=(20) is for row (id)=(2), which does not ask"
            + " for it");
  }

  @Test
  void anEntryWithOtherIncludedValuesIsNamed() {
    sql("CREATE TABLE t (id int PRIMARY KEY, a int, b text)");
    sql("CREATE INDEX i ON t (a) INCLUDE (b)");
    sql("INSERT INTO t VALUES (1, 10, 'x'), (2, 20, 'y')");
    behind(storage ->
        storage.update(table("t"), keys(storage, table("t"), 1), row(table("t"), 2, 20, "z")));
    expect("public.t, index i: the entry of row (id)=(2) has other values than the row");
  }

  @Test
  void theConditionOfAPartialIndexDecidesWhichEntriesThereAre() {
    sql("CREATE TABLE t (id int PRIMARY KEY, a int, b int)");
    sql("CREATE INDEX i ON t (a) WHERE b > 0");
    sql("INSERT INTO t VALUES (1, 10, 1), (2, 20, 0), (3, 30, NULL), (4, 40, 4)");
    expect();
    behind(storage ->
        storage.update(table("t"), keys(storage, table("t"), 0), row(table("t"), 1, 10, 0)));
    behind(storage ->
        storage.update(table("t"), keys(storage, table("t"), 1), row(table("t"), 2, 20, 1)));
    expect(
        "public.t, index i: row (id)=(2) has no entry",
        "public.t, index i: the entry of key (a)=(10) is for row (id)=(1), which does not ask for"
            + " it");
  }

  @Test
  void rowsWithOneUniqueKeyAreNamedWithEachOther() {
    sql("CREATE TABLE t (id int PRIMARY KEY, a int, b int)");
    sql("CREATE UNIQUE INDEX i ON t (a, b)");
    sql("INSERT INTO t VALUES (1, 10, 1), (2, 20, NULL), (3, 20, NULL)");
    expect();
    behind(storage -> storage.insert(table("t"), row(table("t"), 4, 10, 1)));
    expect(
        "public.t, index i: row (id)=(4) has no entry: that of its key (a, b)=(10, 1) is for row"
            + " (id)=(1)");
  }

  @Test
  void nullsThatAreNotDistinctAreOneKey() {
    sql("CREATE TABLE t (id int PRIMARY KEY, a int)");
    sql("CREATE UNIQUE INDEX i ON t (a) NULLS NOT DISTINCT");
    sql("INSERT INTO t VALUES (1, NULL), (2, 20)");
    expect();
    behind(storage -> storage.insert(table("t"), row(table("t"), 4, null)));
    expect(
        "public.t, index i: row (id)=(4) has no entry: that of its key (a)=(null) is for row"
            + " (id)=(1)");
  }

  @Test
  void rowsWithoutPrimaryKeyAreNamedByTheirNumbers() {
    sql("CREATE TABLE t (a int)");
    sql("CREATE INDEX i ON t (a)");
    sql("INSERT INTO t VALUES (10), (20)");
    behind(storage -> storage.delete(entries("t", "i"), keys(storage, entries("t", "i"), 0)));
    behind(storage -> storage.delete(table("t"), keys(storage, table("t"), 1)));
    expect(
        "public.t, index i: row number 1 has no entry",
        "public.t, index i: the entry of key (a)=(20) is for row number 2, which does not exist");
  }

  @Test
  void rowsWithOneKeyOfADeferrableConstraintAreNamed() {
    sql("CREATE TABLE t (id int PRIMARY KEY, a int UNIQUE DEFERRABLE INITIALLY DEFERRED)");
    sql("INSERT INTO t VALUES (1, 10), (2, NULL), (3, NULL), (4, 20)");
    expect();
    behind(storage -> {
      ColumnBatch row = row(table("t"), 5, 10);
      storage.insert(table("t"), row);
      IndexMaintenance indexes = Planner.maintenance(table("t"), index -> true);
      storage.insert(
          entries("t", "t_a_key"),
          indexes.indexes().getFirst().entries(row, null, new TestSession().context()));
    });
    expect("public.t, index t_a_key: rows (id)=(1) and (id)=(5) have the same key (a)=(10)");
  }

  // ---- constraints

  @Test
  void danglingReferencesToUniqueConstraintsAreNamed() {
    sql("CREATE TABLE p (id int PRIMARY KEY, a int UNIQUE)");
    sql("CREATE TABLE c (a int REFERENCES p (a))");
    sql("INSERT INTO p VALUES (1, 10), (2, 20)");
    sql("INSERT INTO c VALUES (10), (20), (NULL)");
    expect();
    behind(storage -> {
      storage.delete(table("p"), keys(storage, table("p"), 1));
      storage.delete(entries("p", "p_a_key"), keys(storage, entries("p", "p_a_key"), 1));
    });
    expect("public.c, constraint c_a_fkey: Key (a)=(20) is not present in table \"p\".");
  }

  @Test
  void nullsWhereNoneMayBeAreNamed() {
    sql("CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL)");
    sql("CREATE TABLE u (a int NOT NULL, b text)");
    behind(storage -> storage.insert(table("t"), row(table("t"), 7, null)));
    behind(storage -> storage.insert(table("u"), row(table("u"), null, "x")));
    expect(
        "public.t, column 2: null in column \"a\" of row (id)=(7)",
        "public.u, column 1: null in column \"a\" of row (null, x)");
  }

  @Test
  void rowsThatViolateACheckAreNamed() {
    sql("CREATE TABLE t (id int PRIMARY KEY, a int CONSTRAINT positive CHECK (a > 0))");
    sql("INSERT INTO t VALUES (1, 1), (2, NULL)");
    expect();
    behind(storage -> storage.insert(table("t"), row(table("t"), 3, -1)));
    expect("public.t, constraint positive: row (id)=(3) violates it");
  }

  @Test
  void aCheckThatCannotBeComputedIsNamed() {
    sql("CREATE TABLE t (id int PRIMARY KEY, a int CONSTRAINT c CHECK (10 / a > 0))");
    sql("INSERT INTO t VALUES (1, 1)");
    behind(storage -> storage.insert(table("t"), row(table("t"), 3, 0)));
    expect("public.t, constraint c: it cannot be computed: division by zero");
  }

  @Test
  void danglingReferencesAreNamed() {
    sql("CREATE TABLE p (a int, b text, PRIMARY KEY (a, b))");
    sql("CREATE TABLE c (id int PRIMARY KEY, x text, y int, FOREIGN KEY (y, x) REFERENCES p)");
    sql("INSERT INTO p VALUES (1, 'x'), (2, 'y')");
    sql("INSERT INTO c VALUES (1, 'x', 1), (2, 'y', 2), (3, 'y', 2), (4, 'z', NULL)");
    expect();
    behind(storage -> storage.delete(table("p"), keys(storage, table("p"), 1)));
    expect("public.c, constraint c_y_x_fkey: Key (y, x)=(2, y) is not present in table \"p\".");
  }

  @Test
  void referencesThatAreNullInPartAreNamedUnderMatchFull() {
    sql("CREATE TABLE p (a int, b int, PRIMARY KEY (a, b))");
    sql("CREATE TABLE c (x int, y int, FOREIGN KEY (x, y) REFERENCES p MATCH FULL)");
    sql("INSERT INTO c VALUES (NULL, NULL)");
    expect();
    behind(storage -> storage.insert(table("c"), row(table("c"), 1, null)));
    expect("public.c, constraint c_x_y_fkey: the key of row (1, null) is null in part");
  }

  @Test
  void whatIsNotValidIsPassedOver() {
    sql("CREATE TABLE p (id int PRIMARY KEY)");
    sql("CREATE TABLE t (a int)");
    sql("INSERT INTO t VALUES (-1)");
    sql("ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0) NOT VALID");
    sql("ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p NOT VALID");
    expect();
  }

  // ---- how

  @Test
  void manyProblemsOfOneKindAreCounted() {
    sql("CREATE TABLE t (id int PRIMARY KEY, a int)");
    sql("CREATE INDEX i ON t (a)");
    behind(storage -> {
      for (int id = 0; id < 100; id++) {
        storage.insert(table("t"), row(table("t"), id, 100 - id));
      }
    });
    assertThat(findings())
        .hasSize(11)
        .contains("public.t, index i: row (id)=(99) has no entry")
        .endsWith("public.t, index i: and 90 more problems");
  }

  @Test
  void whatIsFoundDoesNotDependOnTheSpaceToSort() {
    sql("CREATE TABLE t (id int PRIMARY KEY, a int)");
    sql("CREATE UNIQUE INDEX i ON t (a)");
    behind(storage -> {
      for (int id = 0; id < 20_000; id += 4_000) {
        storage.insert(table("t"), rows(id, id + 4_000));
      }
    });
    database.storage().compact();
    sql("DROP INDEX i");
    sql("CREATE UNIQUE INDEX i ON t (a)");
    expect();
    behind(storage -> storage.insert(table("t"), row(table("t"), 50_000, 77)));
    behind(storage -> storage.delete(table("t"), keys(storage, table("t"), 123)));
    List<String> found = findings();
    assertThat(found).hasSize(2);
    assertThat(check(1, new CancelToken())).isEqualTo(found);
  }

  @Test
  void theSessionsOwnChangesAreNotLookedAt() {
    sql("CREATE TABLE p (id int PRIMARY KEY)");
    sql("CREATE TABLE c (a int REFERENCES p DEFERRABLE INITIALLY DEFERRED)");
    sql("BEGIN ISOLATION LEVEL SERIALIZABLE");
    sql("INSERT INTO c VALUES (1)");
    expect();
    sql("ROLLBACK");
  }

  @Test
  void aCheckThatIsCancelledEnds() {
    sql("CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL)");
    sql("INSERT INTO t VALUES (1, 1)");
    CancelToken token = new CancelToken();
    token.cancel(CancelToken.Reason.USER_REQUEST);
    assertThatThrownBy(() -> check(1, token))
        .isInstanceOf(SessionException.class)
        .hasMessageContaining("canceling statement due to user request");
  }

  // ---- tools

  private void sql(String statement) {
    assertThat(session.run(statement).error()).as(statement).isNull();
  }

  private void expect(String... expected) {
    assertThat(findings()).containsExactly(expected);
    assertThat(check(1, new CancelToken())).containsExactly(expected);
  }

  /// What `ordinal.check` says, a line a finding as the engine writes them.
  private List<String> findings() {
    return session.run("SELECT place, column_name, problem FROM ordinal.check").rows().stream()
        .map(row -> row.get(0) + column(row) + ": " + row.get(2))
        .toList();
  }

  private String column(List<@Nullable String> row) {
    String name = row.get(1);
    String table = Objects.requireNonNull(row.get(0)).substring("public.".length());
    return name == null ? "" : ", column " + (table(table).columnIndex(name) + 1);
  }

  private List<String> check(long spaceBytes, CancelToken token) {
    try (StorageSession storage = database.storage().openSession()) {
      storage.begin(IsolationLevel.REPEATABLE_READ, true);
      storage.beginStatement();
      CatalogConstraints constraints = new CatalogConstraints(storage.catalog());
      TestSession view = new TestSession();
      ExecutionContext context =
          new ExecutionContext(
              storage,
              EvaluationContext.of(view, token),
              view,
              token,
              new MemoryBudget(1 << 20),
              new StatementConstraints(constraints, new DeferredChecks()),
              false);
      return new DatabaseCheck(storage.catalog(), constraints, context, spaceBytes)
          .run().stream().map(CheckFinding::toString).toList();
    }
  }

  /// Does in a transaction what no statement does.
  private void behind(Consumer<StorageSession> change) {
    try (StorageSession storage = database.storage().openSession()) {
      storage.begin(IsolationLevel.READ_COMMITTED, false);
      change.accept(storage);
      storage.commit();
    }
  }

  private TableDescriptor table(String name) {
    return Objects.requireNonNull(database.storage().catalog().table(Catalog.PUBLIC, name));
  }

  private TableDescriptor entries(String table, String name) {
    for (IndexDescriptor index : table(table).indexes()) {
      if (index.name().equals(name)) {
        return IndexTable.of(table(table), index).entries();
      }
    }
    throw new AssertionError("no index " + name);
  }

  /// The key of the row at a position.
  private static BytesVector keys(StorageSession storage, TableDescriptor table, int position) {
    VectorBuilder key = VectorBuilder.of(VectorKind.BYTES, 1);
    int before = 0;
    try (TableScan scan = storage.scan(ScanRequest.all(table, ScanRequest.ROW_KEY))) {
      for (ColumnBatch batch = scan.next(); batch != null; batch = scan.next()) {
        if (position >= before && position < before + batch.size()) {
          key.append(batch.column(0), batch.row(position - before));
        }
        before += batch.size();
      }
    }
    return (BytesVector) key.build();
  }

  /// Rows of two numbers that are the same.
  private static ColumnBatch rows(int from, int to) {
    VectorBuilder numbers = VectorBuilder.of(VectorKind.LONG, to - from);
    for (int i = from; i < to; i++) {
      numbers.appendLong(i);
    }
    Vector column = numbers.build();
    return new ColumnBatch(to - from, column, column);
  }

  private static ColumnBatch row(TableDescriptor table, @Nullable Object... values) {
    Vector[] columns = new Vector[values.length];
    for (int i = 0; i < values.length; i++) {
      VectorBuilder column = VectorBuilder.of(table.columns().get(i).type(), 1);
      switch (values[i]) {
        case null -> column.appendNull();
        case Integer number -> column.appendLong(number);
        case String text -> column.appendBytes(text.getBytes(StandardCharsets.UTF_8));
        default -> throw new AssertionError(values[i]);
      }
      columns[i] = column.build();
    }
    return new ColumnBatch(1, columns);
  }
}
