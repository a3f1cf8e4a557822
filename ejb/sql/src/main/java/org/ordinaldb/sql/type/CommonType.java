package org.ordinaldb.sql.type;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// PostgreSQL's implicit conversions between types (manual, chapter 10).
public final class CommonType {
  private CommonType() {}

  /// The categories within which types convert to one another (`pg_type.typcategory`).
  public enum Category {
    UNKNOWN,
    BOOLEAN,
    NUMBER,
    STRING,
    BYTES,
    DATE_TIME,
    TIMESPAN,
    OTHER
  }

  public static Category category(TypeKind kind) {
    return switch (kind) {
      case UNKNOWN -> Category.UNKNOWN;
      case BOOLEAN -> Category.BOOLEAN;
      case INT2, INT4, INT8, FLOAT4, FLOAT8, NUMERIC, OID -> Category.NUMBER;
      case TEXT, VARCHAR, CHAR, NAME -> Category.STRING;
      case BYTEA -> Category.BYTES;
      case DATE, TIME, TIMESTAMP, TIMESTAMPTZ -> Category.DATE_TIME;
      case INTERVAL -> Category.TIMESPAN;
      case UUID -> Category.OTHER;
    };
  }

  /// The type that both become, or null when there is none.
  public static @Nullable SqlType of(SqlType a, SqlType b) {
    if (a.equals(b) || b.kind() == TypeKind.UNKNOWN) {
      return a;
    }
    if (a.kind() == TypeKind.UNKNOWN) {
      return b;
    }
    if (category(a.kind()) != category(b.kind())) {
      return null;
    }
    return switch (category(a.kind())) {
      case NUMBER -> number(a, b);
      case STRING -> string(a, b);
      case DATE_TIME -> dateTime(a, b);
      default -> a.kind() == b.kind() ? SqlType.of(a.kind()) : null;
    };
  }

  /// Whether a value of one type becomes the other without being asked to, as in a comparison or a
  /// function's argument.
  public static boolean isImplicit(SqlType from, SqlType to) {
    if (from.kind() == to.kind() || from.kind() == TypeKind.UNKNOWN) {
      return true;
    }
    SqlType common = of(from, to);
    return common != null && common.kind() == to.kind();
  }

  /// Whether a value is converted when it is stored in a column, which is laxer than [#isImplicit].
  public static boolean isAssignable(SqlType from, SqlType to) {
    if (isImplicit(from, to)) {
      return true;
    }
    Category source = category(from.kind());
    Category target = category(to.kind());
    if (target == Category.STRING) {
      return true;
    }
    return source == target
        && switch (target) {
          case NUMBER -> to.kind() != TypeKind.OID || from.kind() != TypeKind.NUMERIC;
          case DATE_TIME ->
              from.kind() != TypeKind.TIME && to.kind() != TypeKind.TIME
                  || from.kind() == TypeKind.TIMESTAMP
                  || from.kind() == TypeKind.TIMESTAMPTZ;
          default -> true;
        };
  }

  /// Whether CAST takes a value of one type to the other.
  public static boolean isCastable(SqlType from, SqlType to) {
    if (isAssignable(from, to)) {
      return true;
    }
    Category source = category(from.kind());
    Category target = category(to.kind());
    if (source == Category.STRING) {
      return true;
    }
    return switch (target) {
      case NUMBER -> source == Category.BOOLEAN && to.kind() == TypeKind.INT4;
      case BOOLEAN -> from.kind() == TypeKind.INT4;
      case DATE_TIME ->
          source == Category.DATE_TIME && from.kind() != TypeKind.TIME
              || source == Category.TIMESPAN && to.kind() == TypeKind.TIME;
      case TIMESPAN -> from.kind() == TypeKind.TIME;
      default -> false;
    };
  }

  private static SqlType number(SqlType a, SqlType b) {
    SqlType wider = rank(a.kind()) >= rank(b.kind()) ? a : b;
    if (wider.kind() != TypeKind.NUMERIC) {
      return wider;
    }
    SqlType left = decimal(a);
    SqlType right = decimal(b);
    if (left.isLongDecimal() && right.isLongDecimal()) {
      int scale = Math.max(left.scale(), right.scale());
      int digits = Math.max(left.length() - left.scale(), right.length() - right.scale());
      // Values keep the scale they have; only equal scales can share a scaled long.
      if (left.scale() == right.scale() && digits + scale <= SqlType.LONG_DECIMAL_PRECISION) {
        return SqlType.numeric(digits + scale, scale);
      }
    }
    return SqlType.NUMERIC;
  }

  private static SqlType decimal(SqlType type) {
    return switch (type.kind()) {
      case INT2 -> SqlType.numeric(5, 0);
      case INT4 -> SqlType.numeric(10, 0);
      case NUMERIC -> type;
      default -> SqlType.NUMERIC;
    };
  }

  private static int rank(TypeKind kind) {
    return switch (kind) {
      case INT2 -> 1;
      case INT4 -> 2;
      case INT8 -> 3;
      case OID -> 4;
      case NUMERIC -> 5;
      case FLOAT4 -> 6;
      case FLOAT8 -> 7;
      default -> 0;
    };
  }

  private static SqlType string(SqlType a, SqlType b) {
    if (a.kind() == b.kind()) {
      return SqlType.of(a.kind() == TypeKind.CHAR ? TypeKind.TEXT : a.kind());
    }
    return SqlType.TEXT;
  }

  private static @Nullable SqlType dateTime(SqlType a, SqlType b) {
    if (a.kind() == TypeKind.TIME || b.kind() == TypeKind.TIME) {
      return a.kind() == b.kind() ? a : null;
    }
    return a.kind() == TypeKind.TIMESTAMPTZ || b.kind() == TypeKind.TIMESTAMPTZ
        ? SqlType.TIMESTAMPTZ
        : SqlType.TIMESTAMP;
  }
}
