package org.ordinaldb.type;

/// The families of SQL types, with PostgreSQL's object identifiers (`pg_type.oid`).
public enum TypeKind {
  BOOLEAN("boolean", "bool", 16, 1),
  INT2("smallint", "int2", 21, 2),
  INT4("integer", "int4", 23, 4),
  INT8("bigint", "int8", 20, 8),
  FLOAT4("real", "float4", 700, 4),
  FLOAT8("double precision", "float8", 701, 8),
  NUMERIC("numeric", "numeric", 1700, -1),
  TEXT("text", "text", 25, -1),
  VARCHAR("character varying", "varchar", 1043, -1),
  CHAR("character", "bpchar", 1042, -1),
  NAME("name", "name", 19, 64),
  BYTEA("bytea", "bytea", 17, -1),
  DATE("date", "date", 1082, 4),
  TIME("time without time zone", "time", 1083, 8),
  TIMESTAMP("timestamp without time zone", "timestamp", 1114, 8),
  TIMESTAMPTZ("timestamp with time zone", "timestamptz", 1184, 8),
  INTERVAL("interval", "interval", 1186, 16),
  UUID("uuid", "uuid", 2950, 16),
  OID("oid", "oid", 26, 4),
  /// A literal or parameter whose type is not known yet; also the type of a bare NULL.
  UNKNOWN("unknown", "unknown", 705, -2);

  private final String sqlName;
  private final String catalogName;
  private final int oid;
  private final int byteLength;

  TypeKind(String sqlName, String catalogName, int oid, int byteLength) {
    this.sqlName = sqlName;
    this.catalogName = catalogName;
    this.oid = oid;
    this.byteLength = byteLength;
  }

  /// The name that error messages and `format_type` use.
  public String sqlName() {
    return sqlName;
  }

  /// The name in `pg_type.typname`.
  public String catalogName() {
    return catalogName;
  }

  public int oid() {
    return oid;
  }

  /// `pg_type.typlen`: the width in bytes, or a negative number for a varying one.
  public int byteLength() {
    return byteLength;
  }
}
