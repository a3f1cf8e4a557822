package org.ordinaldb.sql.function;

import java.util.List;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.RowCall;
import org.ordinaldb.sql.expression.RowKernel;
import org.ordinaldb.sql.type.CommonType;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// One way to call a function: what it takes, what it gives, and how that is computed. Immutable.
///
/// A parameter of [#ANY] takes every type as it is. A parameter of type numeric takes integers and
/// constrained numerics as they are too, since kernels read them as decimals.
public final class Overload {
  /// A parameter that takes anything.
  public static final SqlType ANY = SqlType.UNKNOWN;

  /// The type of the result by the types of the arguments.
  public interface Result {
    SqlType of(List<SqlType> arguments);
  }

  /// Makes the expression for a call whose arguments have been converted to the parameters.
  public interface Factory {
    Expression create(SqlType type, List<Expression> arguments);
  }

  /// When the result may be NULL.
  public enum Nullability {
    /// When an argument is.
    STRICT,
    /// Always, for all the validator knows.
    ALWAYS,
    /// When all arguments are.
    ALL,
    NEVER
  }

  private final Result result;
  private final Factory factory;
  private final SqlType[] parameters;
  private final boolean variadic;
  private final Nullability nullability;

  private Overload(
      Result result,
      Factory factory,
      SqlType[] parameters,
      boolean variadic,
      Nullability nullability) {
    this.result = result;
    this.factory = factory;
    this.parameters = parameters;
    this.variadic = variadic;
    this.nullability = nullability;
  }

  /// A kernel for one row that sees no nulls.
  public static Overload row(SqlType result, RowKernel kernel, SqlType... parameters) {
    return row(result, RowCall.Mode.STRICT, kernel, parameters);
  }

  public static Overload row(
      SqlType result, RowCall.Mode mode, RowKernel kernel, SqlType... parameters) {
    Nullability nullability = mode == RowCall.Mode.NULLS ? Nullability.ALWAYS : Nullability.STRICT;
    return new Overload(
        arguments -> result,
        (type, arguments) -> new RowCall(type, arguments, mode, kernel),
        parameters,
        false,
        nullability);
  }

  /// An expression of its own kind.
  public static Overload of(Result result, Factory factory, SqlType... parameters) {
    return new Overload(result, factory, parameters, false, Nullability.STRICT);
  }

  public static Overload of(SqlType result, Factory factory, SqlType... parameters) {
    return of(arguments -> result, factory, parameters);
  }

  /// The last parameter taken once or more often.
  public Overload variadic() {
    return new Overload(result, factory, parameters, true, nullability);
  }

  public Overload nullable(Nullability when) {
    return new Overload(result, factory, parameters, variadic, when);
  }

  Nullability nullability() {
    return nullability;
  }

  int parameterCountMin() {
    return parameters.length;
  }

  boolean takes(int argumentCount) {
    return variadic ? argumentCount >= parameters.length : argumentCount == parameters.length;
  }

  boolean isVariadic() {
    return variadic;
  }

  SqlType parameter(int argument) {
    return parameters[Math.min(argument, parameters.length - 1)];
  }

  boolean accepts(List<SqlType> arguments) {
    if (!takes(arguments.size())) {
      return false;
    }
    for (int i = 0; i < arguments.size(); i++) {
      SqlType parameter = parameter(i);
      if (parameter.kind() != TypeKind.UNKNOWN
          && !CommonType.isImplicit(arguments.get(i), parameter)) {
        return false;
      }
    }
    return true;
  }

  SqlType result(List<SqlType> arguments) {
    return result.of(arguments);
  }

  Expression create(SqlType type, List<Expression> arguments) {
    return factory.create(type, arguments);
  }
}
