package org.ordinaldb.sql.plan;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.IndexTable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.execution.IndexJoinPlan;
import org.ordinaldb.sql.execution.KeyAccess;
import org.ordinaldb.sql.execution.PathChoicePlan;
import org.ordinaldb.sql.execution.PlanNode;
import org.ordinaldb.sql.execution.PrefixJoinPlan;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.ExpressionCompiler;

/// A join whose right side is a stored table, perhaps filtered, of which a key gives the rows of each
/// outer row.
///
/// @param columns for each field of the right side its column in the table
/// @param cost in rows that are scanned
record IndexJoin(JoinSides sides, InnerKey key, int[] columns, double cost) {
  /// The cheapest, or null when none is cheaper than reading all of the inner rows once.
  static @Nullable IndexJoin of(JoinSides sides, TableStatisticsSource statistics) {
    boolean isKind =
        switch (sides.kind()) {
          case INNER, LEFT, SEMI, ANTI -> true;
          case RIGHT, FULL, ANTI_NULL_AWARE -> false;
        };
    int[] columns = columns(sides.right());
    if (!isKind || columns == null) {
      return null;
    }
    RelNode rel = sides.right() instanceof Project project ? project.getInput() : sides.right();
    RexNode condition = null;
    if (rel instanceof Filter filter) {
      condition = filter.getCondition();
      rel = filter.getInput();
    }
    TableDescriptor table =
        rel instanceof TableScan scan ? PlannerMetadata.descriptor(scan.getTable()) : null;
    return table == null ? null : cheapest(sides, table, columns, condition, statistics);
  }

  private static @Nullable IndexJoin cheapest(
      JoinSides sides,
      TableDescriptor table,
      int[] columns,
      @Nullable RexNode condition,
      TableStatisticsSource statistics) {
    RexBuilder rex = sides.join().getCluster().getRexBuilder();
    IndexJoin best = null;
    double least = Double.POSITIVE_INFINITY;
    for (InnerKey key : InnerKey.all(sides.keys(), table, columns, condition, statistics, rex)) {
      if (least == Double.POSITIVE_INFINITY) {
        least = costOfAll(sides, table, columns, condition, statistics);
      }
      IndexJoin join = new IndexJoin(sides, key, columns, 0);
      double cost = sides.leftRows() * PathChoicePlan.FETCHED_ROW_COST;
      if (!key.isWhole() || key.index() != null) {
        cost += cost > least ? 0 : sides.leftRows() * join.costOfKey(statistics);
      }
      if (cost <= least) {
        least = cost;
        best = new IndexJoin(sides, key, columns, cost);
      }
    }
    return best;
  }

  /// What reading the rows of one key costs.
  private double costOfKey(TableStatisticsSource statistics) {
    KeyAccess access = access();
    double rows = key.isWhole() ? 1 : statistics.rowsOfKey(access.keyed(), key.parts().size());
    return rows * (access.covers() ? 1 : PathChoicePlan.FETCHED_ROW_COST);
  }

  /// What a hash join would pay for the inner rows.
  private static double costOfAll(
      JoinSides sides,
      TableDescriptor table,
      int[] columns,
      @Nullable RexNode condition,
      TableStatisticsSource statistics) {
    RexBuilder rex = sides.join().getCluster().getRexBuilder();
    ImmutableBitSet needed =
        projected(sides.rightRequest(sides.keys().rightInputs()), table, columns);
    double least = Double.POSITIVE_INFINITY;
    for (AccessPath path : AccessPath.all(table, condition, Request.of(needed), statistics, rex)) {
      if (path.index() == null || path.isBounded()) {
        least = Math.min(least, path.cost(statistics));
      }
    }
    return least;
  }

  private static int @Nullable [] columns(RelNode rel) {
    int[] columns = new int[rel.getRowType().getFieldCount()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = i;
      if (rel instanceof Project project) {
        if (!(project.getProjects().get(i) instanceof RexInputRef input)) {
          return null;
        }
        columns[i] = input.getIndex();
      }
    }
    return columns;
  }

  Translated translate(RelTranslator translator, PlanNotes notes) {
    TableDescriptor table = key.table();
    Translated outer =
        translator.translate(sides.left(), sides.leftRequest(sides.keys().leftInputs()));
    List<Expression> values = new ArrayList<>();
    for (InnerKey.Part part : key.parts()) {
      values.add(
          switch (part) {
            case InnerKey.Part.Pair(int pair) -> outer.compile(sides.keys().left().get(pair));
            case InnerKey.Part.Fixed(RexNode value) -> ExpressionCompiler.compile(value);
          });
    }
    int[] projection = projection();
    int[] tableFields = RelTranslator.absent(table.columns().size() + 1);
    for (int i = 0; i < projection.length; i++) {
      tableFields[projection[i]] = i;
    }
    int[] fields = new int[columns.length];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = tableFields[columns[i]];
    }
    int rowKey = isTarget() ? tableFields[table.columns().size()] : Translated.ABSENT;
    Translated pairs = sides.pairs(outer, fields, rowKey);
    Expression residual = residual(outer, fields, tableFields, pairs);
    KeyAccess access = access();
    PlanNode node =
        key.isWhole() && key.index() == null
            ? new IndexJoinPlan(
                sides.kind(), outer.node(), table, access.projection(), values, residual)
            : new PrefixJoinPlan(sides.kind(), outer.node(), access, values, residual);
    IndexTable index = key.index();
    if (index != null) {
      notes.uses(index.index());
    }
    note(node, notes);
    return sides.output(outer, pairs).withNode(node);
  }

  private KeyAccess access() {
    int[] projection = projection();
    ScanTranslator.withRowKey(projection, key.table().columns().size());
    return new KeyAccess(key.table(), key.index(), projection);
  }

  private boolean isTarget() {
    return sides.rightRequest(ImmutableBitSet.of()).target() != null;
  }

  private int[] projection() {
    Request request = sides.rightRequest(sides.keys().rightInputs());
    ImmutableBitSet read = projected(request, key.table(), columns);
    RexNode filter = key.filter();
    return (filter == null ? read : read.union(RelTranslator.inputs(filter))).toArray();
  }

  /// The columns that are asked for; the one after the table's own is the row's key.
  private static ImmutableBitSet projected(Request request, TableDescriptor table, int[] columns) {
    ImmutableBitSet.Builder read = ImmutableBitSet.builder();
    for (int field : request.needed()) {
      read.set(columns[field]);
    }
    return request.target() == null ? read.build() : read.set(table.columns().size()).build();
  }

  /// What the key does not decide: the table's filter, further equalities, the join's residual.
  private @Nullable Expression residual(
      Translated outer, int[] fields, int[] tableFields, Translated pairs) {
    RexBuilder rex = sides.join().getCluster().getRexBuilder();
    int shift = outer.node().columns().size();
    List<RexNode> conditions = new ArrayList<>();
    RexNode filter = key.filter();
    if (filter != null) {
      Translated inner = new Translated(outer.node(), tableFields, Translated.ABSENT, false);
      conditions.add(RexUtil.shift(inner.toColumns(filter), shift));
    }
    Translated right = new Translated(outer.node(), fields, Translated.ABSENT, false);
    JoinKeys keys = sides.keys();
    for (int i = 0; i < keys.left().size(); i++) {
      if (!key.isGivenBy(i)) {
        SqlOperator equal =
            keys.nullsEqual()[i]
                ? SqlStdOperatorTable.IS_NOT_DISTINCT_FROM
                : SqlStdOperatorTable.EQUALS;
        conditions.add(
            rex.makeCall(
                equal,
                outer.toColumns(keys.left().get(i)),
                RexUtil.shift(right.toColumns(keys.right().get(i)), shift)));
      }
    }
    for (RexNode condition : keys.residual()) {
      conditions.add(pairs.toColumns(condition));
    }
    return conditions.isEmpty()
        ? null
        : ExpressionCompiler.compile(RexUtil.composeConjunction(rex, conditions));
  }

  private void note(PlanNode node, PlanNotes notes) {
    List<String> names = key.table().columns().stream().map(ColumnDescriptor::name).toList();
    ConditionText text = new ConditionText(names, sides.join().getCluster().getRexBuilder());
    List<String> given = new ArrayList<>();
    String condition = sides.conditionText();
    if (condition != null) {
      given.add(condition);
    }
    key.absorbed().forEach(each -> given.add(text.of(each)));
    notes.line(node, "Index Cond", ConditionText.and(given));
    RexNode filter = key.filter();
    if (filter != null) {
      notes.line(node, "Filter", text.of(filter));
    }
  }
}
