package org.ordinaldb.sql.type;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.SqlType;

/// PostgreSQL's limits, and the types of its arithmetic and aggregates.
///
/// Sums, differences and products of constrained numerics keep their exact precision and scale while
/// they fit a scaled long, where PostgreSQL says `numeric`: the digits shown are the same, and the
/// kernels are ten times faster. All else is unconstrained `numeric`, whose values carry their scale.
public final class PostgresTypeSystem extends RelDataTypeSystemImpl {
  public static final PostgresTypeSystem INSTANCE = new PostgresTypeSystem();

  private static final int NUMERIC_PRECISION_MAX = 1000;
  private static final int CHARACTERS_MAX = 10_485_760;
  private static final int MICROSECOND_DIGITS = 6;

  private PostgresTypeSystem() {}

  @Override
  public int getMaxPrecision(SqlTypeName typeName) {
    return switch (typeName) {
      case DECIMAL -> NUMERIC_PRECISION_MAX;
      case CHAR, VARCHAR -> CHARACTERS_MAX;
      case BINARY, VARBINARY -> Integer.MAX_VALUE;
      case TIME, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ -> MICROSECOND_DIGITS;
      default -> super.getMaxPrecision(typeName);
    };
  }

  @Override
  public int getMaxScale(SqlTypeName typeName) {
    return typeName == SqlTypeName.DECIMAL ? NUMERIC_PRECISION_MAX : super.getMaxScale(typeName);
  }

  @Override
  public int getDefaultPrecision(SqlTypeName typeName) {
    return switch (typeName) {
      case DECIMAL, VARCHAR, BINARY, VARBINARY -> RelDataType.PRECISION_NOT_SPECIFIED;
      case TIME, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ -> MICROSECOND_DIGITS;
      default -> super.getDefaultPrecision(typeName);
    };
  }

  @Override
  public RelDataType deriveSumType(RelDataTypeFactory factory, RelDataType argument) {
    SqlType sum =
        switch (RelTypes.sqlType(argument).kind()) {
          case INT2, INT4 -> SqlType.INT8;
          case INT8, NUMERIC -> SqlType.NUMERIC;
          case FLOAT4 -> SqlType.FLOAT4;
          case INTERVAL -> SqlType.INTERVAL;
          default -> SqlType.FLOAT8;
        };
    return nullableLike(factory, sum, argument);
  }

  @Override
  public RelDataType deriveAvgAggType(RelDataTypeFactory factory, RelDataType argument) {
    SqlType average =
        switch (RelTypes.sqlType(argument).kind()) {
          case INT2, INT4, INT8, NUMERIC -> SqlType.NUMERIC;
          case INTERVAL -> SqlType.INTERVAL;
          default -> SqlType.FLOAT8;
        };
    return nullableLike(factory, average, argument);
  }

  @Override
  public @Nullable RelDataType deriveDecimalPlusType(
      RelDataTypeFactory factory, RelDataType left, RelDataType right) {
    return decimalResult(factory, left, right, Arithmetic.SUM);
  }

  @Override
  public @Nullable RelDataType deriveDecimalMultiplyType(
      RelDataTypeFactory factory, RelDataType left, RelDataType right) {
    return decimalResult(factory, left, right, Arithmetic.PRODUCT);
  }

  @Override
  public @Nullable RelDataType deriveDecimalDivideType(
      RelDataTypeFactory factory, RelDataType left, RelDataType right) {
    return decimalResult(factory, left, right, Arithmetic.OTHER);
  }

  @Override
  public @Nullable RelDataType deriveDecimalModType(
      RelDataTypeFactory factory, RelDataType left, RelDataType right) {
    return decimalResult(factory, left, right, Arithmetic.OTHER);
  }

  private enum Arithmetic {
    SUM,
    PRODUCT,
    OTHER
  }

  /// The type of an operation with at least one numeric side; null when no side is.
  private static @Nullable RelDataType decimalResult(
      RelDataTypeFactory factory, RelDataType left, RelDataType right, Arithmetic operation) {
    if (!SqlTypeUtil.isExactNumeric(left)
        || !SqlTypeUtil.isExactNumeric(right)
        || !(SqlTypeUtil.isDecimal(left) || SqlTypeUtil.isDecimal(right))) {
      return null;
    }
    SqlType a = asDecimal(RelTypes.sqlType(left));
    SqlType b = asDecimal(RelTypes.sqlType(right));
    SqlType result = SqlType.NUMERIC;
    if (a.isLongDecimal() && b.isLongDecimal() && operation != Arithmetic.OTHER) {
      int scale =
          operation == Arithmetic.SUM ? Math.max(a.scale(), b.scale()) : a.scale() + b.scale();
      int precision =
          operation == Arithmetic.SUM
              ? Math.max(a.length() - a.scale(), b.length() - b.scale()) + 1 + scale
              : a.length() + b.length();
      if (precision <= SqlType.LONG_DECIMAL_PRECISION) {
        result = SqlType.numeric(precision, scale);
      }
    }
    return RelTypes.relType(factory, result);
  }

  private static SqlType asDecimal(SqlType type) {
    return switch (type.kind()) {
      case INT2 -> SqlType.numeric(5, 0);
      case INT4 -> SqlType.numeric(10, 0);
      case NUMERIC -> type;
      default -> SqlType.NUMERIC;
    };
  }

  private static RelDataType nullableLike(
      RelDataTypeFactory factory, SqlType type, RelDataType argument) {
    return factory.createTypeWithNullability(
        RelTypes.relType(factory, type), argument.isNullable());
  }
}
