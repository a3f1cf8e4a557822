package org.ordinaldb.sql.type;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.type.SqlType;

/// The names that types have in SQL text.
public final class TypeNames {
  private static final int NUMERIC_PRECISION_MAX = 1000;
  private static final int CHARACTERS_MAX = 10_485_760;

  private TypeNames() {}

  /// The type of that name; throws 42704 when there is none.
  ///
  /// @param schema what stood before the name, or null
  /// @param name lower case unless it was quoted
  public static SqlType resolve(@Nullable String schema, String name, List<Integer> modifiers) {
    if (schema != null && !schema.equals("pg_catalog")) {
      throw undefined(schema + "." + name);
    }
    return switch (name) {
      case "boolean", "bool" -> SqlType.BOOLEAN;
      case "smallint", "int2" -> SqlType.INT2;
      case "integer", "int", "int4" -> SqlType.INT4;
      case "bigint", "int8" -> SqlType.INT8;
      case "real", "float4" -> SqlType.FLOAT4;
      case "float8" -> SqlType.FLOAT8;
      case "float" -> floating(modifiers);
      case "numeric", "decimal", "dec" -> numeric(modifiers);
      case "text" -> SqlType.TEXT;
      case "varchar" ->
          modifiers.isEmpty() ? SqlType.VARCHAR : SqlType.varchar(length("varchar", modifiers));
      case "character", "char" ->
          SqlType.character(modifiers.isEmpty() ? 1 : length("char", modifiers));
      case "bpchar" ->
          modifiers.isEmpty() ? SqlType.TEXT : SqlType.character(length("char", modifiers));
      case "name" -> SqlType.NAME;
      case "bytea" -> SqlType.BYTEA;
      case "date" -> SqlType.DATE;
      case "time" -> SqlType.TIME;
      case "timestamp" -> SqlType.TIMESTAMP;
      case "timestamptz" -> SqlType.TIMESTAMPTZ;
      case "interval" -> SqlType.INTERVAL;
      case "uuid" -> SqlType.UUID;
      case "oid", "regclass", "regtype", "regproc", "regprocedure", "regnamespace", "regrole" ->
          SqlType.OID;
      case "unknown" -> SqlType.UNKNOWN;
      case "serial",
          "bigserial",
          "smallserial",
          "json",
          "jsonb",
          "xml",
          "money",
          "timetz",
          "inet",
          "cidr",
          "macaddr",
          "bit",
          "varbit",
          "point",
          "line",
          "box",
          "tsvector",
          "tsquery" ->
          throw new StatementException(
              SqlState.FEATURE_NOT_SUPPORTED, "type " + name + " is not supported");
      default -> throw undefined(name);
    };
  }

  /// The name that `pg_type` has for the type, which is what PostgreSQL calls a column that casts to
  /// it.
  public static String catalogName(String name) {
    return switch (name) {
      case "boolean" -> "bool";
      case "smallint" -> "int2";
      case "integer", "int" -> "int4";
      case "bigint" -> "int8";
      case "real" -> "float4";
      case "float" -> "float8";
      case "decimal", "dec" -> "numeric";
      case "character", "char" -> "bpchar";
      default -> name;
    };
  }

  private static SqlType floating(List<Integer> modifiers) {
    if (modifiers.isEmpty()) {
      return SqlType.FLOAT8;
    }
    int bits = modifiers.getFirst();
    if (bits < 1) {
      throw invalid("precision for type float must be at least 1 bit");
    }
    if (bits > 53) {
      throw invalid("precision for type float must be less than 54 bits");
    }
    return bits <= 24 ? SqlType.FLOAT4 : SqlType.FLOAT8;
  }

  private static SqlType numeric(List<Integer> modifiers) {
    if (modifiers.isEmpty()) {
      return SqlType.NUMERIC;
    }
    int precision = modifiers.getFirst();
    int scale = modifiers.size() > 1 ? modifiers.get(1) : 0;
    if (precision < 1 || precision > NUMERIC_PRECISION_MAX) {
      throw invalid("NUMERIC precision " + precision + " must be between 1 and 1000");
    }
    if (scale < -NUMERIC_PRECISION_MAX || scale > NUMERIC_PRECISION_MAX) {
      throw invalid("NUMERIC scale " + scale + " must be between -1000 and 1000");
    }
    if (scale < 0 || scale > precision) {
      throw new StatementException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "NUMERIC scale "
              + scale
              + " outside 0 to the precision "
              + precision
              + " is not supported");
    }
    return SqlType.numeric(precision, scale);
  }

  private static int length(String name, List<Integer> modifiers) {
    int length = modifiers.getFirst();
    if (length < 1) {
      throw invalid("length for type " + name + " must be at least 1");
    }
    if (length > CHARACTERS_MAX) {
      throw invalid("length for type " + name + " cannot exceed " + CHARACTERS_MAX);
    }
    return length;
  }

  private static StatementException invalid(String message) {
    return new StatementException(SqlState.INVALID_PARAMETER_VALUE, message);
  }

  private static StatementException undefined(String name) {
    return new StatementException(
        SqlState.UNDEFINED_OBJECT, "type \"" + name + "\" does not exist");
  }
}
