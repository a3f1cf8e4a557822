package org.ordinaldb.sql.expression;

import com.google.common.collect.BoundType;
import com.google.common.collect.Range;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.util.Sarg;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;
import org.ordinaldb.type.VectorKind;

/// Compiles Calcite's SEARCH, which stands for IN, BETWEEN and comparisons with literals joined by
/// AND and OR.
final class Search {
  private Search() {}

  static Expression of(Expression operand, Sarg<?> sarg) {
    Expression test = ranges(operand, sarg);
    return switch (sarg.nullAs) {
      case TRUE -> new TruthTest(test, false, true);
      case FALSE -> new TruthTest(test, true, false);
      case UNKNOWN -> test;
    };
  }

  private static Expression ranges(Expression operand, Sarg<?> sarg) {
    SqlType type = operand.type();
    if (sarg.isAll() || sarg.isNone()) {
      // Still null for null: the wrapper of nullAs decides about those rows.
      return Comparison.of(
          sarg.isAll() ? ComparisonOperator.EQUAL : ComparisonOperator.NOT_EQUAL, operand, operand);
    }
    if (type.vectorKind() == VectorKind.LONG) {
      return longs(operand, sarg);
    }
    if (type.isText() && (sarg.isPoints() || sarg.isComplementedPoints())) {
      boolean negated = !sarg.isPoints();
      return texts(operand, negated ? sarg.negate() : sarg, negated);
    }
    return disjunction(operand, sarg);
  }

  private static Expression longs(Expression operand, Sarg<?> sarg) {
    List<long[]> kept = new ArrayList<>();
    for (Range<?> range : sarg.rangeSet.asRanges()) {
      long low = Long.MIN_VALUE;
      long high = Long.MAX_VALUE;
      if (range.hasLowerBound()) {
        low = value(range.lowerEndpoint(), operand.type());
        if (range.lowerBoundType() == BoundType.OPEN) {
          if (low == Long.MAX_VALUE) {
            continue;
          }
          low++;
        }
      }
      if (range.hasUpperBound()) {
        high = value(range.upperEndpoint(), operand.type());
        if (range.upperBoundType() == BoundType.OPEN) {
          if (high == Long.MIN_VALUE) {
            continue;
          }
          high--;
        }
      }
      if (low <= high) {
        kept.add(new long[] {low, high});
      }
    }
    return new LongSetTest(
        operand,
        kept.stream().mapToLong(range -> range[0]).toArray(),
        kept.stream().mapToLong(range -> range[1]).toArray());
  }

  private static long value(Object endpoint, SqlType type) {
    return ((LongVector) Literals.constant(endpoint, type).value()).values()[0];
  }

  private static Expression texts(Expression operand, Sarg<?> sarg, boolean negated) {
    List<byte[]> members = new ArrayList<>();
    for (Range<?> range : sarg.rangeSet.asRanges()) {
      Constant constant = text(range.lowerEndpoint(), operand.type());
      members.add(((BytesVector) constant.value()).bytes(0));
    }
    return new BytesSetTest(operand, members.toArray(new byte[0][]), negated);
  }

  private static Constant text(Object endpoint, SqlType type) {
    Constant constant = Literals.constant(endpoint, type);
    return type.kind() == TypeKind.CHAR
        ? Constant.ofText(type, constant.text().replaceAll(" +$", ""))
        : constant;
  }

  private static Expression disjunction(Expression operand, Sarg<?> sarg) {
    List<Expression> alternatives = new ArrayList<>();
    for (Range<?> range : sarg.rangeSet.asRanges()) {
      List<Expression> bounds = new ArrayList<>();
      if (range.hasLowerBound()) {
        boolean closed = range.lowerBoundType() == BoundType.CLOSED;
        bounds.add(
            compare(
                closed ? ComparisonOperator.GREATER_OR_EQUAL : ComparisonOperator.GREATER,
                operand,
                range.lowerEndpoint()));
      }
      if (range.hasUpperBound()) {
        boolean closed = range.upperBoundType() == BoundType.CLOSED;
        bounds.add(
            compare(
                closed ? ComparisonOperator.LESS_OR_EQUAL : ComparisonOperator.LESS,
                operand,
                range.upperEndpoint()));
      }
      alternatives.add(bounds.size() == 1 ? bounds.get(0) : Conjunction.and(bounds));
    }
    return alternatives.size() == 1 ? alternatives.get(0) : Conjunction.or(alternatives);
  }

  private static Expression compare(
      ComparisonOperator operator, Expression operand, Object endpoint) {
    Constant bound =
        operand.type().isText()
            ? text(endpoint, operand.type())
            : Literals.constant(endpoint, operand.type());
    return Comparison.of(operator, operand, bound);
  }
}
