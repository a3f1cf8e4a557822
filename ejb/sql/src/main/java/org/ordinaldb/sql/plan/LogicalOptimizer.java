package org.ordinaldb.sql.plan;

import java.util.List;
import org.apache.calcite.plan.RelOptCostImpl;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.hep.HepMatchOrder;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.plan.hep.HepProgramBuilder;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rel.rules.PruneEmptyRules;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql2rel.RelDecorrelator;

/// Rewrites a statement's algebra: subqueries become joins, conditions and limits move down to the
/// scans, joins take the cheapest order. What comes out is logical algebra again. Stateless.
final class LogicalOptimizer {
  private static final HepProgram SUB_QUERIES =
      program(
          List.of(
              CoreRules.FILTER_SUB_QUERY_TO_CORRELATE,
              CoreRules.PROJECT_SUB_QUERY_TO_CORRELATE,
              CoreRules.JOIN_SUB_QUERY_TO_CORRELATE));

  private static final HepProgram PUSH_DOWN =
      program(
          List.of(
              CoreRules.FILTER_INTO_JOIN,
              CoreRules.JOIN_CONDITION_PUSH,
              CoreRules.FILTER_PROJECT_TRANSPOSE,
              CoreRules.FILTER_AGGREGATE_TRANSPOSE,
              CoreRules.FILTER_SET_OP_TRANSPOSE,
              CoreRules.FILTER_MERGE,
              CoreRules.PROJECT_MERGE,
              CoreRules.PROJECT_REMOVE,
              CoreRules.UNION_MERGE,
              CoreRules.SORT_PROJECT_TRANSPOSE,
              CoreRules.PROJECT_TO_SEMI_JOIN,
              CoreRules.JOIN_TO_SEMI_JOIN,
              PruneEmptyRules.FILTER_INSTANCE,
              PruneEmptyRules.PROJECT_INSTANCE,
              PruneEmptyRules.UNION_INSTANCE));

  private static final HepProgram WINDOWS =
      program(List.of(CoreRules.PROJECT_TO_LOGICAL_PROJECT_AND_WINDOW));

  private static final HepProgram GATHER_JOINS =
      new HepProgramBuilder()
          .addMatchOrder(HepMatchOrder.BOTTOM_UP)
          .addRuleCollection(
              List.of(
                  CoreRules.JOIN_TO_MULTI_JOIN,
                  CoreRules.PROJECT_MULTI_JOIN_MERGE,
                  CoreRules.FILTER_MULTI_JOIN_MERGE))
          .build();

  private static final HepProgram ORDER_JOINS =
      new HepProgramBuilder()
          .addRuleInstance(CoreRules.MULTI_JOIN_OPTIMIZE)
          .addRuleCollection(
              List.of(
                  CoreRules.FILTER_INTO_JOIN,
                  CoreRules.FILTER_PROJECT_TRANSPOSE,
                  CoreRules.FILTER_MERGE,
                  CoreRules.PROJECT_MERGE,
                  CoreRules.PROJECT_REMOVE,
                  CoreRules.SORT_PROJECT_TRANSPOSE))
          .build();

  private LogicalOptimizer() {}

  static RelNode optimize(RelNode statement) {
    RelNode rel = statement;
    if (containsSubQuery(rel)) {
      rel = run(SUB_QUERIES, rel);
    }
    if (contains(rel, Correlate.class)) {
      rel =
          RelDecorrelator.decorrelateQuery(
              rel, RelFactories.LOGICAL_BUILDER.create(rel.getCluster(), null));
    }
    int joins = RelOptUtil.countJoins(rel);
    if (joins > 0) {
      rel = rel.accept(new FactorPuller());
    }
    rel = run(PUSH_DOWN, rel);
    if (joins > 1) {
      rel = run(ORDER_JOINS, run(GATHER_JOINS, rel));
    }
    return run(WINDOWS, rel);
  }

  private static RelNode run(HepProgram program, RelNode rel) {
    HepPlanner planner = new HepPlanner(program, null, true, null, RelOptCostImpl.FACTORY);
    planner.setExecutor(rel.getCluster().getPlanner().getExecutor());
    planner.setRoot(rel);
    return planner.findBestExp();
  }

  private static HepProgram program(List<RelOptRule> rules) {
    return new HepProgramBuilder().addRuleCollection(rules).build();
  }

  static boolean contains(RelNode rel, Class<? extends RelNode> kind) {
    if (kind.isInstance(rel)) {
      return true;
    }
    for (RelNode input : rel.getInputs()) {
      if (contains(input, kind)) {
        return true;
      }
    }
    return false;
  }

  private static boolean containsSubQuery(RelNode rel) {
    boolean here =
        switch (rel) {
          case Filter filter -> RexUtil.SubQueryFinder.containsSubQuery(filter);
          case Project project -> RexUtil.SubQueryFinder.containsSubQuery(project);
          case Join join -> RexUtil.SubQueryFinder.containsSubQuery(join);
          default -> false;
        };
    if (here) {
      return true;
    }
    for (RelNode input : rel.getInputs()) {
      if (containsSubQuery(input)) {
        return true;
      }
    }
    return false;
  }

  /// Pulls conditions that every arm of an OR repeats out of it: `(a = b AND x) OR (a = b AND y)`
  /// joins by hash only as `a = b AND (x OR y)`.
  private static final class FactorPuller extends RelHomogeneousShuttle {
    @Override
    public RelNode visit(LogicalFilter filter) {
      RelNode visited = super.visit(filter);
      Filter inner = (Filter) visited;
      RexNode factored =
          RexUtil.pullFactors(inner.getCluster().getRexBuilder(), inner.getCondition());
      return inner.copy(inner.getTraitSet(), inner.getInput(), factored);
    }

    @Override
    public RelNode visit(LogicalJoin join) {
      Join inner = (Join) super.visit(join);
      RexNode factored =
          RexUtil.pullFactors(inner.getCluster().getRexBuilder(), inner.getCondition());
      return inner.copy(
          inner.getTraitSet(),
          factored,
          inner.getLeft(),
          inner.getRight(),
          inner.getJoinType(),
          inner.isSemiJoinDone());
    }
  }
}
