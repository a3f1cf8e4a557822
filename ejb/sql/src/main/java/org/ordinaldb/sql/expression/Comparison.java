package org.ordinaldb.sql.expression;

import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;
import org.ordinaldb.type.VectorKind;

/// Makes comparisons of any two types that PostgreSQL compares, by the layout they share.
public final class Comparison {
  private Comparison() {}

  public static Expression of(ComparisonOperator operator, Expression left, Expression right) {
    if (left.isScalar() && !right.isScalar()) {
      return of(operator.flip(), right, left);
    }
    SqlType domain = domain(left.type(), right.type());
    if (domain.kind() == TypeKind.NUMERIC) {
      return DecimalComparison.of(operator, left, right);
    }
    Expression a = Casts.implicit(left, domain);
    Expression b = Casts.implicit(right, domain);
    return switch (domain.vectorKind()) {
      case LONG -> new LongComparison(operator, a, b);
      case DOUBLE -> new DoubleComparison(operator, a, b);
      case BYTES ->
          domain.kind() == TypeKind.INTERVAL
              ? new IntervalComparison(operator, a, b)
              : BytesComparison.of(operator, a, b);
    };
  }

  /// The type in which values of two types are compared.
  public static SqlType domain(SqlType left, SqlType right) {
    if (left.kind() == TypeKind.UNKNOWN) {
      return right.kind() == TypeKind.UNKNOWN ? SqlType.TEXT : unconstrained(right);
    }
    if (right.kind() == TypeKind.UNKNOWN) {
      return unconstrained(left);
    }
    if (left.isText() && right.isText()) {
      boolean blanksCount = left.kind() != TypeKind.CHAR || right.kind() != TypeKind.CHAR;
      return blanksCount ? SqlType.TEXT : SqlType.of(TypeKind.CHAR);
    }
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return Numbers.comparisonDomain(left, right);
    }
    if (left.kind() == right.kind()) {
      return unconstrained(left);
    }
    if (isMoment(left) && isMoment(right)) {
      boolean zoned = left.kind() == TypeKind.TIMESTAMPTZ || right.kind() == TypeKind.TIMESTAMPTZ;
      return zoned ? SqlType.TIMESTAMPTZ : SqlType.TIMESTAMP;
    }
    if (left.isText() != right.isText()) {
      // Only a literal or parameter whose type the validator left as text gets here.
      return unconstrained(left.isText() ? right : left);
    }
    return left.vectorKind() == VectorKind.LONG && right.vectorKind() == VectorKind.LONG
        ? SqlType.INT8
        : left;
  }

  private static boolean isMoment(SqlType type) {
    return switch (type.kind()) {
      case DATE, TIMESTAMP, TIMESTAMPTZ -> true;
      default -> false;
    };
  }

  private static SqlType unconstrained(SqlType type) {
    return type.isLongDecimal() ? type : SqlType.of(type.kind());
  }
}
