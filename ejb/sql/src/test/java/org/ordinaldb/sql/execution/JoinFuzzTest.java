package org.ordinaldb.sql.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ordinaldb.sql.execution.TestRows.row;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ordinaldb.sql.execution.TestRows.Source;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.type.SqlType;

/// Joins against nested loops over lists. Seed: `-Dseed=`.
class JoinFuzzTest {
  private static final long SEED = Long.getLong("seed", 20261122);
  private static final int[] BATCH_ROWS = {1, 7, 4096};

  private interface KeyMaker {
    @Nullable Object key(Random random);
  }

  @ParameterizedTest
  @EnumSource(JoinKind.class)
  void hashJoinOnLongsEqualsNestedLoops(JoinKind kind) {
    check(kind, SqlType.INT8, random -> random.nextInt(8) == 0 ? null : random.nextLong(6), false);
  }

  @ParameterizedTest
  @EnumSource(JoinKind.class)
  void hashJoinOnTextEqualsNestedLoops(JoinKind kind) {
    check(
        kind,
        SqlType.TEXT,
        random -> random.nextInt(9) == 0 ? null : "k" + random.nextInt(6),
        false);
  }

  @ParameterizedTest
  @EnumSource(JoinKind.class)
  void hashJoinWithResidualEqualsNestedLoops(JoinKind kind) {
    if (kind != JoinKind.ANTI_NULL_AWARE) {
      check(kind, SqlType.INT8, random -> random.nextLong(4), true);
    }
  }

  @ParameterizedTest
  @EnumSource(JoinKind.class)
  void doublesThatAreEqualJoinWhateverTheirBits(JoinKind kind) {
    double[] values = {0.0, -0.0, Double.NaN, 1.5};
    check(kind, SqlType.FLOAT8, random -> values[random.nextInt(values.length)], false);
  }

  private static void check(JoinKind kind, SqlType type, KeyMaker keys, boolean residual) {
    Random random = new Random(SEED);
    for (int round = 0; round < 30; round++) {
      List<List<@Nullable Object>> left = rows(random, random.nextInt(20), keys);
      List<List<@Nullable Object>> right = rows(random, random.nextInt(20), keys);
      List<String> expected = model(kind, left, right, residual);
      for (int batchRows : BATCH_ROWS) {
        List<SqlType> types = List.of(type, SqlType.INT8);
        PlanNode l = new Source(types, left, batchRows, round % 2 == 0);
        PlanNode r = new Source(types, right, batchRows, round % 2 == 1);
        Expression condition = residual ? TestExpressions.less(1, 3) : null;
        int[] key = {0};
        PlanNode join = new HashJoinPlan(kind, l, r, key, key, new boolean[1], condition);
        assertThat(sorted(TestRows.run(join)))
            .as("seed %d round %d batches of %d", SEED, round, batchRows)
            .isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = JoinKind.class,
      names = {"ANTI_NULL_AWARE"},
      mode = EnumSource.Mode.EXCLUDE)
  void nestedLoopJoinEqualsTheModel(JoinKind kind) {
    Random random = new Random(SEED);
    for (int round = 0; round < 20; round++) {
      KeyMaker zero = any -> 0L;
      List<List<@Nullable Object>> left = rows(random, random.nextInt(15), zero);
      List<List<@Nullable Object>> right = rows(random, random.nextInt(15), zero);
      List<SqlType> types = List.of(SqlType.INT8, SqlType.INT8);
      PlanNode join =
          new NestedLoopJoinPlan(
              kind,
              new Source(types, left, 4, true),
              new Source(types, right, 4, false),
              TestExpressions.less(1, 3));
      assertThat(sorted(TestRows.run(join))).isEqualTo(model(kind, left, right, true));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = JoinKind.class,
      names = {"INNER", "LEFT", "SEMI", "ANTI"})
  void pairsBeyondOneBatchAreAllProduced(JoinKind kind) {
    Random random = new Random(SEED);
    List<List<@Nullable Object>> left = rows(random, 150, any -> 1L);
    List<List<@Nullable Object>> right = rows(random, 140, any -> 1L);
    List<SqlType> types = List.of(SqlType.INT8, SqlType.INT8);
    int[] key = {0};
    PlanNode join =
        new HashJoinPlan(
            kind,
            TestRows.source(types, left),
            TestRows.source(types, right),
            key,
            key,
            new boolean[1],
            null);
    assertThat(sorted(TestRows.run(join))).isEqualTo(model(kind, left, right, false));
  }

  private static List<List<@Nullable Object>> rows(Random random, int count, KeyMaker keys) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(row(keys.key(random), random.nextInt(6) == 0 ? null : random.nextLong(10)));
    }
    return rows;
  }

  private static List<String> model(
      JoinKind kind,
      List<List<@Nullable Object>> left,
      List<List<@Nullable Object>> right,
      boolean residual) {
    List<List<@Nullable Object>> result = new ArrayList<>();
    boolean[] rightMatched = new boolean[right.size()];
    for (List<@Nullable Object> l : left) {
      boolean matched = false;
      boolean unknown = false;
      for (int i = 0; i < right.size(); i++) {
        List<@Nullable Object> r = right.get(i);
        unknown |= l.get(0) == null || r.get(0) == null;
        if (l.get(0) != null
            && same(l.get(0), r.get(0))
            && (!residual || less(l.get(1), r.get(1)))) {
          matched = true;
          rightMatched[i] = true;
          if (!kind.leftColumnsOnly()) {
            result.add(row(l.get(0), l.get(1), r.get(0), r.get(1)));
          }
        }
      }
      if (!matched && kind.keepsUnmatchedLeft()) {
        result.add(row(l.get(0), l.get(1), null, null));
      }
      if (kind == JoinKind.SEMI && matched
          || kind == JoinKind.ANTI && !matched
          || kind == JoinKind.ANTI_NULL_AWARE && !matched && !unknown) {
        result.add(l);
      }
    }
    for (int i = 0; i < right.size(); i++) {
      if (!rightMatched[i] && kind.keepsUnmatchedRight()) {
        result.add(row(null, null, right.get(i).get(0), right.get(i).get(1)));
      }
    }
    return sorted(result);
  }

  private static boolean same(@Nullable Object a, @Nullable Object b) {
    return a instanceof Double x && b instanceof Double y
        ? ValueOrder.compare(x, y) == 0
        : Objects.equals(a, b);
  }

  private static boolean less(@Nullable Object a, @Nullable Object b) {
    return a != null && b != null && (Long) a < (Long) b;
  }

  private static List<String> sorted(List<List<@Nullable Object>> rows) {
    String[] texts = rows.stream().map(String::valueOf).toArray(String[]::new);
    Arrays.sort(texts);
    return List.of(texts);
  }
}
