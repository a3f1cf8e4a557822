package org.ordinaldb.sql.plan;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.sql.execution.HashJoinPlan;
import org.ordinaldb.sql.execution.JoinKind;
import org.ordinaldb.sql.execution.NestedLoopJoinPlan;
import org.ordinaldb.sql.execution.PlanNode;
import org.ordinaldb.sql.execution.ProjectPlan;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.InputReference;
import org.ordinaldb.type.SqlType;

/// Plans joins: through a key of the inner table when few outer rows meet many inner ones, by hash on the smaller side when there are equal keys, else by comparing all pairs.
final class JoinTranslator {
  private final RelTranslator translator;
  private final TableStatisticsSource statistics;
  private final PlanNotes notes;

  JoinTranslator(RelTranslator translator, TableStatisticsSource statistics, PlanNotes notes) {
    this.translator = translator;
    this.statistics = statistics;
    this.notes = notes;
  }

  static JoinKind kind(JoinRelType type) {
    return switch (type) {
      case INNER -> JoinKind.INNER;
      case LEFT -> JoinKind.LEFT;
      case RIGHT -> JoinKind.RIGHT;
      case FULL -> JoinKind.FULL;
      case SEMI -> JoinKind.SEMI;
      case ANTI -> JoinKind.ANTI;
      default -> throw RelTranslator.unsupported("this kind of join");
    };
  }

  Translated translate(Join join, Request request) {
    if (!join.getVariablesSet().isEmpty()) {
      throw RelTranslator.unsupported("a correlated subquery in a join condition");
    }
    JoinSides sides = JoinSides.of(join, request);
    IndexJoin byIndex = byIndex(sides);
    ExistenceJoin existence = existence(sides);
    IndexJoin bySemi = existence == null ? null : IndexJoin.of(existence.sides(), statistics);
    if (existence != null
        && bySemi != null
        && (byIndex == null || bySemi.cost() < byIndex.cost())) {
      return existence.padded(bySemi.translate(translator, notes));
    }
    if (byIndex != null) {
      return byIndex.translate(translator, notes);
    }
    if (sides.keys().left().isEmpty()) {
      return byPairs(sides);
    }
    return byHash(isBetterSwapped(sides) ? sides.swapped() : sides);
  }

  private static @Nullable ExistenceJoin existence(JoinSides sides) {
    ExistenceJoin straight = ExistenceJoin.semi(sides);
    return straight == null ? ExistenceJoin.semi(sides.swapped()) : straight;
  }

  /// A filter that makes an anti join of the outer join below it, if an index serves that; else null.
  @Nullable Translated anti(Filter filter, Request request) {
    ExistenceJoin existence = ExistenceJoin.anti(filter, request);
    IndexJoin join = existence == null ? null : IndexJoin.of(existence.sides(), statistics);
    return existence == null || join == null
        ? null
        : existence.padded(join.translate(translator, notes));
  }

  private @Nullable IndexJoin byIndex(JoinSides sides) {
    IndexJoin straight = IndexJoin.of(sides, statistics);
    if (sides.kind() != JoinKind.INNER) {
      return straight;
    }
    IndexJoin swapped = IndexJoin.of(sides.swapped(), statistics);
    if (straight == null || swapped == null) {
      return straight == null ? swapped : straight;
    }
    return swapped.cost() < straight.cost() ? swapped : straight;
  }

  /// The hash table is built of the right side, which should be the smaller one.
  private static boolean isBetterSwapped(JoinSides sides) {
    return switch (sides.kind()) {
      case INNER, LEFT, RIGHT, FULL -> sides.leftRows() < sides.rightRows();
      case SEMI, ANTI, ANTI_NULL_AWARE -> false;
    };
  }

  private Translated byPairs(JoinSides sides) {
    ImmutableBitSet none = ImmutableBitSet.of();
    Translated left = translator.translate(sides.left(), sides.leftRequest(none));
    Translated right = translator.translate(sides.right(), sides.rightRequest(none));
    Translated pairs = sides.pairs(left, right.fields(), right.rowKey());
    PlanNode node =
        new NestedLoopJoinPlan(sides.kind(), left.node(), right.node(), residual(sides, pairs));
    note(node, sides, "Join Filter");
    return sides.output(left, pairs).withNode(node);
  }

  private Translated byHash(JoinSides sides) {
    JoinKeys keys = sides.keys();
    Keyed left =
        keyed(
            translator.translate(sides.left(), sides.leftRequest(keys.leftInputs())), keys.left());
    Keyed right =
        keyed(
            translator.translate(sides.right(), sides.rightRequest(keys.rightInputs())),
            keys.right());
    Translated pairs = sides.pairs(left.input(), right.input().fields(), right.input().rowKey());
    PlanNode node =
        new HashJoinPlan(
            sides.kind(),
            left.input().node(),
            right.input().node(),
            left.columns(),
            right.columns(),
            keys.nullsEqual(),
            residual(sides, pairs));
    note(node, sides, "Hash Cond");
    return sides.output(left.input(), pairs).withNode(node);
  }

  /// An input with its join keys as columns.
  private record Keyed(Translated input, int[] columns) {}

  private static Keyed keyed(Translated input, List<RexNode> keys) {
    List<SqlType> types = input.node().columns();
    List<Expression> extended = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      extended.add(new InputReference(i, types.get(i)));
    }
    int[] columns = new int[keys.size()];
    for (int i = 0; i < columns.length; i++) {
      Expression key = input.compile(keys.get(i));
      if (key instanceof InputReference reference) {
        columns[i] = reference.index();
      } else {
        columns[i] = extended.size();
        extended.add(key);
      }
    }
    return extended.size() == types.size()
        ? new Keyed(input, columns)
        : new Keyed(input.withNode(new ProjectPlan(input.node(), extended)), columns);
  }

  private static @Nullable Expression residual(JoinSides sides, Translated pairs) {
    RexNode condition = sides.keys().residualCondition(sides.join());
    return condition == null ? null : pairs.compile(condition);
  }

  private void note(PlanNode node, JoinSides sides, String label) {
    String condition = sides.conditionText();
    if (condition != null) {
      notes.line(node, label, condition);
    }
  }
}
