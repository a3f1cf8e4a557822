package org.ordinaldb.sql.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinInfo;
import org.apache.calcite.rel.core.TableFunctionScan;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.metadata.DefaultRelMetadataProvider;
import org.apache.calcite.rel.metadata.JaninoRelMetadataProvider;
import org.apache.calcite.rel.metadata.RelColumnOrigin;
import org.apache.calcite.rel.metadata.RelMdUtil;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.IndexTable;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;

/// Row counts for Calcite's rules and for the choice of joins: the tables' own, exact ones for key
/// ranges, and PostgreSQL's defaults where nothing is known. Owned by the planning thread.
final class PlannerMetadata extends RelMetadataQuery {
  /// Distinct values that a column without statistics is taken to have, as in PostgreSQL.
  private static final double DISTINCT_DEFAULT = 200;

  /// Rows that a function is taken to give, as in PostgreSQL.
  private static final double FUNCTION_ROWS = 1000;

  /// Keys of a table or an index.
  private record Keys(int keyed, ScanConditions conditions) {}

  private final TableStatisticsSource statistics;

  /// Exact counts that were asked for; Calcite drops the whole query object at every rewrite.
  private final Map<Keys, Double> counted;

  private PlannerMetadata(TableStatisticsSource statistics, Map<Keys, Double> counted) {
    super();
    this.statistics = statistics;
    this.counted = counted;
  }

  /// Makes this the source of metadata of the statement's cluster, on this thread.
  static void install(RelNode statement, TableStatisticsSource statistics) {
    RelMetadataQuery.THREAD_PROVIDERS.set(
        JaninoRelMetadataProvider.of(DefaultRelMetadataProvider.INSTANCE));
    Map<Keys, Double> counted = new HashMap<>();
    statement.getCluster().setMetadataQuerySupplier(() -> new PlannerMetadata(statistics, counted));
    statement.getCluster().invalidateMetadataQuery();
  }

  /// The stored table behind a table of the algebra, or null for a system view.
  static @Nullable TableDescriptor descriptor(@Nullable RelOptTable table) {
    return table == null ? null : table.unwrap(TableDescriptor.class);
  }

  @Override
  public Double getRowCount(RelNode vertex) {
    RelNode rel = vertex.stripped();
    if (rel instanceof TableScan scan) {
      TableDescriptor table = descriptor(scan.getTable());
      if (table != null) {
        return Math.max(1.0, statistics.rowCount(table));
      }
    } else if (rel instanceof TableFunctionScan) {
      return FUNCTION_ROWS;
    } else if (rel instanceof Filter filter) {
      return filteredRows(filter);
    } else if (rel instanceof Join join) {
      Double rows = joinedRows(join);
      if (rows != null) {
        return rows;
      }
    }
    return super.getRowCount(vertex);
  }

  private Double filteredRows(Filter filter) {
    RelNode input = filter.getInput().stripped();
    double rows = getRowCount(input);
    TableDescriptor table = input instanceof TableScan scan ? descriptor(scan.getTable()) : null;
    if (table == null) {
      return Math.max(1.0, rows * RelMdUtil.guessSelectivity(filter.getCondition()));
    }
    ScanConditions conditions =
        ScanConditions.split(table, filter.getCondition(), filter.getCluster().getRexBuilder());
    double absorbed = counted(table, conditions);
    double least = filtered(conditions, absorbed);
    for (IndexDescriptor index : table.indexes()) {
      if (index.ready() && statistics.sees(index)) {
        least = Math.min(least, filteredByIndex(table, index, filter, rows));
      }
    }
    IndexUnion union =
        IndexUnion.of(
            table, filter.getCondition(), statistics, filter.getCluster().getRexBuilder());
    if (union != null) {
      RexNode rest = union.filter();
      double found = union.keys(statistics);
      least = Math.min(least, rest == null ? found : found * RelMdUtil.guessSelectivity(rest));
    }
    return Math.max(1.0, least);
  }

  private double filteredByIndex(
      TableDescriptor table, IndexDescriptor index, Filter filter, double rows) {
    ScanConditions conditions =
        AccessPath.conditions(
            table, index, filter.getCondition(), statistics, filter.getCluster().getRexBuilder());
    if (conditions == null || (conditions.keys().isEmpty() && index.predicate() == null)) {
      return rows;
    }
    TableDescriptor entries = IndexTable.of(table, index).entries();
    double absorbed = counted(entries, conditions);
    return filtered(conditions, absorbed);
  }

  private double counted(TableDescriptor keyed, ScanConditions conditions) {
    return counted.computeIfAbsent(
        new Keys(keyed.id(), conditions),
        any -> conditions.estimate(keyed, statistics.rowCount(keyed), statistics));
  }

  private static double filtered(ScanConditions conditions, double absorbed) {
    RexNode residual = conditions.residual();
    return residual == null ? absorbed : absorbed * RelMdUtil.guessSelectivity(residual);
  }

  /// |L| x |R| / max(distinct L keys, distinct R keys) for equality joins; null for others.
  private @Nullable Double joinedRows(Join join) {
    JoinInfo info = join.analyzeCondition();
    if (info.leftKeys.isEmpty() || !join.getJoinType().projectsRight()) {
      return null;
    }
    double left = getRowCount(join.getLeft());
    double right = getRowCount(join.getRight());
    double distinct =
        Math.max(
            distinct(join.getLeft(), info.leftSet(), left),
            distinct(join.getRight(), info.rightSet(), right));
    double rows = left * right / Math.max(1, distinct);
    if (join.getJoinType().generatesNullsOnRight()) {
      rows = Math.max(rows, left);
    }
    if (join.getJoinType().generatesNullsOnLeft()) {
      rows = Math.max(rows, right);
    }
    return Math.max(1.0, rows);
  }

  private double distinct(RelNode rel, ImmutableBitSet columns, double rows) {
    double product = 1;
    for (int column : columns) {
      product *= distinct(rel, column, rows);
    }
    return Math.max(1, product);
  }

  /// The distinct values of a column in its table, whatever filters stand above: a key's are the
  /// table's rows.
  private double distinct(RelNode rel, int column, double rows) {
    Set<RelColumnOrigin> origins = getColumnOrigins(rel, column);
    if (origins == null || origins.size() != 1) {
      return Math.min(DISTINCT_DEFAULT, rows);
    }
    RelColumnOrigin origin = origins.iterator().next();
    TableDescriptor table = descriptor(origin.getOriginTable());
    if (table == null || origin.isDerived()) {
      return Math.min(DISTINCT_DEFAULT, rows);
    }
    double stored = statistics.rowCount(table);
    PrimaryKey key = table.primaryKey();
    if (key != null && key.columns().equals(List.of(origin.getOriginColumnOrdinal()))) {
      return Math.max(1, stored);
    }
    return Math.max(1, Math.min(DISTINCT_DEFAULT, stored));
  }

  static List<RexNode> conjunctions(@Nullable RexNode condition) {
    return RelOptUtil.conjunctions(condition);
  }
}
