package org.ordinaldb.sql.system;

import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// The names that `format_type` gives.
final class TypeNamesText {
  private static final int TYPMOD_HEADER = 4;

  private TypeNamesText() {}

  static String format(long oid, int typmod) {
    if (oid == 0) {
      return "-";
    }
    TypeFacts facts = TypeFacts.of(oid);
    if (facts == null) {
      return "???";
    }
    if (facts.isArray()) {
      return format(facts.element(), typmod) + "[]";
    }
    for (TypeKind kind : TypeKind.values()) {
      if (kind.oid() == oid) {
        return type(kind, typmod).toString();
      }
    }
    return facts.name().equals("char") ? "\"char\"" : facts.name();
  }

  private static SqlType type(TypeKind kind, int typmod) {
    if (typmod < TYPMOD_HEADER) {
      return SqlType.of(kind);
    }
    int modifier = typmod - TYPMOD_HEADER;
    return switch (kind) {
      case NUMERIC -> SqlType.numeric(modifier >> 16, ((modifier & 0x7ff) ^ 1024) - 1024);
      case VARCHAR -> SqlType.varchar(modifier);
      case CHAR -> SqlType.character(modifier);
      default -> SqlType.of(kind);
    };
  }
}
