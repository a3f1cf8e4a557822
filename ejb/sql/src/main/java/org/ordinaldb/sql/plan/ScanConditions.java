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
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.execution.KeyBounds;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.ExpressionCompiler;
import org.ordinaldb.sql.plan.ColumnTest.Interval;
import org.ordinaldb.sql.plan.ColumnTest.Kind;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.VectorKind;

/// A filter over a table, taken apart: what a key, the clustering one or an index's, answers, what
/// prunes chunks, and what has to be computed for each row.
///
/// @param shape the key
/// @param keys the union of the wanted keys, empty for all of them
/// @param absorbed the conditions that `keys` stands for, for EXPLAIN
/// @param pruning tests of single columns, which `residual` repeats
/// @param residual what is left to compute, or null
record ScanConditions(
    KeyShape shape,
    List<KeyCondition> keys,
    List<RexNode> absorbed,
    List<ColumnTest> pruning,
    @Nullable RexNode residual) {
  /// More key ranges than this, as a product of IN lists makes, are left to the filter.
  private static final int RANGES_MAX = 16_384;

  /// Points on leading key parts, then optionally an interval on the next one.
  record KeyCondition(List<Interval> equal, @Nullable Interval next) {
    KeyCondition {
      equal = List.copyOf(equal);
    }

    boolean asksForNull() {
      return equal.stream().anyMatch(point -> point.kind() == Kind.NULL);
    }
  }

  /// What the clustering key answers.
  static ScanConditions split(TableDescriptor table, @Nullable RexNode condition, RexBuilder rex) {
    return split(table, KeyShape.of(table), RowTerms.of(table), condition, rex);
  }

  /// What a key answers.
  ///
  /// @param terms what columns stand for in the key
  static ScanConditions split(
      TableDescriptor table,
      KeyShape shape,
      RowTerms terms,
      @Nullable RexNode condition,
      RexBuilder rex) {
    return condition == null
        ? new ScanConditions(shape, List.of(), List.of(), List.of(), null)
        : new Splitter(table, shape, terms, condition, rex).split();
  }

  /// Whether every wanted row is named by its whole key.
  boolean isPoints() {
    return shape.unique()
        && !keys.isEmpty()
        && keys.stream()
            .allMatch(k -> k.equal().size() == shape.parts().size() && !k.asksForNull());
  }

  /// Whether no row comes that has NULL in a part.
  boolean excludesNull(int part) {
    return !keys.isEmpty()
        && keys.stream()
            .allMatch(key ->
                part < key.equal().size()
                    ? key.equal().get(part).kind() != Kind.NULL
                    : part == key.equal().size() && key.next() != null);
  }

  /// How many leading key parts have one fixed value in the whole scan.
  int fixedParts() {
    return keys.size() == 1 ? keys.getFirst().equal().size() : 0;
  }

  /// The keys as the scan takes them.
  List<KeyBounds> bounds() {
    List<KeyBounds> bounds = new ArrayList<>(keys.size());
    for (KeyCondition key : keys) {
      List<Expression> equal = new ArrayList<>(key.equal().size());
      for (Interval point : key.equal()) {
        RexNode value = point.low();
        equal.add(value == null ? KeyBounds.NULL : ExpressionCompiler.compile(value));
      }
      Interval next = key.next();
      bounds.add(
          next == null
              ? KeyBounds.equalTo(equal)
              : new KeyBounds(
                  equal,
                  next.kind() == Kind.LIKE ? KeyBounds.Next.LIKE : KeyBounds.Next.RANGE,
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
  ///
  /// @param keyed the table, or the index's entries
  double estimate(TableDescriptor keyed, double rows, TableStatisticsSource statistics) {
    if (keys.isEmpty()) {
      return rows;
    }
    if (isPoints()) {
      return keys.size();
    }
    return isLiteral() ? statistics.count(keyed, bounds()) : guess(keyed, rows, statistics);
  }

  /// Whether the keys are known while the statement is planned.
  boolean isLiteral() {
    for (KeyCondition key : keys) {
      Interval next = key.next();
      if (!key.equal().stream().allMatch(point -> isLiteral(point.low()))
          || (next != null && !(isLiteral(next.low()) && isLiteral(next.high())))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLiteral(@Nullable RexNode bound) {
    return bound == null || bound instanceof RexLiteral;
  }

  private double guess(TableDescriptor keyed, double rows, TableStatisticsSource statistics) {
    double sum = 0;
    for (KeyCondition key : keys) {
      int equal = key.equal().size();
      double share = equal == 0 ? rows : statistics.rowsOfKey(keyed, equal);
      Interval next = key.next();
      if (next != null) {
        share *= next.low() != null && next.high() != null ? 0.05 : 0.33;
      }
      sum += Math.max(1, share);
    }
    return Math.min(rows, sum);
  }

  private static final class Splitter {
    private final KeyShape shape;
    private final RexBuilder rex;
    private final List<SqlType> types;
    private final List<RexNode> conjuncts;
    private final List<@Nullable ColumnTest> tests = new ArrayList<>();
    private final int columns;

    /// Conjuncts that the keys answer, and those of them that are computed nevertheless.
    private final Set<RexNode> used = new HashSet<>();

    private final Set<RexNode> inexact = new HashSet<>();

    Splitter(
        TableDescriptor table, KeyShape shape, RowTerms terms, RexNode condition, RexBuilder rex) {
      this.shape = shape;
      this.rex = rex;
      this.columns = table.columns().size();
      this.types = terms.types();
      this.conjuncts = PlannerMetadata.conjunctions(condition);
      for (RexNode conjunct : conjuncts) {
        tests.add(ColumnTest.of(terms.named(conjunct), types, rex));
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
          if (!inexact.contains(conjunct)) {
            continue;
          }
        }
        if (isKeyNotNull(conjunct)) {
          continue;
        }
        residual.add(conjunct);
        ColumnTest test = tests.get(i);
        if (test != null && prunes(test)) {
          pruning.add(test);
        }
      }
      return new ScanConditions(
          shape,
          keys,
          absorbed,
          pruning,
          residual.isEmpty() ? null : RexUtil.composeConjunction(rex, residual));
    }

    private boolean prunes(ColumnTest test) {
      return test.column() < columns
          && types.get(test.column()).vectorKind() != VectorKind.BYTES
          && test.intervals().stream().allMatch(Interval::isBounded);
    }

    private List<KeyCondition> keys() {
      List<List<Interval>> prefixes = new ArrayList<>();
      prefixes.add(List.of());
      for (KeyShape.Part part : shape.parts()) {
        int points = findPoints(part, prefixes.size());
        if (points < 0) {
          return withIntervals(prefixes, part);
        }
        used.add(conjuncts.get(points));
        prefixes = product(prefixes, tests.get(points));
      }
      return shape.parts().isEmpty() ? List.of() : conditions(prefixes);
    }

    private int findPoints(KeyShape.Part part, int prefixCount) {
      for (int i = 0; i < tests.size(); i++) {
        ColumnTest test = tests.get(i);
        if (test != null
            && speaksOf(test, part)
            && test.isPoints()
            && (long) prefixCount * test.intervals().size() <= RANGES_MAX) {
          return i;
        }
      }
      return -1;
    }

    /// Keys that are never NULL are not asked whether they are.
    private static boolean speaksOf(ColumnTest test, KeyShape.Part part) {
      return test.column() == part.column()
          && (part.nullable()
              || test.intervals().stream()
                  .noneMatch(each -> each.kind() == Kind.NULL || each == Interval.NOT_NULL));
    }

    private static List<List<Interval>> product(
        List<List<Interval>> prefixes, @Nullable ColumnTest points) {
      List<List<Interval>> longer = new ArrayList<>();
      for (List<Interval> prefix : prefixes) {
        for (Interval point : points == null ? List.<Interval>of() : points.intervals()) {
          List<Interval> values = new ArrayList<>(prefix);
          values.add(point);
          longer.add(values);
        }
      }
      return longer;
    }

    private List<KeyCondition> withIntervals(List<List<Interval>> prefixes, KeyShape.Part part) {
      List<Interval> intervals = intervals(part, prefixes.size());
      if (intervals.isEmpty()) {
        return prefixes.getFirst().isEmpty() ? List.of() : conditions(prefixes);
      }
      List<KeyCondition> keys = new ArrayList<>();
      for (List<Interval> prefix : prefixes) {
        for (Interval interval : intervals) {
          keys.add(
              interval.isPoint()
                  ? new KeyCondition(longer(prefix, interval), null)
                  : new KeyCondition(prefix, interval));
        }
      }
      return keys;
    }

    private static List<Interval> longer(List<Interval> prefix, Interval point) {
      List<Interval> values = new ArrayList<>(prefix);
      values.add(point);
      return values;
    }

    /// One test of several intervals, or else single lower and upper bounds put together.
    private List<Interval> intervals(KeyShape.Part part, int prefixCount) {
      RexNode low = null;
      RexNode high = null;
      boolean lowInclusive = false;
      boolean highInclusive = false;
      for (int i = 0; i < tests.size(); i++) {
        ColumnTest test = tests.get(i);
        if (test == null || !speaksOf(test, part)) {
          continue;
        }
        if (test.intervals().size() > 1) {
          if (low == null
              && high == null
              && (long) prefixCount * test.intervals().size() <= RANGES_MAX) {
            use(i);
            return test.intervals();
          }
          continue;
        }
        Interval interval = test.intervals().getFirst();
        boolean fits =
            interval.isBounded()
                && (interval.low() == null || low == null)
                && (interval.high() == null || high == null);
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
          ? unbounded(part)
          : List.of(new Interval(low, lowInclusive, high, highInclusive));
    }

    /// A LIKE, or that the part is not NULL.
    private List<Interval> unbounded(KeyShape.Part part) {
      for (Kind kind : List.of(Kind.LIKE, Kind.RANGE)) {
        for (int i = 0; i < tests.size(); i++) {
          ColumnTest test = tests.get(i);
          if (test != null
              && speaksOf(test, part)
              && test.intervals().size() == 1
              && test.intervals().getFirst().kind() == kind) {
            use(i);
            return test.intervals();
          }
        }
      }
      return List.of();
    }

    /// A pattern says more than how it begins.
    private void use(int index) {
      used.add(conjuncts.get(index));
      ColumnTest test = Objects.requireNonNull(tests.get(index));
      if (test.intervals().stream().anyMatch(each -> each.kind() == Kind.LIKE)) {
        inexact.add(conjuncts.get(index));
      }
    }

    private static List<KeyCondition> conditions(List<List<Interval>> prefixes) {
      return prefixes.stream().map(prefix -> new KeyCondition(prefix, null)).toList();
    }

    private boolean isKeyNotNull(RexNode conjunct) {
      return conjunct.getKind() == SqlKind.IS_NOT_NULL
          && ((RexCall) conjunct).getOperands().get(0) instanceof RexInputRef input
          && shape.parts().stream()
              .anyMatch(part -> !part.nullable() && part.column() == input.getIndex());
    }
  }
}
