package org.ordinaldb.sql.plan;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/// A join condition, taken apart: pairs of expressions that must be equal, each over one input's own
/// fields, and the rest over the fields of both.
///
/// @param nullsEqual for each pair whether NULL equals NULL
record JoinKeys(
    List<RexNode> left, List<RexNode> right, boolean[] nullsEqual, List<RexNode> residual) {
  static JoinKeys split(Join join, RexNode condition) {
    return new Splitter(join).split(condition);
  }

  JoinKeys swapped() {
    return new JoinKeys(right, left, nullsEqual, residual);
  }

  ImmutableBitSet leftInputs() {
    return inputs(left);
  }

  ImmutableBitSet rightInputs() {
    return inputs(right);
  }

  @Nullable RexNode residualCondition(Join join) {
    return residual.isEmpty()
        ? null
        : RexUtil.composeConjunction(join.getCluster().getRexBuilder(), residual);
  }

  ImmutableBitSet residualInputs() {
    return inputs(residual);
  }

  private static ImmutableBitSet inputs(List<RexNode> expressions) {
    ImmutableBitSet.Builder inputs = ImmutableBitSet.builder();
    expressions.forEach(expression -> inputs.addAll(RelTranslator.inputs(expression)));
    return inputs.build();
  }

  private static final class Splitter {
    private final RexBuilder rex;
    private final ImmutableBitSet leftFields;
    private final ImmutableBitSet rightFields;
    private final List<RexNode> left = new ArrayList<>();
    private final List<RexNode> right = new ArrayList<>();
    private final List<Boolean> nullsEqual = new ArrayList<>();
    private final List<RexNode> residual = new ArrayList<>();

    Splitter(Join join) {
      rex = join.getCluster().getRexBuilder();
      int leftCount = join.getLeft().getRowType().getFieldCount();
      int rightCount = join.getRight().getRowType().getFieldCount();
      leftFields = ImmutableBitSet.range(leftCount);
      rightFields = ImmutableBitSet.range(leftCount, leftCount + rightCount);
    }

    JoinKeys split(RexNode condition) {
      for (RexNode conjunct : PlannerMetadata.conjunctions(condition)) {
        if (!isPair(conjunct)) {
          residual.add(conjunct);
        }
      }
      boolean[] nulls = new boolean[nullsEqual.size()];
      for (int i = 0; i < nulls.length; i++) {
        nulls[i] = nullsEqual.get(i);
      }
      return new JoinKeys(left, right, nulls, residual);
    }

    private boolean isPair(RexNode conjunct) {
      SqlKind kind = conjunct.getKind();
      if (kind != SqlKind.EQUALS && kind != SqlKind.IS_NOT_DISTINCT_FROM) {
        return false;
      }
      RexNode a = ((RexCall) conjunct).getOperands().get(0);
      RexNode b = ((RexCall) conjunct).getOperands().get(1);
      return add(a, b, kind) || add(b, a, kind);
    }

    private boolean add(RexNode ofLeft, RexNode ofRight, SqlKind kind) {
      ImmutableBitSet leftInputs = RelTranslator.inputs(ofLeft);
      ImmutableBitSet rightInputs = RelTranslator.inputs(ofRight);
      if (leftInputs.isEmpty()
          || rightInputs.isEmpty()
          || !leftFields.contains(leftInputs)
          || !rightFields.contains(rightInputs)) {
        return false;
      }
      RelDataType common =
          rex.getTypeFactory().leastRestrictive(List.of(ofLeft.getType(), ofRight.getType()));
      if (common == null) {
        return false;
      }
      left.add(CommonForm.cast(rex, ofLeft, common));
      right.add(CommonForm.cast(rex, RexUtil.shift(ofRight, -leftFields.cardinality()), common));
      nullsEqual.add(kind == SqlKind.IS_NOT_DISTINCT_FROM);
      return true;
    }
  }
}
