package org.ordinaldb.sql.function;

import java.util.List;
import org.apache.calcite.sql.SqlOperator;
import org.ordinaldb.sql.expression.Casts;
import org.ordinaldb.sql.expression.ComparisonOperator;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.Extreme;
import org.ordinaldb.sql.type.CommonType;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// greatest() and least(), which leave nulls out.
final class ConditionalFunctions {
  private ConditionalFunctions() {}

  static List<SqlOperator> all() {
    return List.of(
        extreme("greatest", ComparisonOperator.GREATER), extreme("least", ComparisonOperator.LESS));
  }

  private static LibraryFunction extreme(String name, ComparisonOperator wins) {
    return LibraryFunction.of(
        name,
        Overload.of(
                ConditionalFunctions::common,
                (type, arguments) -> extreme(wins, type, arguments),
                Overload.ANY)
            .variadic()
            .nullable(Overload.Nullability.ALL));
  }

  private static Expression extreme(
      ComparisonOperator wins, SqlType type, List<Expression> arguments) {
    Expression[] values = new Expression[arguments.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Casts.implicit(arguments.get(i), type);
    }
    return new Extreme(type, wins, values);
  }

  private static SqlType common(List<SqlType> arguments) {
    SqlType common = arguments.getFirst();
    for (SqlType next : arguments) {
      SqlType both = CommonType.of(common, next);
      common = both == null ? common : both;
    }
    return common.kind() == TypeKind.UNKNOWN ? SqlType.TEXT : common;
  }
}
