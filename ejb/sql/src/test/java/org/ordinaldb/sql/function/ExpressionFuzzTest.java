package org.ordinaldb.sql.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.format.TextCodec;
import org.ordinaldb.sql.expression.EvaluationContext;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.system.TestSession;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;
import org.ordinaldb.type.Vector;

/// What an expression gives for a row does not depend on the rows beside it: not on where batches are
/// cut, which rows are selected, or how text is encoded; and a row that is not selected raises no
/// error.
final class ExpressionFuzzTest {
  private static final int ROWS = 70;
  private static final int ROUNDS = 25;

  private static final List<String> EXPRESSIONS =
      List.of(
          "i2 + 1",
          "i4 + i4b",
          "i4 - i4b",
          "i4 * i4b",
          "i4 / i4b",
          "i4 % i4b",
          "i8 + i4",
          "i8 * i8",
          "i8 - 5",
          "i8 / 3",
          "1000 / i4b",
          "-i4",
          "abs(i8)",
          "f8 + f8b",
          "f8 * f8b",
          "f8 / f8b",
          "f4 * f4",
          "n + n",
          "n * n",
          "n - i4",
          "n / i4b",
          "n % 7",
          "nu + n",
          "nu * nu",
          "nu / n",
          "1 - n",
          "n * (1 - n)",
          "round(nu, 1)",
          "round(n)",
          "i4 = i4b",
          "i4 < 10",
          "i4 <= i8",
          "10 > i4",
          "i4 <> 3",
          "i8 BETWEEN -5 AND 20",
          "i4 IN (1, 2, 3, 50)",
          "i4 NOT IN (1, 2)",
          "i4 IN (1, null)",
          "n > 1.005",
          "n = 1.5",
          "n < i4",
          "nu >= n",
          "i4 > 2.5",
          "f8 > 0.5",
          "f8 = f8b",
          "f8 < 'NaN'::float8",
          "f8 >= i4",
          "t = 'a'",
          "t < v",
          "t IN ('a', 'abc', 'ä')",
          "t LIKE 'a%'",
          "t LIKE '%b%'",
          "t NOT LIKE '_b%'",
          "t ILIKE 'A%C'",
          "t ~ '^a'",
          "c = 'ab'",
          "c < t",
          "t || v",
          "t || i4",
          "upper(t)",
          "length(t)",
          "substr(t, 2, 2)",
          "left(t, i4b % 5)",
          "trim(t)",
          "replace(t, 'a', 'xy')",
          "md5(t)",
          "t::varchar(2)",
          "t::char(2)",
          "i4::text",
          "i8::int",
          "f8::int",
          "f8::real",
          "nu::int",
          "nu::numeric(6,1)",
          "n::numeric(4,1)",
          "i4::numeric(4,1)",
          "n::float8",
          "i4::smallint",
          "b AND i4 > 5",
          "b OR i4 > 5",
          "NOT b",
          "b AND (i4 > 5 OR f8 < 0)",
          "i4b <> 0 AND 100 / i4b > 3",
          "i4b = 0 OR 100 / i4b > 3",
          "b IS TRUE",
          "b IS NOT FALSE",
          "i4 IS NULL",
          "t IS NOT NULL",
          "i4 IS DISTINCT FROM i4b",
          "t IS NOT DISTINCT FROM v",
          "CASE WHEN i4b = 0 THEN -1 ELSE 100 / i4b END",
          "CASE WHEN b THEN t WHEN i4 > 5 THEN v END",
          "CASE i4 WHEN 1 THEN 1.5 WHEN 2 THEN n ELSE nu END",
          "coalesce(i4, i4b, 0)",
          "coalesce(t, v, 'none')",
          "nullif(i4, i4b)",
          "greatest(i4, i8, 5)",
          "least(t, v)",
          "d + 1",
          "d - i4",
          "d > '2001-01-01'",
          "d::timestamp",
          "ts::date",
          "ts::timestamptz",
          "tz::date",
          "extract(month from d)",
          "date_trunc('month', ts)",
          "ts + '1 month'::interval",
          "ts - '2000-06-01'::timestamp",
          "concat(t, i4, b)",
          "power(f8, 2)",
          "sqrt(f8)",
          "gcd(i4, i4b)",
          "u = '00000000-0000-0000-0000-000000000001'");

  @Test
  void rowsDoNotDependOnTheirNeighbours() {
    long seed = Long.getLong("seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    EvaluationContext context = new TestSession().inZone("Europe/Berlin").context();
    for (String sql : EXPRESSIONS) {
      Expression expression = Expressions.compile(sql, FuzzRows.TABLE);
      for (int round = 0; round < ROUNDS; round++) {
        try {
          check(expression, FuzzRows.random(random, ROWS), random, context);
        } catch (AssertionError | RuntimeException e) {
          fail(sql + " differs with -Dseed=" + seed, e);
        }
      }
    }
  }

  private static void check(
      Expression expression,
      ColumnBatch batch,
      SplittableRandom random,
      EvaluationContext context) {
    List<String> alone = new ArrayList<>();
    boolean anyFails = false;
    for (int row = 0; row < batch.rowCount(); row++) {
      String value = evaluateAlone(expression, batch, row, context);
      anyFails |= value.startsWith("!");
      alone.add(value);
    }
    String all = failure(expression, batch, context);
    assertThat(all != null).as("fails as a whole: " + all).isEqualTo(anyFails);
    compare(expression, batch.select(rows(alone, random, 1.0), count(alone)), alone, context);
    int[] some = rows(alone, random, 0.4);
    compare(expression, batch.select(some, some.length), alone, context);
    compare(expression, batch.select(new int[0], 0), alone, context);
    if (!anyFails) {
      compare(expression, batch, alone, context);
    }
  }

  private static int count(List<String> alone) {
    return (int) alone.stream().filter(value -> !value.startsWith("!")).count();
  }

  /// Some of the rows that do not fail.
  private static int[] rows(List<String> alone, SplittableRandom random, double share) {
    int[] rows = new int[alone.size()];
    int count = 0;
    for (int row = 0; row < rows.length; row++) {
      if (!alone.get(row).startsWith("!") && random.nextDouble() < share) {
        rows[count++] = row;
      }
    }
    return Arrays.copyOf(rows, count);
  }

  private static @Nullable String failure(
      Expression expression, ColumnBatch batch, EvaluationContext context) {
    try {
      expression.evaluate(batch, context);
      return null;
    } catch (SqlException e) {
      return e.text();
    }
  }

  private static String evaluateAlone(
      Expression expression, ColumnBatch batch, int row, EvaluationContext context) {
    ColumnBatch one = FuzzRows.row(batch, row);
    try {
      return print(expression.type(), expression.evaluate(one, context), 0);
    } catch (SqlException e) {
      return "!" + e.state() + e.text();
    }
  }

  private static void compare(
      Expression expression, ColumnBatch batch, List<String> expected, EvaluationContext context) {
    Vector vector = expression.evaluate(batch, context);
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      assertThat(print(expression.type(), vector, row)).isEqualTo(expected.get(row));
    }
    if (expression.type().kind() == TypeKind.BOOLEAN) {
      int[] found = new int[batch.size()];
      int count = expression.select(batch, found, context);
      List<Integer> wanted = new ArrayList<>();
      for (int i = 0; i < batch.size(); i++) {
        if (expected.get(batch.row(i)).equals("t")) {
          wanted.add(batch.row(i));
        }
      }
      assertThat(Arrays.stream(found, 0, count).boxed().toList()).isEqualTo(wanted);
    }
  }

  private static String print(SqlType type, Vector vector, int row) {
    return vector.isNull(row)
        ? "NULL"
        : TextCodec.of(type).text(vector, row, org.ordinaldb.format.FormatSettings.DEFAULT);
  }
}
