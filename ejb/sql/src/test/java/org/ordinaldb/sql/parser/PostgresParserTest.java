package org.ordinaldb.sql.parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Objects;
import org.apache.calcite.sql.SqlNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordinaldb.catalog.Deferral;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.session.StatementText;

final class PostgresParserTest {
  private static SqlNode node(String sql) {
    List<ParsedStatement> statements = PostgresParser.parse(sql);
    assertThat(statements).hasSize(1);
    return statements.getFirst().node();
  }

  private static Utility utility(String sql) {
    Utility utility = PostgresParser.parse(sql).getFirst().utility();
    return Objects.requireNonNull(utility);
  }

  private static SqlException error(String sql) {
    return catchThrowableOfType(SqlException.class, () -> PostgresParser.parse(sql));
  }

  // ---- splitting

  @Test
  void statementsAreSplitAndEmptyOnesDropped() {
    assertThat(PostgresParser.split(" ; select 1;; -- nothing\n ; select 2 /* ; */ "))
        .containsExactly(new StatementText("select 1", 3), new StatementText("select 2", 28));
  }

  @Test
  void semicolonsInQuotesDoNotSplit() {
    assertThat(PostgresParser.split("select ';', \"a;b\", $$;$$, $x$;$x$, E'\\';'; select 2"))
        .hasSize(2);
  }

  @Test
  void nestedCommentsAreSkipped() {
    assertThat(node("select /* a /* b */ c */ 1 -- d")).hasToString("SELECT 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", ";;", "-- only a comment", "/* and another */"})
  void aScriptWithNothingInItHasNoStatements(String script) {
    assertThat(PostgresParser.split(script)).isEmpty();
    assertThat(PostgresParser.parse(script)).isEmpty();
  }

  // ---- errors

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "select * form t|syntax error at or near \"t\"|15",
        "selec 1|syntax error at or near \"selec\"|1",
        "select from where|syntax error at or near \"from\"|8",
        "select 1; select )|syntax error at or near \")\"|18",
        "select 'abc|unterminated quoted string at or near \"'abc\"|8",
        "select \"abc|unterminated quoted identifier at or near \"\"abc\"|8",
        "select /* abc|unterminated /* comment at or near \"/* abc\"|8",
        "create table t (a int,)|syntax error at or near \")\"|23",
        "insert into t values (1|syntax error at end of input|24",
      })
  void syntaxErrorsSayWhere(String sql, String message, int position) {
    SqlException error = error(sql);
    assertThat(error.state()).isEqualTo(SqlState.SYNTAX_ERROR);
    assertThat(error).hasMessage(message);
    assertThat(error.position()).isEqualTo(position);
  }

  @Test
  void positionsCountCodePoints() {
    assertThat(error("select '\uD83D\uDE00' )").position()).isEqualTo(12);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "create or replace view v as select 1|CREATE VIEW is not supported",
        "grant select on t to u|GRANT is not supported",
        "create temp table t (a int)|CREATE TEMPORARY TABLE is not supported",
        "copy t from '/etc/passwd'|COPY with a file on the server is not supported",
      })
  void whatIsMissingIsNamed(String sql, String message) {
    SqlException error = error(sql);
    assertThat(error.state()).isEqualTo(SqlState.FEATURE_NOT_SUPPORTED);
    assertThat(error).hasMessage(message);
  }

  @Test
  void deepNestingIsAnErrorAndNotACrash() {
    String sql = "select " + "(".repeat(200_000) + "1" + ")".repeat(200_000);
    assertThat(error(sql).state()).isEqualTo(SqlState.STATEMENT_TOO_COMPLEX);
  }

  // ---- expressions

  @Test
  void wordsThatPostgresDoesNotReserveAreNames() {
    assertThat(node("select date, time, value, name, type, year, method, by from result, level"))
        .hasToString(
            "SELECT `date`, `time`, `value`, `name`, `type`, `year`, `method`, `by`\n"
                + "FROM `result`,\n`level`");
  }

  @Test
  void namesAreFoldedToLowerCaseUnlessQuoted() {
    assertThat(node("select ABC, \"ABC\", \"a\"\"b\" from T"))
        .hasToString("SELECT `abc`, `ABC`, `a\"b`\nFROM `t`");
  }

  @Test
  void parametersKeepTheirNumbers() {
    assertThat(node("select $2, $1"))
        .satisfies(select -> {
          var items = ((org.apache.calcite.sql.SqlSelect) select).getSelectList();
          assertThat(((org.apache.calcite.sql.SqlDynamicParam) items.get(0)).getIndex())
              .isEqualTo(1);
          assertThat(((org.apache.calcite.sql.SqlDynamicParam) items.get(1)).getIndex()).isZero();
        });
  }

  private static String string(String literal) {
    var select = (org.apache.calcite.sql.SqlSelect) node("select " + literal);
    return ((StringConstant) select.getSelectList().get(0)).text();
  }

  @Test
  void everyFormOfStringIsRead() {
    assertThat(string("'it''s'")).isEqualTo("it's");
    assertThat(string("E'a\\nb\\x41\\101\\''")).isEqualTo("a\nbAA'");
    assertThat(string("$$dollar 'q'$$")).isEqualTo("dollar 'q'");
    assertThat(string("$tag$a $$ b$tag$")).isEqualTo("a $$ b");
    assertThat(string("U&'\\0041\\0042'")).isEqualTo("AB");
    assertThat(string("'line\nbreak'")).isEqualTo("line\nbreak");
    assertThat(string("'\u00e9\uD83D\uDE00'")).isEqualTo("\u00e9\uD83D\uDE00");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a::int|CAST(`a` AS INT)",
        "-a::int|- CAST(`a` AS INT)",
        "2 + 3 * 4|2 + 3 * 4",
        "a ~ 'x'|`a` ~ _UTF-8'x'",
        "a !~* 'x'|`a` !~* _UTF-8'x'",
        "a OPERATOR(pg_catalog.~) 'x' COLLATE pg_catalog.default|`a` ~ _UTF-8'x'",
        "extract(year from a)|EXTRACT(_UTF-8'year', `a`)",
        "substring(a from 2 for 3)|SUBSTRING(`a`, 2, 3)",
        "substring(a for 3)|SUBSTRING(`a`, 1, 3)",
        "position('x' in a)|POSITION(`a`, _UTF-8'x')",
        "trim(leading 'x' from a)|`ltrim`(`a`, _UTF-8'x')",
        "date '2024-01-01'|CAST(_UTF-8'2024-01-01' AS DATE)",
        "interval '1 day'|CAST(_UTF-8'1 day' AS INTERVAL)",
        "interval '3' hour|CAST(_UTF-8'3 hour' AS INTERVAL)",
        "1e3|1000",
        "a isnull|`a` IS NULL",
        "current_date|CURRENT_DATE()",
      })
  void expressionsOfTheDialect(String expression, String parsed) {
    assertThat(node("select " + expression)).hasToString("SELECT " + parsed);
  }

  @Test
  void whereNeedsNoFrom() {
    assertThat(node("select 1 where false").toString()).contains("WHERE FALSE");
  }

  // ---- utility statements

  @Test
  void createTableKeepsTypesKeysAndDefaults() {
    Utility.CreateTable create =
        (Utility.CreateTable)
            utility(
                "create table if not exists s.t (a int primary key, b numeric(10, 2) not null"
                    + " default 1.5 + 2, c character varying(5), d timestamp with time zone,"
                    + " constraint k primary key (a, b)) with (fillfactor=90)");
    assertThat(create.ifNotExists()).isTrue();
    assertThat(create.name()).hasToString("s.t");
    assertThat(create.columns())
        .extracting(
            column -> column.name().getSimple(),
            column -> ((PostgresTypeNameSpec) column.type().getTypeNameSpec()).resolve().toString(),
            Utility.ColumnDefinition::notNull,
            Utility.ColumnDefinition::defaultText)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", "integer", true, null),
            org.assertj.core.groups.Tuple.tuple("b", "numeric(10,2)", true, "1.5 + 2"),
            org.assertj.core.groups.Tuple.tuple("c", "character varying(5)", false, null),
            org.assertj.core.groups.Tuple.tuple("d", "timestamp with time zone", false, null));
    assertThat(create.keys())
        .extracting(Utility.KeyDefinition::name, key -> key.columns().toString())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(null, "`a`"),
            org.assertj.core.groups.Tuple.tuple("k", "`a`, `b`"));
  }

  @Test
  void keysKeepWhatTheySay() {
    Utility.CreateTable create =
        (Utility.CreateTable)
            utility(
                "create table t (a int unique nulls not distinct deferrable not null,"
                    + " constraint u unique (a, b) include (c) initially deferred)");
    assertThat(create.columns().getFirst().notNull()).isTrue();
    assertThat(create.keys())
        .extracting(
            Utility.KeyDefinition::nullsDistinct,
            Utility.KeyDefinition::deferral,
            key -> String.valueOf(key.include()))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(false, Deferral.INITIALLY_IMMEDIATE, "null"),
            org.assertj.core.groups.Tuple.tuple(true, Deferral.INITIALLY_DEFERRED, "`c`"));
  }

  @Test
  void copyTakesBothFormsOfOptions() {
    Utility.Copy now =
        (Utility.Copy)
            utility("copy t (a, b) from stdin with (format csv, header, delimiter ';', null 'x')");
    Utility.Copy old =
        (Utility.Copy) utility("copy t (a, b) from stdin csv header delimiter ';' null 'x'");
    assertThat(now.options())
        .extracting(Utility.Option::name, Utility.Option::value)
        .containsExactlyElementsOf(
            old.options().stream()
                .map(option -> org.assertj.core.groups.Tuple.tuple(option.name(), option.value()))
                .toList());
    assertThat(now.from()).isTrue();
    assertThat(((Utility.Copy) utility("copy (select 1) to stdout")).query()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "begin|Begin[tag=BEGIN, modes=[]]",
        "start transaction isolation level repeatable read, read only"
            + "|Begin[tag=START TRANSACTION, modes=[REPEATABLE_READ, READ_ONLY]]",
        "end|Commit[chain=false]",
        "abort|Rollback[chain=false]",
        "commit work and chain|Commit[chain=true]",
        "rollback and no chain|Rollback[chain=false]",
        "rollback to savepoint a|RollbackTo[name=a]",
        "set a.b to 'x', y|SetParameter[name=a.b, values=[x, y], local=false]",
        "set local time zone 'UTC'|SetParameter[name=timezone, values=[UTC], local=true]",
        "set names 'utf8'|SetParameter[name=client_encoding, values=[utf8], local=false]",
        "reset timezone|SetParameter[name=timezone, values=null, local=false]",
        "show transaction isolation level|Show[name=transaction_isolation]",
        "truncate table a, b cascade|Truncate[names=[a, b], cascade=true]",
        "drop table if exists a, b|DropTable[names=[a, b], ifExists=true, cascade=false]",
        "vacuum (analyze) t|Vacuum[tables=[t]]",
        "deallocate all|Deallocate[name=null]",
        "discard all|Discard[what=all]",
      })
  void utilityStatementsAreRead(String sql, String parsed) {
    assertThat(utility(sql)).hasToString(parsed);
  }

  @Test
  void explainTakesEveryFormOfOptions() {
    assertThat(((Utility.Explain) utility("explain analyze verbose select 1")).options())
        .extracting(Utility.Option::name)
        .containsExactly("analyze", "verbose");
    assertThat(((Utility.Explain) utility("explain (analyze, costs off) select 1")).options())
        .extracting(Utility.Option::name)
        .containsExactly("analyze", "costs");
    assertThat(((Utility.Explain) utility("explain (select 1)")).options()).isEmpty();
  }
}
