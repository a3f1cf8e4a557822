package org.ordinaldb.sql.validate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// The types of `$1`, `$2`, ... of one statement: those that the client gave, and those that the
/// places where they stand teach. The first place that says something wins.
final class ParameterTypes {
  private final List<@Nullable SqlType> types = new ArrayList<>();

  ParameterTypes(List<SqlType> given) {
    for (SqlType type : given) {
      types.add(type.kind() == TypeKind.UNKNOWN ? null : type);
    }
  }

  /// Takes note that there is a parameter of that index.
  void see(int index) {
    while (types.size() <= index) {
      types.add(null);
    }
  }

  boolean isKnown(int index) {
    return index < types.size() && types.get(index) != null;
  }

  void learn(int index, SqlType type) {
    see(index);
    if (types.get(index) == null && type.kind() != TypeKind.UNKNOWN) {
      types.set(index, SqlType.of(type.kind()));
    }
  }

  /// The type, text as long as nothing is known.
  SqlType type(int index) {
    see(index);
    SqlType type = types.get(index);
    return type == null ? SqlType.TEXT : type;
  }

  List<SqlType> all() {
    List<SqlType> all = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      all.add(type(i));
    }
    return all;
  }
}
