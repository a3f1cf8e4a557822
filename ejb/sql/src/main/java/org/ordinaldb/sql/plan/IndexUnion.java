package org.ordinaldb.sql.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.type.SqlType;

/// A filter of which one term is an OR that keys answer, each of its arms by a key of its own:
/// `(a = 1 OR b = 2) AND c > 3` with an index on `a` and another on `b`. The other terms help to narrow
/// the arms down.
///
/// @param arms where the keys of each arm's rows are found
/// @param filter what is left to compute of the rows, or null
record IndexUnion(List<AccessPath> arms, @Nullable RexNode filter) {
  IndexUnion {
    arms = List.copyOf(arms);
  }

  /// Null when there is no such term. Of several the one that finds the fewest rows is taken.
  static @Nullable IndexUnion of(
      TableDescriptor table,
      @Nullable RexNode condition,
      TableStatisticsSource statistics,
      RexBuilder rex) {
    List<RexNode> terms = PlannerMetadata.conjunctions(condition);
    IndexUnion best = null;
    for (RexNode term : terms) {
      if (term.getKind() == SqlKind.OR) {
        List<RexNode> others = new ArrayList<>(terms);
        others.remove(term);
        IndexUnion union = new Search(table, others, statistics, rex).union(term);
        if (union != null && (best == null || union.keys(statistics) < best.keys(statistics))) {
          best = union;
        }
      }
    }
    return best;
  }

  /// How many keys the arms find, those that several find counted several times.
  double keys(TableStatisticsSource statistics) {
    return arms.stream().mapToDouble(arm -> arm.keys(statistics)).sum();
  }

  private record Search(
      TableDescriptor table,
      List<RexNode> others,
      TableStatisticsSource statistics,
      RexBuilder rex) {
    @Nullable IndexUnion union(RexNode or) {
      List<AccessPath> arms = new ArrayList<>();
      boolean decided = true;
      boolean exact = true;
      for (RexNode arm : grouped(or)) {
        AccessPath path = cheapest(arm);
        if (path == null) {
          return null;
        }
        List<RexNode> residual = PlannerMetadata.conjunctions(path.conditions().residual());
        decided &= others.containsAll(residual);
        exact &= residual.isEmpty();
        arms.add(path);
      }
      if (arms.size() < 2) {
        return null;
      }
      List<RexNode> filter = new ArrayList<>(exact ? List.of() : others);
      if (!decided) {
        filter.add(or);
      }
      return new IndexUnion(
          arms, filter.isEmpty() ? null : RexUtil.composeConjunction(rex, filter));
    }

    /// The arms, those that test the same column put together.
    private List<RexNode> grouped(RexNode or) {
      List<SqlType> types = RowTerms.of(table).types();
      Map<Integer, List<RexNode>> byColumn = new HashMap<>();
      List<List<RexNode>> groups = new ArrayList<>();
      for (RexNode arm : RelOptUtil.disjunctions(or)) {
        ColumnTest test = ColumnTest.of(arm, types, rex);
        List<RexNode> group =
            test == null
                ? new ArrayList<>()
                : byColumn.computeIfAbsent(test.column(), any -> new ArrayList<>());
        if (group.isEmpty()) {
          groups.add(group);
        }
        group.add(arm);
      }
      return groups.stream().map(group -> RexUtil.composeDisjunction(rex, group)).toList();
    }

    private @Nullable AccessPath cheapest(RexNode arm) {
      List<RexNode> terms = new ArrayList<>(List.of(arm));
      terms.addAll(others);
      RexNode condition = RexUtil.composeConjunction(rex, terms);
      Request keysOnly = Request.of(ImmutableBitSet.of());
      return AccessPath.all(table, condition, keysOnly, statistics, rex).stream()
          .filter(AccessPath::isBounded)
          .min(Comparator.comparing(path -> path.keys(statistics)))
          .orElse(null);
    }
  }
}
