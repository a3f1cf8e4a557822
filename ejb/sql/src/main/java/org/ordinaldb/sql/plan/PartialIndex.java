package org.ordinaldb.sql.plan;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptPredicateList;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexExecutor;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSimplify;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.type.SqlType;

/// What a filter leaves to do where a partial index holds all rows that can pass it: each term of the
/// index's condition stands in the filter too, or follows from a comparison in it. What follows may
/// depend on parameters, then it does so for the values at hand.
///
/// @param rest the filter without the terms that every entry satisfies, or null
record PartialIndex(@Nullable RexNode rest) {
  /// Null when the index need not hold every row that passes the filter.
  static @Nullable PartialIndex of(
      TableDescriptor table,
      RexNode predicate,
      @Nullable RexNode filter,
      TableStatisticsSource statistics,
      RexBuilder rex) {
    List<SqlType> types = RowTerms.of(table).types();
    List<RexNode> all = PlannerMetadata.conjunctions(filter);
    List<RexNode> rest = new ArrayList<>(all);
    for (RexNode term : PlannerMetadata.conjunctions(simple(predicate, rex))) {
      if (rest.removeIf(each -> each.equals(term) || simple(each, rex).equals(term))
          || all.stream().anyMatch(each -> isNotNull(term, each))) {
        continue;
      }
      Implication implication = new Implication(term, types, statistics, rex);
      RexNode reason = all.stream().filter(implication::followsFrom).findFirst().orElse(null);
      if (reason == null) {
        return null;
      }
      if (implication.isEquality()) {
        rest.remove(reason);
      }
    }
    return new PartialIndex(rest.isEmpty() ? null : RexUtil.composeConjunction(rex, rest));
  }

  /// In the form that the optimiser gives to filters. Constants are left alone: Calcite computes them
  /// its own way.
  private static RexNode simple(RexNode condition, RexBuilder rex) {
    RexExecutor none = (builder, constants, reduced) -> reduced.addAll(constants);
    return new RexSimplify(rex, RelOptPredicateList.EMPTY, none).simplifyUnknownAsFalse(condition);
  }

  private static boolean isNotNull(RexNode term, RexNode condition) {
    return term.getKind() == SqlKind.IS_NOT_NULL
        && ((RexCall) term).getOperands().getFirst() instanceof RexInputRef column
        && isNullRejecting(condition, column);
  }

  private static boolean isNullRejecting(RexNode condition, RexInputRef column) {
    return switch (condition.getKind()) {
      case EQUALS,
          NOT_EQUALS,
          LESS_THAN,
          LESS_THAN_OR_EQUAL,
          GREATER_THAN,
          GREATER_THAN_OR_EQUAL,
          SEARCH ->
          ((RexCall) condition).getOperands().stream().anyMatch(column::equals);
      default -> false;
    };
  }
}
