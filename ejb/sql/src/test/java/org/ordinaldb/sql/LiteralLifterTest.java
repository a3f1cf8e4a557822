package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.sql.LiteralLifter.Lifted;
import org.ordinaldb.sql.LiteralLifter.Literal;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;

class LiteralLifterTest {
  @Test
  void comparedNumbersBecomeParameters() {
    Lifted lifted = lift("SELECT abalance FROM pgbench_accounts WHERE aid = 12345");
    assertThat(lifted.sql()).isEqualTo("SELECT abalance FROM pgbench_accounts WHERE aid = $1");
    assertThat(lifted.literals()).containsExactly(new Literal(SqlType.INT4, "12345", 50));
  }

  @Test
  void statementsThatDifferInValuesShareTheirText() {
    String update = "UPDATE t SET b = b + %s WHERE id = %s AND name = '%s'";
    assertThat(lift(update.formatted("1", "22", "x")).sql())
        .isEqualTo(lift(update.formatted("345", "6", "it''s")).sql());
  }

  @Test
  void rowsOfValuesAreLifted() {
    Lifted lifted = lift("INSERT INTO t VALUES (1, 'a''b', 5000000000), (2, 'c', 3)");
    assertThat(lifted.sql()).isEqualTo("INSERT INTO t VALUES ($1, $2, $3), ($4, $5, $6)");
    assertThat(lifted.types())
        .containsExactly(
            SqlType.INT4,
            SqlType.UNKNOWN,
            SqlType.INT8,
            SqlType.INT4,
            SqlType.UNKNOWN,
            SqlType.INT4);
    assertThat(lifted.literals().get(1).text()).isEqualTo("a'b");
  }

  @Test
  void rangesAndRowCountsAreLifted() {
    assertThat(lift("SELECT 1 FROM t WHERE a BETWEEN 5 AND 9 LIMIT 10 OFFSET 500").sql())
        .isEqualTo("SELECT 1 FROM t WHERE a BETWEEN $1 AND $2 LIMIT $3 OFFSET $4");
  }

  @Test
  void parametersHaveTheTypesThatAnalysisFound() {
    Lifted lifted = lift("SELECT 1 FROM t WHERE a = 5 AND b = '7' AND c = 'x'");
    ColumnBatch row =
        lifted.parameters(
            List.of(SqlType.INT4, SqlType.INT8, SqlType.TEXT), FormatSettings.DEFAULT, 0);
    assertThat(((LongVector) row.column(0)).get(0)).isEqualTo(5);
    assertThat(((LongVector) row.column(1)).get(0)).isEqualTo(7);
    assertThat(((BytesVector) row.column(2)).string(0)).isEqualTo("x");
  }

  @Test
  void aLiteralThatCannotBeReadIsPointedAtInTheQueryString() {
    Lifted lifted = lift("SELECT '\uD83D\uDE00' FROM t WHERE a = 5 AND b = 'x'");
    List<SqlType> types = List.of(SqlType.INT4, SqlType.INT4);

    assertThatThrownBy(() -> lifted.parameters(types, FormatSettings.DEFAULT, 100))
        .isInstanceOfSatisfying(
            SqlException.class, e -> assertThat(e.position()).isEqualTo(100 + 39));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1, 'x', 2.5 FROM t",
        "SELECT a FROM t ORDER BY 1",
        "SELECT a FROM t GROUP BY 1",
        "SELECT a FROM t WHERE b LIKE 'x%'",
        "SELECT a FROM t WHERE b = 1.5",
        "SELECT a FROM t WHERE b = '5'::int",
        "SELECT a FROM t WHERE d = DATE '2024-01-01'",
        "SELECT a FROM t WHERE b = 'x'\n'y'",
        "SELECT a FROM t WHERE b = E'x\\n'",
        "SELECT a FROM t WHERE b = $1 AND c = 5",
        "SELECT a FROM t WHERE b = 5 -- five",
        "CREATE TABLE t (a varchar(5))",
        "SET x = 5"
      })
  void whatMeansMoreThanItsValueStays(String sql) {
    assertThat(LiteralLifter.lift(sql)).isNull();
  }

  @Test
  void namesWithDigitsAndQuotedNamesAreLeftAlone() {
    assertThat(lift("SELECT a1 FROM \"t = 5\" WHERE a1=5").sql())
        .isEqualTo("SELECT a1 FROM \"t = 5\" WHERE a1=$1");
  }

  private static Lifted lift(String sql) {
    Lifted lifted = LiteralLifter.lift(sql);
    assertThat(lifted).isNotNull();
    return java.util.Objects.requireNonNull(lifted);
  }
}
