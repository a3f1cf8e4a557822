package org.ordinaldb.sql.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.sql.execution.JoinKind;

/// What decorrelation makes of EXISTS and NOT EXISTS, seen as the semi or anti join that it stands for:
/// a join with the distinct keys of the subquery, which reads all of it, where an index could be asked
/// for the keys of the outer rows.
///
/// @param sides the semi or anti join
/// @param firstField where its fields begin among those of the join that it stands for
/// @param fieldCount how many fields that has
record ExistenceJoin(JoinSides sides, int firstField, int fieldCount) {
  /// A join with distinct keys of which nothing else is asked is a semi join.
  static @Nullable ExistenceJoin semi(JoinSides sides) {
    return sides.kind() == JoinKind.INNER ? of(sides, sides.request(), JoinRelType.SEMI) : null;
  }

  /// An outer join with distinct keys that keeps only what has no partner is an anti join. What else
  /// the filter asks is for the caller to see to.
  ///
  /// @return null when the filter is another one
  static @Nullable ExistenceJoin anti(Filter filter, Request request) {
    if (!(filter.getInput() instanceof Join join)
        || join.getJoinType() != JoinRelType.LEFT
        || !join.getVariablesSet().isEmpty()
        || !(filter.getCondition() instanceof RexCall test)
        || test.getKind() != SqlKind.IS_NULL
        || !(test.getOperands().getFirst() instanceof RexInputRef mark)) {
      return null;
    }
    int field = mark.getIndex() - join.getLeft().getRowType().getFieldCount();
    return field >= 0
            && join.getRight() instanceof Project project
            && project.getProjects().get(field) instanceof RexLiteral literal
            && !literal.isNull()
        ? of(JoinSides.of(join, request), request, JoinRelType.ANTI)
        : null;
  }

  private static @Nullable ExistenceJoin of(JoinSides sides, Request request, JoinRelType type) {
    RelNode right = sides.right();
    Aggregate aggregate =
        (right instanceof Project project ? project.getInput() : right) instanceof Aggregate found
            ? found
            : null;
    if (aggregate == null
        || aggregate.getGroupType() != Aggregate.Group.SIMPLE
        || !aggregate.getAggCallList().isEmpty()
        || !sides.keys().residual().isEmpty()
        || sides.request().target() != null) {
      return null;
    }
    int leftCount = sides.left().getRowType().getFieldCount();
    int rightCount = right.getRowType().getFieldCount();
    int first = sides.isSwapped() ? rightCount : 0;
    ImmutableBitSet left = ImmutableBitSet.range(first, first + leftCount);
    RexNode condition = condition(sides, aggregate, right);
    if (condition == null || !left.contains(request.needed())) {
      return null;
    }
    RelNode inner = keys(aggregate);
    Join join = LogicalJoin.create(sides.left(), inner, List.of(), condition, Set.of(), type);
    Request wanted = Request.of(request.needed().shift(-first));
    return new ExistenceJoin(JoinSides.of(join, wanted), first, leftCount + rightCount);
  }

  /// The rows that the keys are taken from, as they are.
  private static RelNode keys(Aggregate aggregate) {
    RelNode input = aggregate.getInput();
    RexBuilder rex = input.getCluster().getRexBuilder();
    List<RexNode> columns = new ArrayList<>();
    for (int field : aggregate.getGroupSet()) {
      columns.add(
          input instanceof Project project
              ? project.getProjects().get(field)
              : rex.makeInputRef(input, field));
    }
    List<String> names =
        aggregate.getRowType().getFieldNames().subList(0, aggregate.getGroupCount());
    RelNode source = input instanceof Project project ? project.getInput() : input;
    return LogicalProject.create(source, List.of(), columns, names, Set.of());
  }

  /// The equalities over the left fields and the keys, or null when they leave a key open.
  private static @Nullable RexNode condition(JoinSides sides, Aggregate aggregate, RelNode right) {
    RexBuilder rex = aggregate.getCluster().getRexBuilder();
    JoinKeys keys = sides.keys();
    int shift = sides.left().getRowType().getFieldCount();
    ImmutableBitSet.Builder given = ImmutableBitSet.builder();
    List<RexNode> equal = new ArrayList<>();
    for (int i = 0; i < keys.left().size(); i++) {
      if (keys.nullsEqual()[i] || !(keys.right().get(i) instanceof RexInputRef field)) {
        return null;
      }
      RexNode key =
          right instanceof Project project ? project.getProjects().get(field.getIndex()) : field;
      if (!(key instanceof RexInputRef group)) {
        return null;
      }
      given.set(group.getIndex());
      equal.add(
          rex.makeCall(
              SqlStdOperatorTable.EQUALS, keys.left().get(i), RexUtil.shift(group, shift)));
    }
    return given.build().cardinality() == aggregate.getGroupCount()
        ? RexUtil.composeConjunction(rex, equal)
        : null;
  }

  /// The fields of the join that it stands for, those of the keys absent.
  Translated padded(Translated translated) {
    int[] fields = new int[fieldCount];
    Arrays.fill(fields, Translated.ABSENT);
    System.arraycopy(translated.fields(), 0, fields, firstField, translated.fields().length);
    return new Translated(translated.node(), fields, translated.rowKey(), false);
  }
}
