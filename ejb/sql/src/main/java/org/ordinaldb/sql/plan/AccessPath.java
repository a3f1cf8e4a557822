package org.ordinaldb.sql.plan;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.IndexTable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.execution.PathChoicePlan;

/// One way to read a table's rows under a filter: in the order of its clustering key, or of an index.
///
/// @param index null for the clustering key
/// @param direction see [KeyShape#direction]
/// @param covers whether the index's entries have all that is asked for
record AccessPath(
    TableDescriptor table,
    @Nullable IndexTable index,
    ScanConditions conditions,
    int direction,
    boolean covers) {
  /// Every way: by the clustering key first, then by those indexes that hold all rows that pass.
  static List<AccessPath> all(
      TableDescriptor table,
      @Nullable RexNode condition,
      Request request,
      TableStatisticsSource statistics,
      RexBuilder rex) {
    List<AccessPath> paths = new ArrayList<>();
    ScanConditions byKey = ScanConditions.split(table, condition, rex);
    paths.add(
        new AccessPath(table, null, byKey, byKey.shape().direction(byKey, request.order()), true));
    for (IndexDescriptor index : table.indexes()) {
      if (index.ready() && statistics.sees(index)) {
        ScanConditions conditions = conditions(table, index, condition, statistics, rex);
        if (conditions != null) {
          paths.add(of(IndexTable.of(table, index), conditions, request));
        }
      }
    }
    return paths;
  }

  /// What an index answers of a filter, or null when it need not hold all rows that pass.
  static @Nullable ScanConditions conditions(
      TableDescriptor table,
      IndexDescriptor index,
      @Nullable RexNode condition,
      TableStatisticsSource statistics,
      RexBuilder rex) {
    IndexExpressions expressions = IndexExpressions.of(table, index);
    RexNode predicate = expressions.predicate();
    RexNode rest = condition;
    if (predicate != null) {
      PartialIndex partial = PartialIndex.of(table, predicate, condition, statistics, rex);
      if (partial == null) {
        return null;
      }
      rest = partial.rest();
    }
    return ScanConditions.split(
        table,
        KeyShape.of(IndexTable.of(table, index)),
        RowTerms.of(table, expressions.parts()),
        rest,
        rex);
  }

  private static AccessPath of(IndexTable index, ScanConditions conditions, Request request) {
    RexNode residual = conditions.residual();
    ImmutableBitSet read =
        residual == null
            ? request.needed()
            : request.needed().union(RelTranslator.inputs(residual));
    boolean covers = request.target() == null;
    for (int column : read) {
      covers &= index.entryColumn(column) >= 0;
    }
    int direction = conditions.shape().direction(conditions, request.order());
    return new AccessPath(index.table(), index, conditions, direction, covers);
  }

  /// What its scan reads: the table, or the index's entries.
  TableDescriptor keyed() {
    IndexTable by = index;
    return by == null ? table : by.entries();
  }

  /// Whether it reads less than the whole table.
  boolean isBounded() {
    return !conditions.keys().isEmpty() || isPartial();
  }

  private boolean isPartial() {
    return index != null && index.index().predicate() != null;
  }

  /// Whether the keys alone decide which rows come.
  boolean isExact() {
    return conditions.residual() == null;
  }

  /// What reading a key costs, in rows that are scanned.
  double keyCost() {
    return covers ? 1 : PathChoicePlan.FETCHED_ROW_COST;
  }

  /// What reading its keys costs, in rows that are scanned.
  double cost(TableStatisticsSource statistics) {
    return keyCost() * (1 + keys(statistics));
  }

  double keys(TableStatisticsSource statistics) {
    TableDescriptor keyed = keyed();
    return conditions.estimate(keyed, statistics.rowCount(keyed), statistics);
  }

  /// How promising it looks while values are not known: parts that are fixed, then a range,
  /// then that it holds few rows.
  int promise() {
    int partial = isPartial() ? 2 : 0;
    if (conditions.keys().isEmpty()) {
      return partial;
    }
    ScanConditions.KeyCondition key = conditions.keys().getFirst();
    int range = key.next() == null ? 0 : key.next().isBounded() ? 2 : 1;
    return partial + 8 * key.equal().size() + 2 * range + (isExact() ? 2 : 0) + (covers ? 1 : 0);
  }
}
