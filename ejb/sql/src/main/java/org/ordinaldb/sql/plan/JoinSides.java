package org.ordinaldb.sql.plan;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.execution.JoinKind;
import org.ordinaldb.sql.validate.TargetScan;

/// A join's inputs as the operator will see them, left first, which may be against the algebra's
/// order.
record JoinSides(Join join, boolean isSwapped, JoinKind kind, JoinKeys keys, Request request) {
  static JoinSides of(Join join, Request request) {
    JoinKeys keys = JoinKeys.split(join, join.getCondition());
    return new JoinSides(join, false, JoinTranslator.kind(join.getJoinType()), keys, request);
  }

  JoinSides swapped() {
    JoinKind other =
        switch (kind) {
          case LEFT -> JoinKind.RIGHT;
          case RIGHT -> JoinKind.LEFT;
          default -> kind;
        };
    return new JoinSides(join, !isSwapped, other, keys.swapped(), request);
  }

  RelNode left() {
    return isSwapped ? join.getRight() : join.getLeft();
  }

  RelNode right() {
    return isSwapped ? join.getLeft() : join.getRight();
  }

  double leftRows() {
    return join.getCluster().getMetadataQuery().getRowCount(left());
  }

  double rightRows() {
    return join.getCluster().getMetadataQuery().getRowCount(right());
  }

  /// What the left input is asked for: the fields read above the join, by the residual condition
  /// and by the given keys.
  Request leftRequest(ImmutableBitSet keyFields) {
    return request(!isSwapped, left(), keyFields);
  }

  Request rightRequest(ImmutableBitSet keyFields) {
    return request(isSwapped, right(), keyFields);
  }

  private Request request(boolean isFirst, RelNode side, ImmutableBitSet keyFields) {
    int shift = isFirst ? 0 : join.getLeft().getRowType().getFieldCount();
    int count = side.getRowType().getFieldCount();
    ImmutableBitSet.Builder fields = ImmutableBitSet.builder();
    for (int field : request.needed().union(keys.residualInputs())) {
      if (field >= shift && field < shift + count) {
        fields.set(field - shift);
      }
    }
    TableDescriptor target = request.target();
    boolean isTarget = target != null && isFirst == isTargetOnTheLeft(target);
    return Request.of(fields.addAll(keyFields).build()).forTarget(isTarget ? target : null);
  }

  /// Of two scans of the target, the marked one is meant.
  private boolean isTargetOnTheLeft(TableDescriptor target) {
    return LogicalOptimizer.contains(join, TargetScan.class)
        ? LogicalOptimizer.contains(join.getLeft(), TargetScan.class)
        : scans(join.getLeft(), target);
  }

  private static boolean scans(RelNode rel, TableDescriptor table) {
    if (rel instanceof TableScan scan) {
      TableDescriptor scanned = PlannerMetadata.descriptor(scan.getTable());
      return scanned != null && scanned.id() == table.id();
    }
    return rel.getInputs().stream().anyMatch(input -> scans(input, table));
  }

  /// The fields of both inputs, in the algebra's order, over the left columns followed by the
  /// right ones. (Its node is a placeholder.)
  Translated pairs(Translated left, int[] rightFields, int rightRowKey) {
    int shift = left.node().columns().size();
    int[] shifted = rightFields.clone();
    for (int i = 0; i < shifted.length; i++) {
      shifted[i] += shifted[i] < 0 ? 0 : shift;
    }
    int[] first = isSwapped ? shifted : left.fields();
    int[] second = isSwapped ? left.fields() : shifted;
    int[] fields = new int[first.length + second.length];
    System.arraycopy(first, 0, fields, 0, first.length);
    System.arraycopy(second, 0, fields, first.length, second.length);
    int rowKey = left.rowKey();
    if (rowKey < 0 && rightRowKey >= 0) {
      rowKey = rightRowKey + shift;
    }
    return new Translated(left.node(), fields, rowKey, false);
  }

  /// The join's output fields, given those of the pairs. (Its node is a placeholder.)
  Translated output(Translated left, Translated pairs) {
    return kind.leftColumnsOnly() ? left.withOrdered(false) : pairs;
  }

  @Nullable String conditionText() {
    RexNode condition = join.getCondition();
    if (condition.isAlwaysTrue()) {
      return null;
    }
    List<String> names = new ArrayList<>(join.getLeft().getRowType().getFieldNames());
    names.addAll(join.getRight().getRowType().getFieldNames());
    return new ConditionText(names, join.getCluster().getRexBuilder()).of(condition);
  }
}
