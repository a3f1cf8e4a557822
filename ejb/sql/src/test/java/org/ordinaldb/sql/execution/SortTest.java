package org.ordinaldb.sql.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ordinaldb.sql.execution.TestRows.row;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.error.SessionException;
import org.ordinaldb.sql.execution.TestRows.Source;
import org.ordinaldb.type.SqlType;

class SortTest {
  private static final long SEED = Long.getLong("seed", 20261122);
  private static final List<SqlType> TYPES = List.of(SqlType.INT8, SqlType.TEXT, SqlType.INT4);

  @ParameterizedTest
  @CsvSource({"false,false", "false,true", "true,false", "true,true"})
  void sortsStablyWithNullsWhereAsked(boolean descending, boolean nullsFirst) {
    List<List<@Nullable Object>> rows = randomRows(5000);
    for (int column : new int[] {0, 1}) {
      SortKey key = new SortKey(column, descending, nullsFirst);
      List<List<@Nullable Object>> expected = sorted(rows, key);
      for (int batchRows : new int[] {1, 100, 4096}) {
        PlanNode source = new Source(TYPES, rows, batchRows, true);
        assertThat(TestRows.run(new SortPlan(source, List.of(key))))
            .as("seed %d", SEED)
            .isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"false,false", "false,true", "true,false", "true,true"})
  void topNIsThePrefixOfTheSortedRows(boolean descending, boolean nullsFirst) {
    List<List<@Nullable Object>> rows = randomRows(9000);
    for (int column : new int[] {0, 1, 2}) {
      SortKey key = new SortKey(column, descending, nullsFirst);
      List<List<@Nullable Object>> expected = sorted(rows, key);
      for (int limit : new int[] {1, 10, 4500}) {
        PlanNode source = new Source(TYPES, rows, 1000, false);
        PlanNode top =
            new TopNPlan(
                source, List.of(key), TestExpressions.number(3), TestExpressions.number(limit));
        assertThat(TestRows.run(top))
            .as("seed %d limit %d", SEED, limit)
            .isEqualTo(expected.subList(3, 3 + limit));
      }
    }
  }

  @Test
  void laterKeysBreakTies() {
    List<List<@Nullable Object>> rows =
        List.of(row(1L, "b", 1), row(1L, "a", 2), row(0L, "c", 3), row(1L, "abcdefghi", 4));
    PlanNode sort =
        new SortPlan(
            TestRows.source(TYPES, rows),
            List.of(new SortKey(0, true, true), new SortKey(1, false, false)));
    assertThat(TestRows.run(sort).stream().map(row -> row.get(2))).containsExactly(2L, 4L, 1L, 3L);
  }

  @Test
  void numericsSortByValueAndDoublesPutNanLast() {
    List<List<@Nullable Object>> rows =
        List.of(
            row(new BigDecimal("10"), Double.NaN),
            row(new BigDecimal("-3.5"), 0.0),
            row(new BigDecimal("9.99999999999999999999999"), Double.POSITIVE_INFINITY),
            row(new BigDecimal("9.99999999999999999999998"), -1.0));
    List<SqlType> types = List.of(SqlType.NUMERIC, SqlType.FLOAT8);
    assertThat(column(types, rows, 0))
        .containsExactly("-3.5", "9.99999999999999999999998", "9.99999999999999999999999", "10");
    assertThat(column(types, rows, 1)).containsExactly("-1.0", "0.0", "Infinity", "NaN");
  }

  private static List<String> column(
      List<SqlType> types, List<List<@Nullable Object>> rows, int column) {
    SortPlan sort =
        new SortPlan(TestRows.source(types, rows), List.of(new SortKey(column, false, false)));
    return TestRows.run(sort).stream().map(row -> String.valueOf(row.get(column))).toList();
  }

  @Test
  void aCancelledStatementStops() {
    PlanNode source = new Source(TYPES, randomRows(50), 1, false);
    ExecutionContext context = TestRows.context();
    try (Operator operator = context.open(new SortPlan(source, List.of()))) {
      context.cancelToken().cancel(CancelToken.Reason.USER_REQUEST);
      assertThatThrownBy(operator::next)
          .isInstanceOf(SessionException.class)
          .hasMessage("canceling statement due to user request");
    }
  }

  @Test
  void limitAndOffsetCutAcrossBatches() {
    List<List<@Nullable Object>> rows = randomRows(100);
    for (int batchRows : new int[] {1, 9, 4096}) {
      PlanNode source = new Source(TYPES, rows, batchRows, true);
      assertThat(
              TestRows.run(
                  new LimitPlan(source, TestExpressions.number(13), TestExpressions.number(29))))
          .isEqualTo(rows.subList(13, 42));
      assertThat(TestRows.run(new LimitPlan(source, TestExpressions.number(98), null)))
          .isEqualTo(rows.subList(98, 100));
      assertThat(TestRows.run(new LimitPlan(source, null, TestExpressions.nullOf(SqlType.INT8))))
          .isEqualTo(rows);
      assertThat(TestRows.run(new LimitPlan(source, null, TestExpressions.number(0)))).isEmpty();
    }
  }

  @Test
  void negativeLimitsAreRefused() {
    PlanNode source = TestRows.source(TYPES, randomRows(3));
    assertThatThrownBy(() -> TestRows.run(new LimitPlan(source, null, TestExpressions.number(-1))))
        .hasMessage("LIMIT must not be negative");
    assertThatThrownBy(() -> TestRows.run(new LimitPlan(source, TestExpressions.number(-1), null)))
        .hasMessage("OFFSET must not be negative");
  }

  private static List<List<@Nullable Object>> sorted(
      List<List<@Nullable Object>> rows, SortKey key) {
    Comparator<@Nullable Object> natural =
        (a, b) -> {
          if (a == null || b == null) {
            return a == b ? 0 : (a == null) == key.nullsFirst() ? -1 : 1;
          }
          int result =
              a instanceof Long x ? x.compareTo((Long) b) : ((String) a).compareTo((String) b);
          return key.descending() ? -result : result;
        };
    List<List<@Nullable Object>> sorted = new ArrayList<>(rows);
    sorted.sort((a, b) -> natural.compare(a.get(key.column()), b.get(key.column())));
    return sorted;
  }

  private static List<List<@Nullable Object>> randomRows(int count) {
    Random random = new Random(SEED);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      rows.add(
          row(
              random.nextInt(9) == 0 ? null : random.nextLong(200) - 100,
              random.nextInt(9) == 0
                  ? null
                  : "commonprefix".substring(random.nextInt(12)) + random.nextInt(50),
              i));
    }
    return rows;
  }
}
