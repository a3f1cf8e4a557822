package org.ordinaldb.sql.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.session.StatementText;
import org.ordinaldb.sql.parser.PostgresParser;
import org.ordinaldb.sql.validate.Analyzer;
import org.ordinaldb.type.SqlType;

/// Aggregates have PostgreSQL's result types.
final class AggregateTypingTest {
  @ParameterizedTest
  @CsvSource({
    "count(*), bigint",
    "count(t), bigint",
    "sum(i2), bigint",
    "sum(i4), bigint",
    "sum(i8), numeric",
    "sum(n), numeric",
    "sum(nu), numeric",
    "sum(f4), real",
    "sum(f8), double precision",
    "avg(i4), numeric",
    "avg(n), numeric",
    "avg(f4), double precision",
    "min(t), text",
    "min(i2), smallint",
    "max(d), date",
    "max(ts), timestamp without time zone",
    "bool_and(b), boolean",
    "bool_or(b), boolean",
    "every(b), boolean",
    "stddev(i4), numeric",
    "stddev_pop(f8), double precision",
    "variance(n), numeric",
    "var_samp(f4), double precision",
    "bit_and(i4), integer",
    "bit_xor(i8), bigint",
    "count(DISTINCT t), bigint",
    "sum(i4) FILTER (WHERE b), bigint"
  })
  void resultTypeIsPostgres(String call, String type) {
    assertThat(type(call).kind().sqlName()).isEqualTo(type);
  }

  @Test
  void joinedStringsAreText() {
    assertThat(type("string_agg(t, ',')").kind().sqlName()).isEqualTo("text");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sum(t)", "avg(b)", "bool_and(i4)", "stddev(d)", "sum(d)"})
  void wrongArgumentsAreUndefinedFunctions(String call) {
    assertThatThrownBy(() -> type(call))
        .isInstanceOfSatisfying(
            SqlException.class, e -> assertThat(e.state()).isEqualTo(SqlState.UNDEFINED_FUNCTION));
  }

  private static SqlType type(String call) {
    return Analyzer.analyze(
            PostgresParser.parse(StatementText.of("SELECT " + call + " FROM fuzz")),
            Catalog.EMPTY.with(FuzzRows.TABLE),
            List.of("public"),
            FormatSettings.DEFAULT,
            List.of())
        .columns()
        .getFirst()
        .type();
  }
}
