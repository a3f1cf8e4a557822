package org.ordinaldb.sql.plan;

import com.google.common.collect.BoundType;
import com.google.common.collect.Range;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUnknownAs;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.util.Sarg;
import org.apache.calcite.util.Util;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.sql.type.RelTypes;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// A condition that says in which intervals one column lies, and nothing else: `c = 5`, `c >= $1`,
/// `c IN (1, 2)`, `c < 3 OR c > 7`, `c IS NULL`, `c LIKE 'a%'` (of which it says where it begins). NULL
/// satisfies none but IS NULL.
///
/// @param column the column's ordinal in the table
/// @param intervals their union; not ordered, may overlap where parameters are involved
record ColumnTest(int column, List<Interval> intervals) {
  /// What an interval holds.
  enum Kind {
    /// The values between two bounds, or any value but NULL.
    RANGE,
    /// NULL alone.
    NULL,
    /// The texts that begin as the LIKE pattern `low` does.
    LIKE
  }

  /// Bounds are computed when the scan opens.
  record Interval(
      Kind kind,
      @Nullable RexNode low,
      boolean lowInclusive,
      @Nullable RexNode high,
      boolean highInclusive) {
    static final Interval NULL = new Interval(Kind.NULL, null, true, null, true);

    static final Interval NOT_NULL = new Interval(null, false, null, false);

    Interval(
        @Nullable RexNode low,
        boolean lowInclusive,
        @Nullable RexNode high,
        boolean highInclusive) {
      this(Kind.RANGE, low, lowInclusive, high, highInclusive);
    }

    static Interval point(RexNode value) {
      return new Interval(value, true, value, true);
    }

    boolean isPoint() {
      return kind == Kind.NULL
          || (kind == Kind.RANGE && low != null && low == high && lowInclusive && highInclusive);
    }

    boolean isBounded() {
      return kind == Kind.RANGE && (low != null || high != null);
    }
  }

  boolean isPoints() {
    return intervals.stream().allMatch(Interval::isPoint);
  }

  /// Reads a condition over a table's row, or returns null when it is something else.
  ///
  /// @param types the table's column types
  static @Nullable ColumnTest of(RexNode condition, List<SqlType> types, RexBuilder rex) {
    if (condition instanceof RexCall call && call.getOperator().getName().equals("LIKE")) {
      return like(call, types);
    }
    return switch (condition.getKind()) {
      case EQUALS, LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL ->
          comparison((RexCall) condition, types);
      case SEARCH -> search((RexCall) condition, types, rex);
      case OR -> union((RexCall) condition, types, rex);
      case IS_NULL -> nullTest((RexCall) condition, types, Interval.NULL);
      case IS_NOT_NULL -> nullTest((RexCall) condition, types, Interval.NOT_NULL);
      default -> null;
    };
  }

  private static @Nullable ColumnTest comparison(RexCall call, List<SqlType> types) {
    RexNode left = call.getOperands().get(0);
    RexNode right = call.getOperands().get(1);
    SqlKind kind = call.getKind();
    int column = column(left, types);
    RexNode value = right;
    if (column < 0) {
      column = column(right, types);
      value = left;
      kind = kind.reverse();
    }
    if (column < 0 || !isFixed(value) || !fits(types.get(column), value.getType())) {
      return null;
    }
    Interval interval =
        switch (kind) {
          case EQUALS -> Interval.point(value);
          case LESS_THAN -> new Interval(null, false, value, false);
          case LESS_THAN_OR_EQUAL -> new Interval(null, false, value, true);
          case GREATER_THAN -> new Interval(value, false, null, false);
          case GREATER_THAN_OR_EQUAL -> new Interval(value, true, null, false);
          default -> throw new AssertionError(kind);
        };
    return new ColumnTest(column, List.of(interval));
  }

  private static @Nullable ColumnTest nullTest(
      RexCall call, List<SqlType> types, Interval interval) {
    int column = column(call.getOperands().get(0), types);
    return column < 0 ? null : new ColumnTest(column, List.of(interval));
  }

  /// Without an ESCAPE clause only.
  private static @Nullable ColumnTest like(RexCall call, List<SqlType> types) {
    RexNode pattern = call.getOperands().get(1);
    int column = column(call.getOperands().get(0), types);
    if (column < 0 || call.getOperands().size() != 2 || !isFixed(pattern)) {
      return null;
    }
    return switch (types.get(column).kind()) {
      case TEXT, VARCHAR, NAME ->
          fits(types.get(column), pattern.getType())
              ? new ColumnTest(column, List.of(new Interval(Kind.LIKE, pattern, true, null, false)))
              : null;
      default -> null;
    };
  }

  private static @Nullable ColumnTest search(RexCall call, List<SqlType> types, RexBuilder rex) {
    int column = column(call.getOperands().get(0), types);
    RexNode operand = call.getOperands().get(1);
    RelDataType type = operand.getType();
    if (column < 0 || !(operand instanceof RexLiteral literal) || !fits(types.get(column), type)) {
      return null;
    }
    Sarg<?> sarg = literal.getValueAs(Sarg.class);
    if (sarg == null || sarg.nullAs == RexUnknownAs.TRUE || sarg.isAll()) {
      return null;
    }
    List<Interval> intervals = new ArrayList<>();
    for (Range<?> range : sarg.rangeSet.asRanges()) {
      intervals.add(interval(range, type, rex));
    }
    return new ColumnTest(column, List.copyOf(intervals));
  }

  private static Interval interval(Range<?> range, RelDataType type, RexBuilder rex) {
    RexNode low = range.hasLowerBound() ? rex.makeLiteral(range.lowerEndpoint(), type, true) : null;
    RexNode high =
        range.hasUpperBound() ? rex.makeLiteral(range.upperEndpoint(), type, true) : null;
    if (low != null
        && high != null
        && range.lowerBoundType() == BoundType.CLOSED
        && range.upperBoundType() == BoundType.CLOSED
        && range.lowerEndpoint().equals(range.upperEndpoint())) {
      return Interval.point(low);
    }
    return new Interval(
        low,
        low != null && range.lowerBoundType() == BoundType.CLOSED,
        high,
        high != null && range.upperBoundType() == BoundType.CLOSED);
  }

  private static @Nullable ColumnTest union(RexCall or, List<SqlType> types, RexBuilder rex) {
    List<Interval> intervals = new ArrayList<>();
    int column = -1;
    for (RexNode operand : or.getOperands()) {
      ColumnTest test = of(operand, types, rex);
      if (test == null || (column >= 0 && column != test.column)) {
        return null;
      }
      column = test.column;
      intervals.addAll(test.intervals);
    }
    return new ColumnTest(column, List.copyOf(intervals));
  }

  /// The column that an expression passes on, seen through casts that keep values and order; -1 for
  /// anything else.
  private static int column(RexNode node, List<SqlType> types) {
    if (node instanceof RexInputRef input) {
      return input.getIndex() < types.size() ? input.getIndex() : -1;
    }
    if (node.getKind() == SqlKind.CAST) {
      int column = column(((RexCall) node).getOperands().get(0), types);
      if (column >= 0 && isWidening(types.get(column), RelTypes.sqlType(node.getType()))) {
        return column;
      }
    }
    return -1;
  }

  private static boolean isWidening(SqlType from, SqlType to) {
    if (from.equals(to)) {
      return true;
    }
    return switch (from.kind()) {
      case INT2 ->
          to.kind() == TypeKind.INT2 || to.kind() == TypeKind.INT4 || to.kind() == TypeKind.INT8;
      case INT4 -> to.kind() == TypeKind.INT4 || to.kind() == TypeKind.INT8;
      case FLOAT4 -> to.kind() == TypeKind.FLOAT8;
      case VARCHAR, TEXT, NAME, CHAR ->
          to.length() < 0
              && (to.kind() == TypeKind.TEXT
                  || to.kind() == TypeKind.VARCHAR
                  || to.kind() == TypeKind.NAME);
      default -> false;
    };
  }

  /// Whether a value of this type can be compared with the column's stored form as it is.
  private static boolean fits(SqlType column, RelDataType valueType) {
    if (valueType.getFamily() == SqlTypeFamily.NULL) {
      return false;
    }
    SqlType value = RelTypes.sqlType(valueType);
    return switch (column.kind()) {
      case INT2, INT4, INT8, OID ->
          switch (value.kind()) {
            case INT2, INT4, INT8, OID -> true;
            default -> false;
          };
      case FLOAT4, FLOAT8 -> value.kind() == TypeKind.FLOAT4 || value.kind() == TypeKind.FLOAT8;
      case TEXT, VARCHAR, CHAR, NAME -> value.isText() && value.kind() != TypeKind.UNKNOWN;
      case NUMERIC ->
          value.kind() == TypeKind.NUMERIC
              && column.isLongDecimal() == value.isLongDecimal()
              && (!column.isLongDecimal() || column.scale() == value.scale());
      case UNKNOWN -> false;
      default -> column.kind() == value.kind();
    };
  }

  /// Whether an expression has one value for the whole run: it reads no row and is not volatile.
  static boolean isFixed(RexNode node) {
    if (!RexUtil.isDeterministic(node)) {
      return false;
    }
    try {
      node.accept(
          new RexVisitorImpl<Void>(true) {
            @Override
            public Void visitInputRef(RexInputRef input) {
              throw Util.FoundOne.NULL;
            }
          });
      return true;
    } catch (Util.FoundOne found) {
      return false;
    }
  }
}
