package org.ordinaldb.sql.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ordinaldb.sql.execution.TestRows.row;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.expression.CorrelationReference;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.InputReference;
import org.ordinaldb.storage.ScanRequest;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;

/// Plans over a stored table: which keys they ask for, and what they write.
class TablePlansTest {
  private static final TableDescriptor TABLE =
      new TableDescriptor(
          20000,
          "public",
          "visits",
          List.of(
              new ColumnDescriptor("city", SqlType.TEXT, false, null),
              new ColumnDescriptor("day", SqlType.INT4, false, null),
              new ColumnDescriptor("note", SqlType.TEXT, true, null)),
          new PrimaryKey("visits_pkey", List.of(0, 1)));
  private static final int[] ALL = {0, 1, 2};

  private final FakeStorage storage = new FakeStorage();

  @BeforeEach
  void fill() {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (String city : List.of("bern", "oslo", "rome")) {
      for (int day = 1; day <= 4; day++) {
        rows.add(row(city, day, city + day));
      }
    }
    run(insert(rows));
  }

  private static ModifyPlan insert(List<List<@Nullable Object>> rows) {
    PlanNode source = TestRows.source(List.of(SqlType.TEXT, SqlType.INT4, SqlType.TEXT), rows);
    return new ModifyPlan(ModifyOperation.INSERT, TABLE, source, false);
  }

  private List<List<@Nullable Object>> run(PlanNode plan) {
    return TestRows.run(plan, TestRows.context(storage));
  }

  private List<String> notes(PlanNode plan) {
    return run(plan).stream().map(row -> Objects.requireNonNull(row.getLast()).toString()).toList();
  }

  private static PlanNode scan(KeyBounds... bounds) {
    return new TableScanPlan(TABLE, ALL, List.of(bounds), List.of(), false, null, null);
  }

  private static Expression text(String value) {
    return TestExpressions.constant(SqlType.TEXT, value);
  }

  private static Expression day(int value) {
    return TestExpressions.constant(SqlType.INT4, value);
  }

  @Test
  void equalityOnTheLeadingPartIsAPrefix() {
    assertThat(notes(scan(KeyBounds.equalTo(List.of(text("oslo"))))))
        .containsExactly("oslo1", "oslo2", "oslo3", "oslo4");
  }

  @Test
  void rangesOnTheNextPartHonourInclusiveness() {
    List<Expression> oslo = List.of(text("oslo"));
    assertThat(notes(scan(new KeyBounds(oslo, day(2), true, day(3), true))))
        .containsExactly("oslo2", "oslo3");
    assertThat(notes(scan(new KeyBounds(oslo, day(2), false, day(4), false))))
        .containsExactly("oslo3");
    assertThat(notes(scan(new KeyBounds(oslo, day(3), false, null, false))))
        .containsExactly("oslo4");
    assertThat(notes(scan(new KeyBounds(List.of(), text("oslo"), false, null, false))))
        .containsExactly("rome1", "rome2", "rome3", "rome4");
    assertThat(notes(scan(new KeyBounds(List.of(), null, false, text("oslo"), false))))
        .containsExactly("bern1", "bern2", "bern3", "bern4");
  }

  @Test
  void alternativesAreAUnionWithoutDuplicates() {
    List<Expression> oslo = List.of(text("oslo"));
    assertThat(
            notes(
                scan(
                    KeyBounds.equalTo(List.of(text("rome"), day(4))),
                    new KeyBounds(oslo, day(2), true, day(3), true),
                    new KeyBounds(oslo, day(1), true, day(2), true),
                    KeyBounds.equalTo(List.of(text("rome"), day(4))))))
        .containsExactly("oslo1", "oslo2", "oslo3", "rome4");
  }

  @Test
  void nullAndEmptyRangesMatchNothing() {
    assertThat(notes(scan(KeyBounds.equalTo(List.of(TestExpressions.nullOf(SqlType.TEXT))))))
        .isEmpty();
    List<Expression> oslo = List.of(text("oslo"));
    assertThat(notes(scan(new KeyBounds(oslo, day(3), true, day(2), true)))).isEmpty();
    assertThat(
            notes(
                scan(new KeyBounds(oslo, TestExpressions.nullOf(SqlType.INT4), true, null, false))))
        .isEmpty();
  }

  @Test
  void countByRankCountsTheUnion() {
    List<KeyBounds> bounds =
        List.of(
            KeyBounds.equalTo(List.of(text("rome"))),
            KeyBounds.equalTo(List.of(text("bern"), day(1))));
    assertThat(run(new CountByRankPlan(TABLE, bounds))).containsExactly(row(5L));
    assertThat(run(new CountByRankPlan(TABLE, List.of()))).containsExactly(row(12L));
  }

  @Test
  void offsetAndLimitAndReverseGoToTheScan() {
    PlanNode plan =
        new TableScanPlan(
            TABLE,
            ALL,
            List.of(),
            List.of(),
            true,
            TestExpressions.number(3),
            TestExpressions.number(2));
    assertThat(notes(plan)).containsExactly("rome1", "oslo4");
  }

  @Test
  void pointGetsReadEachKeyOnce() {
    List<Expression> oslo2 = List.of(text("oslo"), day(2));
    List<Expression> absent = List.of(text("oslo"), day(9));
    List<Expression> bern1 = List.of(text("bern"), day(1));
    assertThat(notes(new PointGetPlan(TABLE, ALL, List.of(oslo2, absent, bern1, oslo2))))
        .containsExactly("bern1", "oslo2");
    assertThat(notes(new PointGetPlan(TABLE, ALL, List.of(absent)))).isEmpty();
  }

  @Test
  void indexJoinFindsTheRowOfEveryKey() {
    List<SqlType> types = List.of(SqlType.TEXT, SqlType.INT4);
    PlanNode outer =
        TestRows.source(
            types,
            List.of(row("rome", 4), row("oslo", 9), row(null, 1), row("bern", 1), row("rome", 4)));
    List<Expression> keys =
        List.of(new InputReference(0, SqlType.TEXT), new InputReference(1, SqlType.INT4));
    int[] note = {2};
    assertThat(run(new IndexJoinPlan(JoinKind.INNER, outer, TABLE, note, keys, null)))
        .containsExactly(
            row("rome", 4L, "rome4"), row("bern", 1L, "bern1"), row("rome", 4L, "rome4"));
    assertThat(run(new IndexJoinPlan(JoinKind.LEFT, outer, TABLE, note, keys, null)))
        .containsExactlyInAnyOrder(
            row("rome", 4L, "rome4"),
            row("bern", 1L, "bern1"),
            row("rome", 4L, "rome4"),
            row("oslo", 9L, null),
            row(null, 1L, null));
    assertThat(run(new IndexJoinPlan(JoinKind.ANTI, outer, TABLE, note, keys, null)))
        .containsExactly(row("oslo", 9L), row(null, 1L));
  }

  @Test
  void correlationReopensTheRightSideForEveryLeftRow() {
    PlanNode left =
        TestRows.source(List.of(SqlType.TEXT), List.of(row("rome"), row("paris"), row("bern")));
    PlanNode right =
        new LimitPlan(
            scan(KeyBounds.equalTo(List.of(new CorrelationReference(7, 0, SqlType.TEXT)))),
            null,
            TestExpressions.number(2));
    assertThat(run(new CorrelatePlan(JoinKind.LEFT, left, right, 7)))
        .containsExactly(
            row("rome", "rome", 1L, "rome1"),
            row("rome", "rome", 2L, "rome2"),
            row("paris", null, null, null),
            row("bern", "bern", 1L, "bern1"),
            row("bern", "bern", 2L, "bern2"));
    assertThat(run(new CorrelatePlan(JoinKind.ANTI, left, right, 7))).containsExactly(row("paris"));
    assertThat(run(new CorrelatePlan(JoinKind.SEMI, left, right, 7)))
        .containsExactly(row("rome"), row("bern"));
  }

  @Test
  void insertFromTheSameTableDoesNotSeeItsOwnRows() {
    PlanNode shifted =
        new ProjectPlan(
            TableScanPlan.all(TABLE, ALL),
            List.of(
                new InputReference(0, SqlType.TEXT),
                TestExpressions.of(
                    SqlType.INT4, (batch, row) -> ((LongVector) batch.column(1)).get(row) + 10),
                new InputReference(2, SqlType.TEXT)));
    ExecutionContext context = TestRows.context(storage);
    TestRows.run(new ModifyPlan(ModifyOperation.INSERT, TABLE, shifted, false), context);
    assertThat(context.modifiedRows()).isEqualTo(12);
    assertThat(storage.rows).hasSize(24);
  }

  @Test
  void updateReplacesRowsAndReturnsThem() {
    PlanNode input =
        new ProjectPlan(
            new TableScanPlan(
                TABLE,
                new int[] {ScanRequest.ROW_KEY, 0, 1, 2},
                List.of(KeyBounds.equalTo(List.of(text("oslo")))),
                List.of(),
                false,
                null,
                null),
            List.of(
                new InputReference(0, SqlType.BYTEA),
                new InputReference(1, SqlType.TEXT),
                TestExpressions.of(
                    SqlType.INT4, (batch, row) -> ((LongVector) batch.column(2)).get(row) + 1),
                new InputReference(3, SqlType.TEXT)));
    ExecutionContext context = TestRows.context(storage);
    assertThat(TestRows.run(new ModifyPlan(ModifyOperation.UPDATE, TABLE, input, true), context))
        .containsExactly(
            row("oslo", 2L, "oslo1"),
            row("oslo", 3L, "oslo2"),
            row("oslo", 4L, "oslo3"),
            row("oslo", 5L, "oslo4"));
    assertThat(context.modifiedRows()).isEqualTo(4);
  }

  @Test
  void deleteOfARowFoundTwiceCountsOnce() {
    PlanNode keys =
        new TableScanPlan(
            TABLE,
            new int[] {ScanRequest.ROW_KEY},
            List.of(KeyBounds.equalTo(List.of(text("oslo")))),
            List.of(),
            false,
            null,
            null);
    ExecutionContext context = TestRows.context(storage);
    TestRows.run(
        new ModifyPlan(ModifyOperation.DELETE, TABLE, new UnionAllPlan(List.of(keys, keys)), false),
        context);
    assertThat(context.modifiedRows()).isEqualTo(4);
    assertThat(storage.rows).hasSize(8);
  }

  @Test
  void nullInANotNullColumnIsRefusedInPostgresWords() {
    List<List<@Nullable Object>> rows = List.of(row("rome", null, "x".repeat(70)));
    assertThatThrownBy(() -> run(insert(rows)))
        .isInstanceOfSatisfying(
            StatementException.class,
            failure -> {
              assertThat(failure.state()).isEqualTo(SqlState.NOT_NULL_VIOLATION);
              assertThat(failure.text())
                  .isEqualTo(
                      "null value in column \"day\" of relation \"visits\" violates not-null"
                          + " constraint");
              assertThat(failure.detail())
                  .isEqualTo("Failing row contains (rome, null, " + "x".repeat(64) + "...).");
              assertThat(failure.column()).isEqualTo("day");
            });
  }

  @Test
  void whatANodeCostIsMeasured() {
    ExecutionContext context = TestRows.context(storage);
    PlanNode scan = scan(KeyBounds.equalTo(List.of(text("oslo"))));
    PlanNode limit = new LimitPlan(scan, null, TestExpressions.number(2));
    TestRows.run(limit, context);
    NodeStatistics measured = Objects.requireNonNull(context.statistics(limit));
    assertThat(measured.rows()).isEqualTo(2);
    assertThat(measured.loops()).isEqualTo(1);
    assertThat(Objects.requireNonNull(context.statistics(scan)).scan().predictions()).isEqualTo(1);
  }
}
