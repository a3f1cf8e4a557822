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
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.execution.IndexJoinPlan;
import org.ordinaldb.sql.execution.PlanNode;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.ExpressionCompiler;
import org.ordinaldb.sql.type.RelTypes;
import org.ordinaldb.type.SqlType;

/// A join whose right side is a stored table, perhaps filtered, joined on its whole clustering key.
///
/// @param columns for each field of the right side its column in the table
/// @param filter the filter over the table's columns, or null
/// @param keyPairs for each key part the pair of [JoinKeys] that gives it
/// @param innerRows how many rows a hash join would have to read instead
record IndexJoin(
    JoinSides sides,
    TableDescriptor table,
    int[] columns,
    @Nullable RexNode filter,
    int[] keyPairs,
    double innerRows) {
  /// Null when the join is not of this kind.
  static @Nullable IndexJoin of(JoinSides sides, TableStatisticsSource statistics) {
    boolean isKind =
        switch (sides.kind()) {
          case INNER, LEFT, SEMI, ANTI -> true;
          case RIGHT, FULL, ANTI_NULL_AWARE -> false;
        };
    int[] columns = columns(sides.right());
    if (!isKind || columns == null || sides.request().target() != null) {
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
    int[] pairs = table == null ? null : keyPairs(sides.keys(), table, columns);
    if (table == null || pairs == null) {
      return null;
    }
    ScanConditions conditions =
        ScanConditions.split(table, condition, rel.getCluster().getRexBuilder());
    double rows = conditions.estimate(table, statistics.rowCount(table), statistics);
    return new IndexJoin(sides, table, columns, condition, pairs, rows);
  }

  double outerRows() {
    return sides.leftRows();
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

  private static int @Nullable [] keyPairs(JoinKeys keys, TableDescriptor table, int[] columns) {
    PrimaryKey key = table.primaryKey();
    if (key == null) {
      return null;
    }
    int[] pairs = new int[key.columns().size()];
    for (int part = 0; part < pairs.length; part++) {
      pairs[part] = pair(keys, key.columns().get(part), table, columns);
      if (pairs[part] < 0) {
        return null;
      }
    }
    return pairs;
  }

  private static int pair(JoinKeys keys, int column, TableDescriptor table, int[] columns) {
    SqlType type = table.columns().get(column).type();
    for (int i = 0; i < keys.right().size(); i++) {
      if (!keys.nullsEqual()[i]
          && keys.right().get(i) instanceof RexInputRef input
          && columns[input.getIndex()] == column
          && CommonForm.isSameForm(RelTypes.sqlType(keys.left().get(i).getType()), type)) {
        return i;
      }
    }
    return -1;
  }

  Translated translate(RelTranslator translator, PlanNotes notes) {
    Translated outer =
        translator.translate(sides.left(), sides.leftRequest(sides.keys().leftInputs()));
    List<Expression> keys = new ArrayList<>();
    for (int pair : keyPairs) {
      keys.add(outer.compile(sides.keys().left().get(pair)));
    }
    int[] projection = projection();
    int[] tableFields = RelTranslator.absent(table.columns().size() + 1);
    for (int i = 0; i < projection.length; i++) {
      tableFields[projection[i]] = i;
    }
    ScanTranslator.withRowKey(projection, table.columns().size());
    int[] fields = new int[columns.length];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = tableFields[columns[i]];
    }
    Translated pairs = sides.pairs(outer, fields, Translated.ABSENT);
    Expression residual = residual(outer, fields, tableFields, pairs);
    PlanNode node =
        new IndexJoinPlan(sides.kind(), outer.node(), table, projection, keys, residual);
    note(node, notes);
    return sides.output(outer, pairs).withNode(node);
  }

  private int[] projection() {
    ImmutableBitSet.Builder read = ImmutableBitSet.builder();
    for (int field : sides.rightRequest(sides.keys().rightInputs()).needed()) {
      read.set(columns[field]);
    }
    if (filter != null) {
      read.addAll(RelTranslator.inputs(filter));
    }
    return read.build().toArray();
  }

  /// What the lookup does not decide: the table's filter, further equalities, the join's residual.
  private @Nullable Expression residual(
      Translated outer, int[] fields, int[] tableFields, Translated pairs) {
    RexBuilder rex = sides.join().getCluster().getRexBuilder();
    int shift = outer.node().columns().size();
    List<RexNode> conditions = new ArrayList<>();
    if (filter != null) {
      Translated inner = new Translated(outer.node(), tableFields, Translated.ABSENT, false);
      conditions.add(RexUtil.shift(inner.toColumns(filter), shift));
    }
    Translated right = new Translated(outer.node(), fields, Translated.ABSENT, false);
    JoinKeys keys = sides.keys();
    for (int i = 0; i < keys.left().size(); i++) {
      if (!isKeyPair(i)) {
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

  private boolean isKeyPair(int pair) {
    for (int keyPair : keyPairs) {
      if (keyPair == pair) {
        return true;
      }
    }
    return false;
  }

  private void note(PlanNode node, PlanNotes notes) {
    String condition = sides.conditionText();
    if (condition != null) {
      notes.line(node, "Index Cond", condition);
    }
    if (filter != null) {
      List<String> names = table.columns().stream().map(ColumnDescriptor::name).toList();
      notes.line(
          node,
          "Filter",
          new ConditionText(names, sides.join().getCluster().getRexBuilder()).of(filter));
    }
  }
}
