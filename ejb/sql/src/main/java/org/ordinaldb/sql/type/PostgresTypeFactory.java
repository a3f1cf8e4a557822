package org.ordinaldb.sql.type;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCollation;
import org.apache.calcite.sql.type.SqlTypeFactoryImpl;
import org.apache.calcite.sql.type.SqlTypeMappingRule;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// Makes Calcite's types, with the ones that only PostgreSQL has. Not shared between threads at work.
public final class PostgresTypeFactory extends SqlTypeFactoryImpl {
  static final SqlCollation COLLATION =
      new SqlCollation(
          SqlCollation.Coercibility.IMPLICIT, Locale.ROOT, StandardCharsets.UTF_8, "primary") {
        private static final long serialVersionUID = 1L;

        @Override
        protected String generateCollationName(Charset charset) {
          return "UTF-8$C";
        }
      };

  public PostgresTypeFactory() {
    super(PostgresTypeSystem.INSTANCE);
  }

  /// The NOT NULL form of one of our types.
  public RelDataType toRel(SqlType type) {
    return RelTypes.relType(this, type);
  }

  /// The type of a string constant, or of a parameter, that nothing has been learned about.
  public RelDataType unknownType() {
    return toRel(SqlType.UNKNOWN);
  }

  public RelDataType arrayOf(RelDataType element) {
    return createArrayType(createTypeWithNullability(element, true), -1);
  }

  RelDataType own(SqlTypeName typeName, SqlType type) {
    return canonize(new PostgresRelType(typeSystem, typeName, type, false));
  }

  @Override
  public Charset getDefaultCharset() {
    return StandardCharsets.UTF_8;
  }

  /// DECIMAL without precision is the unconstrained numeric, not DECIMAL(p, 0).
  @Override
  public RelDataType createSqlType(SqlTypeName typeName) {
    return typeName == SqlTypeName.DECIMAL
        ? own(typeName, SqlType.NUMERIC)
        : super.createSqlType(typeName);
  }

  @Override
  public RelDataType createSqlType(SqlTypeName typeName, int precision) {
    return typeName == SqlTypeName.DECIMAL && precision == RelDataType.PRECISION_NOT_SPECIFIED
        ? own(typeName, SqlType.NUMERIC)
        : super.createSqlType(typeName, precision);
  }

  @Override
  public RelDataType createSqlType(SqlTypeName typeName, int precision, int scale) {
    return typeName == SqlTypeName.DECIMAL && precision == RelDataType.PRECISION_NOT_SPECIFIED
        ? own(typeName, SqlType.NUMERIC)
        : super.createSqlType(typeName, precision, scale);
  }

  @Override
  public RelDataType createTypeWithCharsetAndCollation(
      RelDataType type, Charset charset, SqlCollation collation) {
    return type instanceof PostgresRelType
        ? type
        : super.createTypeWithCharsetAndCollation(type, charset, collation);
  }

  /// PostgreSQL's common type of UNION, CASE, COALESCE and VALUES: unknown gives way; the preferred
  /// type of one category wins; types of different categories have none in common.
  @Override
  public @Nullable RelDataType leastRestrictive(
      List<RelDataType> types, SqlTypeMappingRule mappingRule) {
    boolean nullable = false;
    SqlType common = null;
    for (RelDataType type : types) {
      if (type.isStruct() || type.getComponentType() != null || hasNoSqlType(type)) {
        return super.leastRestrictive(types, mappingRule);
      }
      nullable |= type.isNullable() || type.getSqlTypeName() == SqlTypeName.NULL;
      SqlType next = RelTypes.sqlType(type);
      common = common == null ? next : CommonType.of(common, next);
      if (common == null) {
        return null;
      }
    }
    if (common == null) {
      return null;
    }
    if (common.kind() == TypeKind.UNKNOWN && allNull(types)) {
      return createTypeWithNullability(createSqlType(SqlTypeName.NULL), true);
    }
    return createTypeWithNullability(toRel(common), nullable);
  }

  private static boolean allNull(List<RelDataType> types) {
    return types.stream().allMatch(type -> type.getSqlTypeName() == SqlTypeName.NULL);
  }

  private static boolean hasNoSqlType(RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case ANY, UNKNOWN, SYMBOL, CURSOR, COLUMN_LIST, MAP, ROW, DISTINCT, STRUCTURED -> true;
      default -> false;
    };
  }
}
