package org.ordinaldb.sql.type;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.calcite.rel.type.RelDataTypeSystem;
import org.apache.calcite.sql.SqlCollation;
import org.apache.calcite.sql.type.BasicSqlType;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// A type of PostgreSQL's that Calcite does not tell from another one: it behaves as its
/// [SqlTypeName] in the planner and keeps its own identity.
public final class PostgresRelType extends BasicSqlType {
  private final SqlType type;

  PostgresRelType(
      RelDataTypeSystem typeSystem, SqlTypeName typeName, SqlType type, boolean nullable) {
    super(typeSystem, typeName, nullable);
    this.type = type;
    // The digest was computed by the superclass before the type was known.
    computeDigest();
  }

  public SqlType type() {
    return type;
  }

  @Override
  public PostgresRelType createWithNullability(boolean nullable) {
    return nullable == isNullable()
        ? this
        : new PostgresRelType(typeSystem, getSqlTypeName(), type, nullable);
  }

  /// Unconstrained numeric has none; Calcite would say 0 and take it for whole numbers of a range.
  @Override
  public int getScale() {
    return type.kind() == TypeKind.NUMERIC ? SCALE_NOT_SPECIFIED : super.getScale();
  }

  @Override
  public @Nullable Charset getCharset() {
    return getSqlTypeName() == SqlTypeName.VARCHAR ? StandardCharsets.UTF_8 : null;
  }

  @Override
  public @Nullable SqlCollation getCollation() {
    return getSqlTypeName() == SqlTypeName.VARCHAR ? SqlCollation.IMPLICIT : null;
  }

  @Override
  protected void generateTypeString(StringBuilder text, boolean withDetail) {
    text.append(type == null ? super.getSqlTypeName().getName() : "pg_" + type);
  }
}
