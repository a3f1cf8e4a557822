package org.ordinaldb.sql.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ordinaldb.sql.execution.TestRows.row;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordinaldb.error.ResourceException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.execution.TestRows.Source;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;

class AggregateTest {
  private static final long SEED = Long.getLong("seed", 20261122);

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 4096})
  void groupsOfTextAndLongsEqualAHashMap(int batchRows) {
    List<List<@Nullable Object>> rows = randomRows();
    List<SqlType> types = List.of(SqlType.TEXT, SqlType.INT8, SqlType.INT8);
    for (int[] keys : new int[][] {{0}, {1}, {0, 1}}) {
      AggregatePlan plan =
          new AggregatePlan(
              new Source(types, rows, batchRows, true),
              keys,
              List.of(
                  AggregateCall.of(AggregateFunction.COUNT),
                  AggregateCall.of(AggregateFunction.COUNT, 2),
                  AggregateCall.of(AggregateFunction.SUM, 2),
                  AggregateCall.of(AggregateFunction.MIN, 2),
                  AggregateCall.of(AggregateFunction.MAX, 0),
                  new AggregateCall(AggregateFunction.COUNT, true, List.of(2), -1, List.of())));
      assertThat(TestRows.run(plan)).as("seed %d", SEED).isEqualTo(model(rows, keys));
    }
  }

  private static List<List<@Nullable Object>> randomRows() {
    Random random = new Random(SEED);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      rows.add(
          row(
              random.nextInt(20) == 0 ? null : "g" + random.nextInt(300),
              random.nextInt(20) == 0 ? null : random.nextLong(5),
              random.nextInt(5) == 0 ? null : random.nextLong() >> random.nextInt(64)));
    }
    return rows;
  }

  private static List<List<@Nullable Object>> model(List<List<@Nullable Object>> rows, int[] keys) {
    Map<List<@Nullable Object>, List<List<@Nullable Object>>> groups = new LinkedHashMap<>();
    for (List<@Nullable Object> row : rows) {
      List<@Nullable Object> key = new ArrayList<>();
      Arrays.stream(keys).forEach(column -> key.add(row.get(column)));
      groups.computeIfAbsent(key, any -> new ArrayList<>()).add(row);
    }
    List<List<@Nullable Object>> result = new ArrayList<>();
    groups.forEach((key, members) -> result.add(aggregate(key, members)));
    return result;
  }

  private static List<@Nullable Object> aggregate(
      List<@Nullable Object> key, List<List<@Nullable Object>> members) {
    List<Long> values =
        members.stream().map(member -> (Long) member.get(2)).filter(Objects::nonNull).toList();
    Set<Long> distinct = new HashSet<>(values);
    BigInteger sum =
        values.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
    String max = null;
    for (List<@Nullable Object> member : members) {
      String text = (String) member.get(0);
      max = text != null && (max == null || text.compareTo(max) > 0) ? text : max;
    }
    List<@Nullable Object> result = new ArrayList<>(key);
    result.add((long) members.size());
    result.add((long) values.size());
    result.add(values.isEmpty() ? null : new BigDecimal(sum));
    result.add(values.stream().min(Long::compare).orElse(null));
    result.add(max);
    result.add((long) distinct.size());
    return result;
  }

  @Test
  void noRowsGiveOneRowWithoutGroupsAndNoneWithThem() {
    PlanNode empty = TestRows.source(List.of(SqlType.INT4), List.of());
    List<AggregateCall> calls =
        List.of(
            AggregateCall.of(AggregateFunction.COUNT),
            AggregateCall.of(AggregateFunction.SUM, 0),
            AggregateCall.of(AggregateFunction.SUM0, 0),
            AggregateCall.of(AggregateFunction.AVG, 0),
            AggregateCall.of(AggregateFunction.SINGLE_VALUE, 0));
    assertThat(TestRows.run(new AggregatePlan(empty, new int[0], calls)))
        .containsExactly(row(0L, null, 0L, null, null));
    assertThat(TestRows.run(new AggregatePlan(empty, new int[] {0}, calls))).isEmpty();
  }

  @Test
  void sumOfBigintsIsExactBeyond64Bits() {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      rows.add(row(i % 3 == 0 ? Long.MIN_VALUE : Long.MAX_VALUE, (long) (i % 2)));
    }
    BigInteger min = BigInteger.valueOf(Long.MIN_VALUE).multiply(BigInteger.valueOf(1667));
    BigInteger max = BigInteger.valueOf(Long.MAX_VALUE).multiply(BigInteger.valueOf(3333));
    List<SqlType> types = List.of(SqlType.INT8, SqlType.INT8);
    List<AggregateCall> sum = List.of(AggregateCall.of(AggregateFunction.SUM, 0));
    assertThat(TestRows.run(new AggregatePlan(TestRows.source(types, rows), new int[0], sum)))
        .containsExactly(row(new BigDecimal(min.add(max))));
    List<List<@Nullable Object>> grouped =
        TestRows.run(new AggregatePlan(TestRows.source(types, rows), new int[] {1}, sum));
    BigDecimal total = BigDecimal.ZERO;
    for (List<@Nullable Object> group : grouped) {
      total = total.add((BigDecimal) Objects.requireNonNull(group.get(1)));
    }
    assertThat(total).isEqualTo(new BigDecimal(min.add(max)));
  }

  /// Expected values are PostgreSQL 15's.
  @Test
  void averagesAndDeviationsHavePostgresScales() {
    List<List<@Nullable Object>> rows =
        List.of(row(1, 10000L, 1.5), row(2, 25050L, 2.5), row(4, 3L, 4.0), row(null, null, null));
    List<SqlType> types = List.of(SqlType.INT4, SqlType.numeric(10, 2), SqlType.FLOAT8);
    List<AggregateCall> calls =
        List.of(
            AggregateCall.of(AggregateFunction.AVG, 0),
            AggregateCall.of(AggregateFunction.AVG, 1),
            AggregateCall.of(AggregateFunction.SUM, 1),
            AggregateCall.of(AggregateFunction.STDDEV_SAMP, 0),
            AggregateCall.of(AggregateFunction.VAR_POP, 1),
            AggregateCall.of(AggregateFunction.VAR_SAMP, 2));
    assertThat(TestRows.run(new AggregatePlan(TestRows.source(types, rows), new int[0], calls)))
        .containsExactly(
            row(
                new BigDecimal("2.3333333333333333"),
                new BigDecimal("116.8433333333333333"),
                new BigDecimal("350.53"),
                new BigDecimal("1.5275252316519467"),
                new BigDecimal("10597.7190888888888889"),
                1.5833333333333333));
  }

  @Test
  void stringAggFollowsItsOrderAndDistinctSorts() {
    List<List<@Nullable Object>> rows =
        List.of(row("b", "-", 2L), row("a", "+", 1L), row(null, "!", 0L), row("b", "*", 3L));
    List<SqlType> types = List.of(SqlType.TEXT, SqlType.TEXT, SqlType.INT8);
    List<AggregateCall> calls =
        List.of(
            AggregateCall.of(AggregateFunction.STRING_AGG, 0, 1),
            new AggregateCall(
                AggregateFunction.STRING_AGG,
                false,
                List.of(0, 1),
                -1,
                List.of(new SortKey(2, true, true))));
    assertThat(TestRows.run(new AggregatePlan(TestRows.source(types, rows), new int[0], calls)))
        .containsExactly(row("b+a*b", "b-b+a"));
  }

  @Test
  void filterChoosesRowsPerCall() {
    List<List<@Nullable Object>> rows =
        List.of(row(1, true), row(2, false), row(4, null), row(8, true));
    AggregatePlan plan =
        new AggregatePlan(
            TestRows.source(List.of(SqlType.INT4, SqlType.BOOLEAN), rows),
            new int[0],
            List.of(
                new AggregateCall(AggregateFunction.SUM, false, List.of(0), 1, List.of()),
                AggregateCall.of(AggregateFunction.SUM, 0),
                AggregateCall.of(AggregateFunction.BOOL_AND, 1),
                AggregateCall.of(AggregateFunction.BOOL_OR, 1)));
    assertThat(TestRows.run(plan)).containsExactly(row(9L, 15L, 0L, 1L));
  }

  @Test
  void equalNumericsOfDifferentScaleAreOneGroupShownAsFirstSeen() {
    List<List<@Nullable Object>> rows =
        List.of(row(new BigDecimal("1.50")), row(new BigDecimal("1.5")), row(new BigDecimal("2")));
    AggregatePlan plan =
        new AggregatePlan(
            TestRows.source(List.of(SqlType.NUMERIC), rows),
            new int[] {0},
            List.of(AggregateCall.of(AggregateFunction.COUNT)));
    assertThat(TestRows.run(plan))
        .containsExactly(row(new BigDecimal("1.50"), 2L), row(new BigDecimal("2"), 1L));
  }

  @Test
  void dictionaryCodedKeysGroupLikePlainOnes() {
    byte[] data = "xyz".getBytes(StandardCharsets.UTF_8);
    int[] offsets = {0, 1, 2, 3};
    int[] codes = {2, 0, 2, 1, 0, 2};
    long[] nulls = {1L << 4};
    BytesVector keys = new BytesVector(data, offsets, 3, codes, 6, nulls);
    ColumnBatch batch = new ColumnBatch(6, keys);
    GroupTable table = new GroupTable(List.of(SqlType.TEXT));
    int[] groups = new int[6];
    table.assign(batch.columns(), batch, groups);
    assertThat(groups).containsExactly(0, 1, 0, 2, 3, 0);
    ColumnBatch plain = new ColumnBatch(4, BytesVector.ofStrings("y", null, "w", "z"));
    table.assign(plain.columns(), plain, groups);
    assertThat(Arrays.copyOf(groups, 4)).containsExactly(2, 3, 4, 0);
  }

  @Test
  void aSecondRowOfAScalarSubqueryIsRefused() {
    PlanNode two = TestRows.source(List.of(SqlType.INT4), List.of(row(1), row(2)));
    AggregatePlan plan =
        new AggregatePlan(
            two, new int[0], List.of(AggregateCall.of(AggregateFunction.SINGLE_VALUE, 0)));
    assertThatThrownBy(() -> TestRows.run(plan))
        .isInstanceOf(StatementException.class)
        .hasMessage("more than one row returned by a subquery used as an expression");
  }

  @Test
  void groupsBeyondTheMemoryBudgetAreRefused() {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (long i = 0; i < 20_000; i++) {
      rows.add(row(i));
    }
    AggregatePlan plan =
        new AggregatePlan(TestRows.source(List.of(SqlType.INT8), rows), new int[] {0}, List.of());
    assertThatThrownBy(() -> TestRows.run(plan, TestRows.context(new FakeStorage(), 100_000)))
        .isInstanceOfSatisfying(
            ResourceException.class,
            failure -> assertThat(failure.state()).isEqualTo(SqlState.OUT_OF_MEMORY));
  }
}
