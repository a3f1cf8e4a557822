package org.ordinaldb.sql.execution;

import java.util.List;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// The aggregate functions, with PostgreSQL's result types.
public enum AggregateFunction {
  /// `count(*)` without an argument, `count(x)` with one.
  COUNT("count"),
  SUM("sum"),
  /// Like SUM, but 0 when there is no row: Calcite's `$SUM0`.
  SUM0("sum0"),
  AVG("avg"),
  MIN("min"),
  MAX("max"),
  BOOL_AND("bool_and"),
  BOOL_OR("bool_or"),
  STRING_AGG("string_agg"),
  STDDEV_POP("stddev_pop"),
  STDDEV_SAMP("stddev_samp"),
  VAR_POP("var_pop"),
  VAR_SAMP("var_samp"),
  BIT_AND("bit_and"),
  BIT_OR("bit_or"),
  BIT_XOR("bit_xor"),
  /// The first value, null or not: for columns that a group determines.
  ANY_VALUE("any_value"),
  /// The one value of a scalar subquery; more than one row is 21000.
  SINGLE_VALUE("single_value");

  private final String sqlName;

  AggregateFunction(String sqlName) {
    this.sqlName = sqlName;
  }

  public String sqlName() {
    return sqlName;
  }

  /// The result's type for arguments of the given types.
  public SqlType resultType(List<SqlType> arguments) {
    return switch (this) {
      case COUNT -> SqlType.INT8;
      case SUM, SUM0 -> sumType(arguments.getFirst());
      case AVG -> averageType(arguments.getFirst());
      case BOOL_AND, BOOL_OR -> SqlType.BOOLEAN;
      case STRING_AGG ->
          arguments.getFirst().kind() == TypeKind.BYTEA ? SqlType.BYTEA : SqlType.TEXT;
      case STDDEV_POP, STDDEV_SAMP, VAR_POP, VAR_SAMP -> deviationType(arguments.getFirst());
      case MIN, MAX, BIT_AND, BIT_OR, BIT_XOR, ANY_VALUE, SINGLE_VALUE -> arguments.getFirst();
    };
  }

  private SqlType sumType(SqlType type) {
    return switch (type.kind()) {
      case INT2, INT4 -> SqlType.INT8;
      case INT8, NUMERIC -> SqlType.NUMERIC;
      case FLOAT4, FLOAT8, INTERVAL -> SqlType.of(type.kind());
      default -> throw unsupported(type);
    };
  }

  private SqlType averageType(SqlType type) {
    return switch (type.kind()) {
      case INT2, INT4, INT8, NUMERIC -> SqlType.NUMERIC;
      case FLOAT4, FLOAT8 -> SqlType.FLOAT8;
      case INTERVAL -> SqlType.INTERVAL;
      default -> throw unsupported(type);
    };
  }

  private SqlType deviationType(SqlType type) {
    return switch (type.kind()) {
      case INT2, INT4, INT8, NUMERIC -> SqlType.NUMERIC;
      case FLOAT4, FLOAT8 -> SqlType.FLOAT8;
      default -> throw unsupported(type);
    };
  }

  private StatementException unsupported(SqlType type) {
    return new StatementException(
        SqlState.UNDEFINED_FUNCTION,
        "function " + sqlName + "(" + type.kind().sqlName() + ") does not exist");
  }
}
