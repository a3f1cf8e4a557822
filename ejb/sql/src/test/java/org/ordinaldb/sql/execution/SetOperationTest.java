package org.ordinaldb.sql.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ordinaldb.sql.execution.TestRows.row;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.ordinaldb.sql.execution.TestRows.Source;
import org.ordinaldb.type.SqlType;

class SetOperationTest {
  private static final List<SqlType> TYPES = List.of(SqlType.INT4, SqlType.TEXT);
  private static final PlanNode LEFT =
      new Source(
          TYPES,
          List.of(
              row(1, "a"), row(2, "b"), row(1, "a"), row(null, null), row(1, "a"), row(null, null)),
          2,
          true);
  private static final PlanNode RIGHT =
      new Source(TYPES, List.of(row(1, "a"), row(null, null), row(3, "c"), row(1, "a")), 3, false);

  @Test
  void unionDropsDuplicatesAndUnionAllKeepsThem() {
    assertThat(run(SetOperation.UNION, false))
        .containsExactly(row(1L, "a"), row(2L, "b"), row(null, null), row(3L, "c"));
    assertThat(TestRows.run(new UnionAllPlan(List.of(LEFT, RIGHT)))).hasSize(10);
  }

  @Test
  void intersectCountsOccurrences() {
    assertThat(run(SetOperation.INTERSECT, false)).containsExactly(row(1L, "a"), row(null, null));
    assertThat(run(SetOperation.INTERSECT, true))
        .containsExactly(row(1L, "a"), row(1L, "a"), row(null, null));
  }

  @Test
  void exceptSubtractsOccurrences() {
    assertThat(run(SetOperation.EXCEPT, false)).containsExactly(row(2L, "b"));
    assertThat(run(SetOperation.EXCEPT, true))
        .containsExactly(row(1L, "a"), row(2L, "b"), row(null, null));
  }

  private static List<List<@Nullable Object>> run(SetOperation operation, boolean all) {
    return TestRows.run(new SetOperationPlan(operation, all, List.of(LEFT, RIGHT)));
  }

  @Test
  void rowsWithoutColumnsAreAllEqual() {
    PlanNode three = new ValuesPlan(List.of(), List.of(List.of(), List.of(), List.of()));
    assertThat(TestRows.run(three)).hasSize(3);
    assertThat(TestRows.run(new SetOperationPlan(SetOperation.UNION, false, List.of(three, three))))
        .hasSize(1);
  }
}
