package org.ordinaldb.sql.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ordinaldb.sql.execution.TestRows.row;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.ordinaldb.sql.execution.TestRows.Source;
import org.ordinaldb.type.SqlType;

/// Window functions; expected rows are PostgreSQL's.
class WindowTest {
  private static final List<SqlType> TYPES = List.of(SqlType.TEXT, SqlType.INT4);
  private static final List<List<@Nullable Object>> ROWS =
      List.of(row("a", 3), row("b", 1), row("a", 1), row("a", 3), row("b", null), row("a", 5));

  private static List<List<@Nullable Object>> run(WindowFrame frame, WindowCall... calls) {
    return TestRows.run(
        new WindowPlan(
            new Source(TYPES, ROWS, 4, true),
            new int[] {0},
            List.of(new SortKey(1, false, false)),
            frame,
            List.of(calls)));
  }

  @Test
  void ranksCountPeersOnce() {
    assertThat(
            run(
                WindowFrame.TO_CURRENT,
                WindowCall.of(WindowFunction.ROW_NUMBER),
                WindowCall.of(WindowFunction.RANK),
                WindowCall.of(WindowFunction.DENSE_RANK),
                WindowCall.of(WindowFunction.CUME_DIST)))
        .containsExactly(
            row("a", 1L, 1L, 1L, 1L, 0.25),
            row("a", 3L, 2L, 2L, 2L, 0.75),
            row("a", 3L, 3L, 2L, 2L, 0.75),
            row("a", 5L, 4L, 4L, 3L, 1.0),
            row("b", 1L, 1L, 1L, 1L, 0.5),
            row("b", null, 2L, 2L, 2L, 1.0));
  }

  @Test
  void runningSumsTakePeersTogetherUnlessRowsAreAsked() {
    WindowCall sum = WindowCall.of(AggregateCall.of(AggregateFunction.SUM, 1));
    assertThat(run(WindowFrame.TO_CURRENT, sum).stream().map(row -> row.get(2)))
        .containsExactly(1L, 7L, 7L, 12L, 1L, 1L);
    WindowFrame rows = new WindowFrame(true, WindowFrame.UNBOUNDED_PRECEDING, 0);
    assertThat(run(rows, sum).stream().map(row -> row.get(2)))
        .containsExactly(1L, 4L, 7L, 12L, 1L, 1L);
    assertThat(run(WindowFrame.PARTITION, sum).stream().map(row -> row.get(2)))
        .containsExactly(12L, 12L, 12L, 12L, 1L, 1L);
  }

  @Test
  void slidingFramesSeeTheirNeighboursOnly() {
    WindowCall average = WindowCall.of(AggregateCall.of(AggregateFunction.AVG, 1));
    WindowCall count = WindowCall.of(AggregateCall.of(AggregateFunction.COUNT));
    List<List<@Nullable Object>> rows = run(new WindowFrame(true, -1, 1), average, count);
    assertThat(rows.getFirst().get(2)).isEqualTo(new BigDecimal("2.0000000000000000"));
    assertThat(rows.stream().map(row -> row.get(3))).containsExactly(2L, 3L, 3L, 2L, 2L, 2L);
    assertThat(run(new WindowFrame(true, 2, 3), count).stream().map(row -> row.get(2)))
        .containsExactly(2L, 1L, 0L, 0L, 0L, 0L);
  }

  @Test
  void valuesAreFetchedFromOtherRows() {
    List<List<@Nullable Object>> rows =
        run(
            WindowFrame.TO_CURRENT,
            WindowCall.of(WindowFunction.LAG, 1),
            WindowCall.of(WindowFunction.LEAD, 1),
            WindowCall.of(WindowFunction.FIRST_VALUE, 1),
            WindowCall.of(WindowFunction.LAST_VALUE, 1));
    assertThat(rows.get(0).subList(2, 6)).containsExactly(null, 3L, 1L, 1L);
    assertThat(rows.get(2).subList(2, 6)).containsExactly(3L, 5L, 1L, 3L);
    assertThat(rows.get(3).subList(2, 6)).containsExactly(3L, null, 1L, 5L);
  }
}
