package org.ordinaldb.type;

import java.util.Objects;

/// A SQL type with its modifiers. Immutable.
///
/// | type | values in a [Vector] |
/// |---|---|
/// | boolean | long 0 or 1 |
/// | smallint, integer, bigint, oid | long |
/// | real, double precision | double (real: the exactly widened float) |
/// | numeric(p, s), p at most 18 | long, scaled by 10^s |
/// | numeric wider or unconstrained | bytes, see [Decimals] |
/// | text, varchar, char(n), name, unknown | UTF-8 bytes; char(n) without its trailing blanks |
/// | bytea | the bytes |
/// | uuid | 16 bytes |
/// | date | long, days since 2000-01-01; ±infinity as Integer.MAX_VALUE / MIN_VALUE |
/// | time | long, microseconds since midnight |
/// | timestamp, timestamptz | long, microseconds since 2000-01-01 (UTC); ±infinity as Long.MAX/MIN |
/// | interval | 16 bytes: microseconds (8), days (4), months (4), big-endian as on the wire |
///
/// @param length the n of varchar(n) and char(n) in characters, the precision of numeric(p, s), or
///     -1 when there is none
/// @param scale the s of numeric(p, s), else 0
public record SqlType(TypeKind kind, int length, int scale) {
  /// The widest numeric that is kept as a scaled long.
  public static final int LONG_DECIMAL_PRECISION = 18;

  public static final SqlType BOOLEAN = of(TypeKind.BOOLEAN);
  public static final SqlType INT2 = of(TypeKind.INT2);
  public static final SqlType INT4 = of(TypeKind.INT4);
  public static final SqlType INT8 = of(TypeKind.INT8);
  public static final SqlType FLOAT4 = of(TypeKind.FLOAT4);
  public static final SqlType FLOAT8 = of(TypeKind.FLOAT8);
  public static final SqlType NUMERIC = of(TypeKind.NUMERIC);
  public static final SqlType TEXT = of(TypeKind.TEXT);
  public static final SqlType VARCHAR = of(TypeKind.VARCHAR);
  public static final SqlType NAME = of(TypeKind.NAME);
  public static final SqlType BYTEA = of(TypeKind.BYTEA);
  public static final SqlType DATE = of(TypeKind.DATE);
  public static final SqlType TIME = of(TypeKind.TIME);
  public static final SqlType TIMESTAMP = of(TypeKind.TIMESTAMP);
  public static final SqlType TIMESTAMPTZ = of(TypeKind.TIMESTAMPTZ);
  public static final SqlType INTERVAL = of(TypeKind.INTERVAL);
  public static final SqlType UUID = of(TypeKind.UUID);
  public static final SqlType OID = of(TypeKind.OID);
  public static final SqlType UNKNOWN = of(TypeKind.UNKNOWN);

  public SqlType {
    Objects.requireNonNull(kind);
  }

  public static SqlType of(TypeKind kind) {
    return new SqlType(kind, -1, 0);
  }

  public static SqlType numeric(int precision, int scale) {
    return new SqlType(TypeKind.NUMERIC, precision, scale);
  }

  public static SqlType varchar(int length) {
    return new SqlType(TypeKind.VARCHAR, length, 0);
  }

  public static SqlType character(int length) {
    return new SqlType(TypeKind.CHAR, length, 0);
  }

  public VectorKind vectorKind() {
    return switch (kind) {
      case BOOLEAN, INT2, INT4, INT8, OID, DATE, TIME, TIMESTAMP, TIMESTAMPTZ -> VectorKind.LONG;
      case FLOAT4, FLOAT8 -> VectorKind.DOUBLE;
      case NUMERIC -> isLongDecimal() ? VectorKind.LONG : VectorKind.BYTES;
      case TEXT, VARCHAR, CHAR, NAME, BYTEA, INTERVAL, UUID, UNKNOWN -> VectorKind.BYTES;
    };
  }

  /// Whether this is a numeric that is kept as a long scaled by 10^[#scale()].
  public boolean isLongDecimal() {
    return kind == TypeKind.NUMERIC && length > 0 && length <= LONG_DECIMAL_PRECISION;
  }

  /// Whether values are text in UTF-8.
  public boolean isText() {
    return switch (kind) {
      case TEXT, VARCHAR, CHAR, NAME, UNKNOWN -> true;
      default -> false;
    };
  }

  /// `pg_attribute.atttypmod`: PostgreSQL's packing of the modifiers, -1 when there are none.
  public int typmod() {
    if (length < 0) {
      return -1;
    }
    return kind == TypeKind.NUMERIC ? ((length << 16) | (scale & 0x7ff)) + 4 : length + 4;
  }

  /// The type as `format_type` writes it: `numeric(10,2)`, `character varying(20)`.
  @Override
  public String toString() {
    if (length < 0) {
      return kind.sqlName();
    }
    return kind == TypeKind.NUMERIC
        ? "numeric(" + length + "," + scale + ")"
        : kind.sqlName() + "(" + length + ")";
  }
}
