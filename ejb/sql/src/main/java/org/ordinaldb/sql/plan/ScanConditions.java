package org.ordinaldb.sql.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.execution.KeyBounds;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.ExpressionCompiler;
import org.ordinaldb.sql.plan.ColumnTest.Interval;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.VectorKind;

/// A filter over a table, taken apart: what the clustering key answers, what prunes chunks, and
/// what has to be computed for each row.
///
/// @param keys the union of the wanted keys, empty for all of them
/// @param absorbed the conditions that `keys` stands for, for EXPLAIN
/// @param pruning tests of single columns, which `residual` repeats
/// @param residual what is left to compute, or null
record ScanConditions(
    List<KeyCondition> keys,
    List<RexNode> absorbed,
    List<ColumnTest> pruning,
    @Nullable RexNode residual) {
  /// More key ranges than this, as a product of IN lists makes, are left to the filter.
  private static final int RANGES_MAX = 16_384;

  static final ScanConditions NONE = new ScanConditions(List.of(), List.of(), List.of(), null);

  /// Equality on leading key parts, then optionally an interval on the next one.
  record KeyCondition(List<RexNode> equal, @Nullable Interval next) {
    KeyCondition {
      equal = List.copyOf(equal);
    }
  }

  static ScanConditions split(TableDescriptor table, @Nullable RexNode condition, RexBuilder rex) {
    return condition == null ? NONE : new Splitter(table, condition, rex).split();
  }

  /// Whether every wanted row is named by its whole key.
  boolean isPoints(TableDescriptor table) {
    PrimaryKey key = table.primaryKey();
    return key != null
        && !keys.isEmpty()
        && keys.stream().allMatch(k -> k.equal().size() == key.columns().size());
  }

  /// How many leading key parts have one fixed value in the whole scan.
  int fixedParts() {
    return keys.size() == 1 ? keys.getFirst().equal().size() : 0;
  }

  /// The keys as the scan takes them.
  List<KeyBounds> bounds() {
    List<KeyBounds> bounds = new ArrayList<>(keys.size());
    for (KeyCondition key : keys) {
      List<Expression> equal = ExpressionCompiler.compileAll(key.equal());
      Interval next = key.next();
      bounds.add(
          next == null
              ? KeyBounds.equalTo(equal)
              : new KeyBounds(
                  equal,
                  compile(next.low()),
                  next.lowInclusive(),
                  compile(next.high()),
                  next.highInclusive()));
    }
    return bounds;
  }

  private static @Nullable Expression compile(@Nullable RexNode node) {
    return node == null ? null : ExpressionCompiler.compile(node);
  }

  /// How many rows `keys` names of the table's `rows`: exact where they are literals.
  double estimate(TableDescriptor table, double rows, TableStatisticsSource statistics) {
    if (keys.isEmpty()) {
      return rows;
    }
    if (isPoints(table)) {
      return keys.size();
    }
    return isLiteral() ? statistics.count(table, bounds()) : guess(table, rows);
  }

  private boolean isLiteral() {
    for (KeyCondition key : keys) {
      Interval next = key.next();
      if (!key.equal().stream().allMatch(RexLiteral.class::isInstance)
          || (next != null && !(isLiteral(next.low()) && isLiteral(next.high())))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLiteral(@Nullable RexNode bound) {
    return bound == null || bound instanceof RexLiteral;
  }

  private double guess(TableDescriptor table, double rows) {
    int parts = table.keyTypes().size();
    double sum = 0;
    for (KeyCondition key : keys) {
      double share = Math.pow(rows, 1 - (double) key.equal().size() / parts);
      Interval next = key.next();
      if (next != null) {
        share *= next.low() != null && next.high() != null ? 0.05 : 0.33;
      }
      sum += Math.max(1, share);
    }
    return Math.min(rows, sum);
  }

  private static final class Splitter {
    private final TableDescriptor table;
    private final RexBuilder rex;
    private final List<SqlType> types;
    private final List<RexNode> conjuncts;
    private final List<@Nullable ColumnTest> tests = new ArrayList<>();
    private final Set<RexNode> used = new HashSet<>();

    Splitter(TableDescriptor table, RexNode condition, RexBuilder rex) {
      this.table = table;
      this.rex = rex;
      this.types = table.columns().stream().map(ColumnDescriptor::type).toList();
      this.conjuncts = PlannerMetadata.conjunctions(condition);
      for (RexNode conjunct : conjuncts) {
        tests.add(ColumnTest.of(conjunct, types, rex));
      }
    }

    ScanConditions split() {
      List<KeyCondition> keys = keys();
      List<RexNode> absorbed = new ArrayList<>();
      List<RexNode> residual = new ArrayList<>();
      List<ColumnTest> pruning = new ArrayList<>();
      for (int i = 0; i < conjuncts.size(); i++) {
        RexNode conjunct = conjuncts.get(i);
        if (used.contains(conjunct)) {
          absorbed.add(conjunct);
          continue;
        }
        if (isKeyNotNull(conjunct)) {
          continue;
        }
        residual.add(conjunct);
        ColumnTest test = tests.get(i);
        if (test != null && types.get(test.column()).vectorKind() != VectorKind.BYTES) {
          pruning.add(test);
        }
      }
      return new ScanConditions(
          keys,
          absorbed,
          pruning,
          residual.isEmpty() ? null : RexUtil.composeConjunction(rex, residual));
    }

    private List<KeyCondition> keys() {
      PrimaryKey primaryKey = table.primaryKey();
      if (primaryKey == null) {
        return List.of();
      }
      List<List<RexNode>> prefixes = new ArrayList<>();
      prefixes.add(List.of());
      for (int column : primaryKey.columns()) {
        int points = findPoints(column, prefixes.size());
        if (points < 0) {
          return withIntervals(prefixes, column);
        }
        used.add(conjuncts.get(points));
        prefixes = product(prefixes, tests.get(points));
      }
      return conditions(prefixes);
    }

    private int findPoints(int column, int prefixCount) {
      for (int i = 0; i < tests.size(); i++) {
        ColumnTest test = tests.get(i);
        if (test != null
            && test.column() == column
            && test.isPoints()
            && (long) prefixCount * test.intervals().size() <= RANGES_MAX) {
          return i;
        }
      }
      return -1;
    }

    private static List<List<RexNode>> product(
        List<List<RexNode>> prefixes, @Nullable ColumnTest points) {
      List<List<RexNode>> longer = new ArrayList<>();
      for (List<RexNode> prefix : prefixes) {
        for (Interval point : points == null ? List.<Interval>of() : points.intervals()) {
          List<RexNode> values = new ArrayList<>(prefix);
          values.add(Objects.requireNonNull(point.low()));
          longer.add(values);
        }
      }
      return longer;
    }

    private List<KeyCondition> withIntervals(List<List<RexNode>> prefixes, int column) {
      List<Interval> intervals = intervals(column, prefixes.size());
      if (intervals.isEmpty()) {
        return prefixes.getFirst().isEmpty() ? List.of() : conditions(prefixes);
      }
      List<KeyCondition> keys = new ArrayList<>();
      for (List<RexNode> prefix : prefixes) {
        for (Interval interval : intervals) {
          keys.add(new KeyCondition(prefix, interval));
        }
      }
      return keys;
    }

    /// One test of several intervals, or else single lower and upper bounds put together.
    private List<Interval> intervals(int column, int prefixCount) {
      RexNode low = null;
      RexNode high = null;
      boolean lowInclusive = false;
      boolean highInclusive = false;
      for (int i = 0; i < tests.size(); i++) {
        ColumnTest test = tests.get(i);
        if (test == null || test.column() != column) {
          continue;
        }
        if (test.intervals().size() > 1) {
          if (low == null
              && high == null
              && (long) prefixCount * test.intervals().size() <= RANGES_MAX) {
            used.add(conjuncts.get(i));
            return test.intervals();
          }
          continue;
        }
        Interval interval = test.intervals().getFirst();
        boolean fits =
            (interval.low() == null || low == null) && (interval.high() == null || high == null);
        if (!fits) {
          continue;
        }
        used.add(conjuncts.get(i));
        if (interval.low() != null) {
          low = interval.low();
          lowInclusive = interval.lowInclusive();
        }
        if (interval.high() != null) {
          high = interval.high();
          highInclusive = interval.highInclusive();
        }
      }
      return low == null && high == null
          ? List.of()
          : List.of(new Interval(low, lowInclusive, high, highInclusive));
    }

    private static List<KeyCondition> conditions(List<List<RexNode>> prefixes) {
      return prefixes.stream().map(prefix -> new KeyCondition(prefix, null)).toList();
    }

    private boolean isKeyNotNull(RexNode conjunct) {
      PrimaryKey key = table.primaryKey();
      return key != null
          && conjunct.getKind() == SqlKind.IS_NOT_NULL
          && ((RexCall) conjunct).getOperands().get(0) instanceof RexInputRef input
          && key.columns().contains(input.getIndex());
    }
  }
}
