package org.ordinaldb.sql.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.calcite.plan.RelOptUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.session.ResultColumn;
import org.ordinaldb.sql.parser.PostgresParser;
import org.ordinaldb.type.SqlType;

final class AnalyzerTest {
  private static final TableDescriptor TABLE =
      new TableDescriptor(
          20_000,
          "public",
          "t",
          List.of(
              column("a", SqlType.INT4, false),
              column("b", SqlType.TEXT, true),
              column("c", SqlType.character(2), true),
              column("d", SqlType.DATE, true),
              column("n", SqlType.numeric(10, 2), true),
              column("big", SqlType.INT8, true),
              column("ts", SqlType.TIMESTAMP, true),
              column("iv", SqlType.INTERVAL, true),
              new ColumnDescriptor("df", SqlType.INT4, true, "40 + 2")),
          new PrimaryKey("t_pkey", List.of(0)));

  private static final Catalog CATALOG = Catalog.EMPTY.with(TABLE);

  private static ColumnDescriptor column(String name, SqlType type, boolean nullable) {
    return new ColumnDescriptor(name, type, nullable, null);
  }

  private static AnalyzedStatement analyze(String sql, SqlType... parameters) {
    return Analyzer.analyze(
        PostgresParser.parse(sql).getFirst(),
        CATALOG,
        List.of("public"),
        FormatSettings.DEFAULT,
        List.of(parameters));
  }

  private static String types(String sql) {
    return analyze(sql).columns().stream()
        .map(column -> column.type().toString())
        .collect(Collectors.joining(", "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a + 1|integer",
        "a + big|bigint",
        "a / 2|integer",
        "n + 1|numeric(13,2)",
        "n * n|numeric",
        "n / 2|numeric",
        "a + 1.5|numeric(12,1)",
        "d + 1|date",
        "d - d|integer",
        "d - '2024-01-01'|integer",
        "ts + interval '1 day'|timestamp without time zone",
        "ts - ts|interval",
        "iv * 2|interval",
        "sum(a)|bigint",
        "sum(big)|numeric",
        "avg(a)|numeric",
        "count(*)|bigint",
        "'x'|text",
        "coalesce(b, 'x')|text",
        "coalesce(a, 2.5)|numeric",
        "case when a > 1 then 1 else null end|integer",
        "case when a > 1 then 'x' else b end|text",
        "nullif(a, 1)|integer",
        "a::text|text",
        "'5'::int|integer",
      })
  void expressionsHavePostgresTypes(String expression, String type) {
    assertThat(types("select " + expression + " from t")).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select * from t where a = $1|integer",
        "select * from t where d > $1 and n < $2|date, numeric",
        "select * from t where a between $1 and $2|integer, integer",
        "select * from t where a in ($1, $2)|integer, integer",
        "select * from t where c = $1|character",
        "insert into t (a, b, d) values ($1, $2, $3)|integer, text, date",
        "update t set n = $1 where a = $2|numeric, integer",
        "delete from t where a = $1|integer",
        "select $1|text",
        "select $1::int|integer",
        "select * from t where $1 = a and $2 < d|integer, date",
        "select a + $1 from t|integer",
        "select a from t limit $1 offset $2|bigint, bigint",
        "select case when a = $1 then $2 else b end from t|integer, text",
      })
  void parametersGetTheTypeOfTheirPlace(String sql, String expected) {
    assertThat(
            analyze(sql).parameterTypes().stream()
                .map(type -> type.kind().sqlName())
                .collect(Collectors.joining(", ")))
        .isEqualTo(expected);
  }

  @Test
  void givenParameterTypesAreKept() {
    assertThat(analyze("select * from t where a = $1", SqlType.INT8).parameterTypes())
        .containsExactly(SqlType.INT8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select a, b as x, a + 1, count(*), max(a) from t group by a, b"
            + "|a, x, ?column?, count, max",
        "select *, 1 from t|a, b, c, d, n, big, ts, iv, df, ?column?",
        "select 1 as a, 2 as a|a, a",
        "select a::text, '5'::int, cast(1 as bigint) from t|a, int4, int8",
        "select case when true then 1 end, coalesce(1, 2)|case, coalesce",
        "select (select max(a) from t), exists (select 1)|max, exists",
        "values (1, 2)|column1, column2",
        "select extract(year from d), trim(b), substring(b from 1) from t"
            + "|extract, btrim, substring",
      })
  void columnsAreNamedAsPostgresNamesThem(String sql, String names) {
    assertThat(
            analyze(sql).columns().stream()
                .map(ResultColumn::name)
                .collect(Collectors.joining(", ")))
        .isEqualTo(names);
  }

  @Test
  void columnsKnowTheTableTheyComeFrom() {
    assertThat(analyze("select b, 1 from t").columns())
        .containsExactly(
            new ResultColumn("b", SqlType.TEXT, 20_000, 2),
            new ResultColumn("?column?", SqlType.INT4, 0, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "select * from nope|42P01|relation \"nope\" does not exist|15",
        "select nope from t|42703|column \"nope\" does not exist|8",
        "select x.nope from t x|42703|column x.nope does not exist|8",
        "select x.a from t|42P01|missing FROM-clause entry for table \"x\"|8",
        "select a from t, t u|42702|column reference \"a\" is ambiguous|8",
        "select b = 5 from t|42883|operator does not exist: text = integer|10",
        "select a + b from t|42883|operator does not exist: integer + text|10",
        "select foo(a) from t|42883|function foo(integer) does not exist|8",
        "select 'x'::int|22P02|invalid input syntax for type integer: \"x\"|8",
        "select * from t where a = 'x'|22P02|invalid input syntax for type integer: \"x\"|27",
        "insert into t (a) values (true)|42804|column \"a\" is of type integer but expression is"
            + " of type boolean|27",
        "insert into t (a) values (1, 2)|42601|INSERT has more expressions than target columns|30",
        "insert into t (a, b) values (1)|42601|INSERT has more target columns than expressions|19",
        "insert into t (nope) values (1)|42703|column \"nope\" of relation \"t\" does not exist|16",
        "update t set nope = 1|42703|column \"nope\" of relation \"t\" does not exist|14",
        "select 1 where generate_series(1, 2) = 1|0A000|set-returning functions are not allowed in"
            + " WHERE|16",
        "select max(a) from t where max(a) > 1|42803|aggregate functions are not allowed in"
            + " WHERE|28",
        "select true::date|42846|cannot cast type boolean to date|8",
        "select case when true then 1 else b end from t|42804|CASE types integer and text cannot be"
            + " matched|35",
        "select a from t union select b from t|42804|UNION types integer and text cannot be"
            + " matched|30",
      })
  void errorsArePostgres(String sql, String state, String message, int position) {
    SqlException error = catchThrowableOfType(SqlException.class, () -> analyze(sql));
    assertThat(error).isNotNull().hasMessage(message);
    assertThat(error.state().code()).isEqualTo(state);
    assertThat(error.position()).isEqualTo(position);
  }

  @Test
  void quotedStringsBecomeConstantsOfTheColumnsType() {
    String plan =
        RelOptUtil.toString(
            analyze("select a from t where d = '2024-01-31' and a = '5' and c = 'x '").root().rel);
    assertThat(plan).contains("AND(=($3, 2024-01-31), =($0, 5), =($2, 'x':VARCHAR))");
  }

  @Test
  void insertFillsInDefaults() {
    String plan = RelOptUtil.toString(analyze("insert into t (a) values (1)").root().rel);
    assertThat(plan).contains("df=[CAST(+(40, 2)):INTEGER]");
  }

  @Test
  void constantsAreNotComputedByCalcite() {
    String plan = RelOptUtil.toString(analyze("select 1 + 1, '1 day'::interval").root().rel);
    assertThat(plan).contains("+(1, 1)").contains("CAST('1 day'");
  }
}
