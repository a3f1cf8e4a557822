package org.ordinaldb.sql.plan;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.ordinaldb.sql.type.RelTypes;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// Casts that planning itself adds, where inputs of one operation differ in their types.
final class CommonForm {
  private CommonForm() {}

  /// The expression itself when its values already stand in the form of `type`.
  static RexNode cast(RexBuilder rex, RexNode expression, RelDataType type) {
    return isSameForm(RelTypes.sqlType(expression.getType()), RelTypes.sqlType(type))
        ? expression
        : rex.makeAbstractCast(type, expression, false);
  }

  /// Whether values of both types with the same meaning are the same in memory.
  static boolean isSameForm(SqlType a, SqlType b) {
    if (a.equals(b)) {
      return true;
    }
    return switch (a.kind()) {
      case INT2, INT4, INT8, OID -> isInteger(b);
      case FLOAT4, FLOAT8 -> b.kind() == TypeKind.FLOAT4 || b.kind() == TypeKind.FLOAT8;
      case NUMERIC ->
          b.kind() == TypeKind.NUMERIC
              && a.isLongDecimal() == b.isLongDecimal()
              && (!a.isLongDecimal() || a.scale() == b.scale());
      case TEXT, VARCHAR, CHAR, NAME ->
          b.isText() && b.kind() != TypeKind.UNKNOWN && (b.kind() != TypeKind.CHAR || a.equals(b));
      default -> a.kind() == b.kind();
    };
  }

  private static boolean isInteger(SqlType type) {
    return switch (type.kind()) {
      case INT2, INT4, INT8, OID -> true;
      default -> false;
    };
  }
}
