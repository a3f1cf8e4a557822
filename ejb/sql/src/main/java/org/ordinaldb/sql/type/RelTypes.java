package org.ordinaldb.sql.type;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.type.SqlTypeName;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.type.SqlType;

/// Translates between Calcite's types and ours.
public final class RelTypes {
  private RelTypes() {}

  public static SqlType sqlType(RelDataType type) {
    if (type instanceof PostgresRelType own) {
      return own.type();
    }
    return switch (type.getSqlTypeName()) {
      case BOOLEAN -> SqlType.BOOLEAN;
      case TINYINT, SMALLINT -> SqlType.INT2;
      case INTEGER -> SqlType.INT4;
      case BIGINT -> SqlType.INT8;
      case REAL -> SqlType.FLOAT4;
      case FLOAT, DOUBLE -> SqlType.FLOAT8;
      case DECIMAL ->
          hasPrecision(type)
              ? SqlType.numeric(type.getPrecision(), type.getScale())
              : SqlType.NUMERIC;
      case CHAR -> SqlType.character(type.getPrecision());
      case VARCHAR -> hasPrecision(type) ? SqlType.varchar(type.getPrecision()) : SqlType.TEXT;
      case BINARY, VARBINARY -> SqlType.BYTEA;
      case DATE -> SqlType.DATE;
      case TIME -> SqlType.TIME;
      case TIMESTAMP -> SqlType.TIMESTAMP;
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ -> SqlType.TIMESTAMPTZ;
      case UUID -> SqlType.UUID;
      case NULL, ANY, UNKNOWN -> SqlType.UNKNOWN;
      default ->
          throw new StatementException(
              SqlState.FEATURE_NOT_SUPPORTED, "type " + type + " is not supported");
    };
  }

  /// The NOT NULL form; callers make it nullable.
  public static RelDataType relType(RelDataTypeFactory factory, SqlType type) {
    return switch (type.kind()) {
      case BOOLEAN -> factory.createSqlType(SqlTypeName.BOOLEAN);
      case INT2 -> factory.createSqlType(SqlTypeName.SMALLINT);
      case INT4 -> factory.createSqlType(SqlTypeName.INTEGER);
      case INT8 -> factory.createSqlType(SqlTypeName.BIGINT);
      case OID -> own(factory, SqlTypeName.BIGINT, type);
      case FLOAT4 -> factory.createSqlType(SqlTypeName.REAL);
      case FLOAT8 -> factory.createSqlType(SqlTypeName.DOUBLE);
      case NUMERIC ->
          type.length() > 0
              ? factory.createSqlType(SqlTypeName.DECIMAL, type.length(), type.scale())
              : factory.createSqlType(SqlTypeName.DECIMAL);
      case TEXT -> factory.createSqlType(SqlTypeName.VARCHAR);
      case VARCHAR ->
          type.length() > 0
              ? factory.createSqlType(SqlTypeName.VARCHAR, type.length())
              : own(factory, SqlTypeName.VARCHAR, type);
      case NAME, UNKNOWN -> own(factory, SqlTypeName.VARCHAR, type);
      case CHAR ->
          type.length() > 0
              ? factory.createSqlType(SqlTypeName.CHAR, type.length())
              : own(factory, SqlTypeName.VARCHAR, type);
      case BYTEA -> factory.createSqlType(SqlTypeName.VARBINARY);
      case DATE -> factory.createSqlType(SqlTypeName.DATE);
      case TIME -> factory.createSqlType(SqlTypeName.TIME, 6);
      case TIMESTAMP -> factory.createSqlType(SqlTypeName.TIMESTAMP, 6);
      case TIMESTAMPTZ -> factory.createSqlType(SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE, 6);
      case UUID -> factory.createSqlType(SqlTypeName.UUID);
      // Calcite has no interval of months, days and microseconds, and few rules for OTHER.
      case INTERVAL -> own(factory, SqlTypeName.VARBINARY, type);
    };
  }

  private static RelDataType own(RelDataTypeFactory factory, SqlTypeName typeName, SqlType type) {
    if (factory instanceof PostgresTypeFactory ours) {
      return ours.own(typeName, type);
    }
    throw new IllegalArgumentException("not our type factory: " + factory);
  }

  private static boolean hasPrecision(RelDataType type) {
    return type.getPrecision() != RelDataType.PRECISION_NOT_SPECIFIED;
  }
}
