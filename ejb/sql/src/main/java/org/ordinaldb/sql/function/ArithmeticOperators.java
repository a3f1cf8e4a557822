package org.ordinaldb.sql.function;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.ordinaldb.sql.expression.Arithmetic;
import org.ordinaldb.sql.expression.ArithmeticOperator;
import org.ordinaldb.sql.expression.Casts;
import org.ordinaldb.sql.expression.Constant;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// `+ - * / %` on numbers, with the overloads for dates and times that share their signs.
final class ArithmeticOperators {
  private ArithmeticOperators() {}

  static List<SqlOperator> all() {
    return List.of(
        binary("+", SqlKind.PLUS, 40, ArithmeticOperator.ADD, DateTimeOperators.plus()),
        binary("-", SqlKind.MINUS, 40, ArithmeticOperator.SUBTRACT, DateTimeOperators.minus()),
        binary("*", SqlKind.TIMES, 60, ArithmeticOperator.MULTIPLY, DateTimeOperators.times()),
        binary("/", SqlKind.DIVIDE, 60, ArithmeticOperator.DIVIDE, DateTimeOperators.dividedBy()),
        remainder(),
        LibraryPrefixOperator.of("-", SqlKind.MINUS_PREFIX, negations()),
        LibraryPrefixOperator.of("+", SqlKind.PLUS_PREFIX, identities()));
  }

  private static SqlOperator binary(
      String name,
      SqlKind kind,
      int precedence,
      ArithmeticOperator operator,
      List<Overload> others) {
    List<Overload> overloads = new ArrayList<>();
    integers(operator, overloads);
    overloads.add(numerics(operator));
    floats(operator, overloads);
    overloads.addAll(others);
    return LibraryOperator.of(name, kind, precedence, overloads.toArray(new Overload[0]));
  }

  private static SqlOperator remainder() {
    return LibraryOperator.of("%", SqlKind.MOD, 60, remainders());
  }

  /// Of `%` and of mod().
  static Overload[] remainders() {
    List<Overload> overloads = new ArrayList<>();
    integers(ArithmeticOperator.MODULO, overloads);
    overloads.add(numerics(ArithmeticOperator.MODULO));
    return overloads.toArray(new Overload[0]);
  }

  /// Each pair of integer types; the wider one is the result's.
  private static void integers(ArithmeticOperator operator, List<Overload> overloads) {
    SqlType[] types = {SqlType.INT4, SqlType.INT8, SqlType.INT2};
    for (SqlType left : types) {
      for (SqlType right : types) {
        SqlType wider = left.kind().byteLength() >= right.kind().byteLength() ? left : right;
        overloads.add(Overload.of(wider, (type, in) -> apply(operator, type, in), left, right));
      }
    }
  }

  private static Overload numerics(ArithmeticOperator operator) {
    return Overload.of(
        arguments ->
            Arithmetic.resultType(operator, decimal(arguments.get(0)), decimal(arguments.get(1))),
        (type, in) -> apply(operator, type, in),
        SqlType.NUMERIC,
        SqlType.NUMERIC);
  }

  private static SqlType decimal(SqlType argument) {
    return argument.kind() == TypeKind.UNKNOWN ? SqlType.NUMERIC : argument;
  }

  private static void floats(ArithmeticOperator operator, List<Overload> overloads) {
    SqlType single = SqlType.FLOAT4;
    SqlType twice = SqlType.FLOAT8;
    overloads.add(Overload.of(twice, (type, in) -> apply(operator, type, in), twice, twice));
    overloads.add(Overload.of(single, (type, in) -> apply(operator, type, in), single, single));
    overloads.add(Overload.of(twice, (type, in) -> apply(operator, type, in), single, twice));
    overloads.add(Overload.of(twice, (type, in) -> apply(operator, type, in), twice, single));
  }

  private static Expression apply(
      ArithmeticOperator operator, SqlType type, List<Expression> arguments) {
    return Arithmetic.of(operator, type, arguments.get(0), arguments.get(1));
  }

  private static Overload[] negations() {
    return new Overload[] {
      Overload.of(SqlType.INT4, ArithmeticOperators::negate, SqlType.INT4),
      Overload.of(SqlType.INT8, ArithmeticOperators::negate, SqlType.INT8),
      Overload.of(SqlType.INT2, ArithmeticOperators::negate, SqlType.INT2),
      Overload.of(
          arguments -> decimal(arguments.get(0)), ArithmeticOperators::negate, SqlType.NUMERIC),
      Overload.row(SqlType.FLOAT8, (in, out) -> out.putDouble(-in.doubleAt(0)), SqlType.FLOAT8),
      Overload.row(SqlType.FLOAT4, (in, out) -> out.putDouble(-in.doubleAt(0)), SqlType.FLOAT4),
      DateTimeOperators.negation()
    };
  }

  private static Expression negate(SqlType type, List<Expression> arguments) {
    Expression zero = Constant.ofLong(SqlType.INT2, 0);
    return Arithmetic.of(
        ArithmeticOperator.SUBTRACT,
        type,
        type.kind() == TypeKind.NUMERIC ? zero : Casts.implicit(zero, type),
        arguments.get(0));
  }

  private static Overload[] identities() {
    SqlType[] types = {
      SqlType.INT4, SqlType.INT8, SqlType.INT2, SqlType.NUMERIC, SqlType.FLOAT8, SqlType.FLOAT4
    };
    Overload[] overloads = new Overload[types.length];
    for (int i = 0; i < types.length; i++) {
      overloads[i] = Overload.of(arguments -> arguments.get(0), (type, in) -> in.get(0), types[i]);
    }
    return overloads;
  }
}
