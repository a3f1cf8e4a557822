package org.ordinaldb.sql.plan;

import java.util.List;
import java.util.function.Predicate;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.core.TableModify;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.execution.ConstraintSource;
import org.ordinaldb.sql.execution.IndexMaintenance;
import org.ordinaldb.sql.execution.IndexMaintenance.Maintained;
import org.ordinaldb.sql.execution.PlanNode;
import org.ordinaldb.sql.validate.AnalyzedStatement;

/// Plans statements. Stateless; safe for use by many threads, one statement each.
public final class Planner {
  private Planner() {}

  /// Plans a query or a data change. The plan's columns are the fields of the root, or what RETURNING
  /// computes.
  ///
  /// @param constraints of the tables that are changed
  public static Plan plan(
      AnalyzedStatement statement, TableStatisticsSource statistics, ConstraintSource constraints) {
    RelRoot root = statement.root();
    PlanNotes notes = new PlanNotes();
    return root.rel instanceof TableModify modify
        ? new Plan(modify(modify, statement, statistics, constraints, notes), notes)
        : new Plan(query(root.project(true), statistics, notes), notes);
  }

  private static PlanNode query(RelNode query, TableStatisticsSource statistics, PlanNotes notes) {
    prepare(query, statistics);
    RelNode optimized = LogicalOptimizer.optimize(query);
    return new RelTranslator(optimized, statistics, notes).exact(optimized);
  }

  private static void prepare(RelNode statement, TableStatisticsSource statistics) {
    PlannerMetadata.install(statement, statistics);
    // Calcite would compute constants by its own rules for rounding, casts and time.
    statement
        .getCluster()
        .getPlanner()
        .setExecutor((rex, constants, reduced) -> reduced.addAll(constants));
  }

  /// What keeps a table's indexes in step with rows that are written without a plan.
  ///
  /// @param wanted which of its indexes
  public static IndexMaintenance maintenance(
      TableDescriptor table, Predicate<IndexDescriptor> wanted) {
    return IndexExpressions.maintenance(table, wanted);
  }

  /// The same for one of its indexes.
  public static Maintained maintenance(TableDescriptor table, IndexDescriptor index) {
    return IndexExpressions.maintained(table, index);
  }

  private static PlanNode modify(
      TableModify modify,
      AnalyzedStatement statement,
      TableStatisticsSource statistics,
      ConstraintSource constraints,
      PlanNotes notes) {
    prepare(modify, statistics);
    RelNode input = LogicalOptimizer.optimize(modify.getInput());
    TableModify optimized = (TableModify) modify.copy(modify.getTraitSet(), List.of(input));
    RelTranslator translator = new RelTranslator(input, statistics, notes);
    return new ModifyTranslator(
            translator, statement, constraints, asked -> query(asked, statistics, notes))
        .translate(optimized);
  }
}
