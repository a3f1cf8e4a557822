package org.ordinaldb.sql.plan;

import java.util.List;
import java.util.Objects;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.sql.plan.ColumnTest.Interval;
import org.ordinaldb.sql.plan.ColumnTest.Kind;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// Whether a term over one column follows from comparisons of that column with literals and
/// parameters: `a = $1` says `a > 60` when `$1 > 60`, and `a > $1` does when `$1 >= 60`.
final class Implication {
  private final RexNode term;
  private final @Nullable ColumnTest test;
  private final int column;
  private final List<SqlType> types;
  private final TableStatisticsSource statistics;
  private final RexBuilder rex;

  Implication(RexNode term, List<SqlType> types, TableStatisticsSource statistics, RexBuilder rex) {
    this.term = term;
    this.test = ColumnTest.of(term, types, rex);
    this.types = types;
    this.statistics = statistics;
    this.rex = rex;
    ImmutableBitSet columns = RelTranslator.inputs(term);
    this.column = columns.cardinality() == 1 ? columns.nth(0) : -1;
  }

  /// Whether the term fixes the column, so that it says all that an equality does that it follows from.
  boolean isEquality() {
    return test != null && test.isPoints() && test.intervals().size() == 1;
  }

  boolean followsFrom(RexNode condition) {
    ColumnTest given = column < 0 ? null : ColumnTest.of(condition, types, rex);
    // A char(n) is compared without its trailing blanks, which a value in its place would keep.
    if (given == null
        || given.column() != column
        || types.get(column).kind() == TypeKind.CHAR
        || !given.intervals().stream().allMatch(Implication::isOfValues)) {
      return false;
    }
    if (given.isPoints()) {
      return given.intervals().stream().allMatch(point -> statistics.holds(at(point)));
    }
    return given.intervals().size() == 1 && contains(given.intervals().getFirst());
  }

  private static boolean isOfValues(Interval interval) {
    return interval.kind() == Kind.RANGE && isValue(interval.low()) && isValue(interval.high());
  }

  private static boolean isValue(@Nullable RexNode bound) {
    return bound == null || bound instanceof RexLiteral || bound instanceof RexDynamicParam;
  }

  /// The term with a value in the column's place.
  private RexNode at(Interval point) {
    RexNode value = Objects.requireNonNull(point.low());
    return term.accept(
        new RexShuttle() {
          @Override
          public RexNode visitInputRef(RexInputRef input) {
            return CommonForm.cast(rex, value, input.getType());
          }
        });
  }

  private boolean contains(Interval given) {
    if (test == null || test.column() != column || test.intervals().size() != 1) {
      return false;
    }
    Interval wanted = test.intervals().getFirst();
    return wanted.isBounded()
        && reaches(
            given.low(),
            given.lowInclusive(),
            wanted.low(),
            wanted.lowInclusive(),
            SqlKind.GREATER_THAN)
        && reaches(
            given.high(),
            given.highInclusive(),
            wanted.high(),
            wanted.highInclusive(),
            SqlKind.LESS_THAN);
  }

  private boolean reaches(
      @Nullable RexNode given,
      boolean givenInclusive,
      @Nullable RexNode wanted,
      boolean wantedInclusive,
      SqlKind beyond) {
    if (wanted == null) {
      return true;
    }
    if (given == null) {
      return false;
    }
    boolean orAt = wantedInclusive || !givenInclusive;
    boolean above = beyond == SqlKind.GREATER_THAN;
    SqlOperator operator =
        above
            ? (orAt ? SqlStdOperatorTable.GREATER_THAN_OR_EQUAL : SqlStdOperatorTable.GREATER_THAN)
            : (orAt ? SqlStdOperatorTable.LESS_THAN_OR_EQUAL : SqlStdOperatorTable.LESS_THAN);
    return statistics.holds(
        rex.makeCall(operator, CommonForm.cast(rex, given, wanted.getType()), wanted));
  }
}
