package org.ordinaldb.sql.function;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.sql.expression.Casts;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.Numbers;
import org.ordinaldb.sql.type.CommonType;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// All ways to call one function or operator, and PostgreSQL's choice among them (manual, 10.2 and
/// 10.3). Immutable.
final class Overloads {
  private final List<Overload> overloads;
  private final boolean operator;

  /// @param operator whether an untyped argument is first tried as one of the other argument's type
  Overloads(boolean operator, List<Overload> overloads) {
    this.operator = operator;
    this.overloads = List.copyOf(overloads);
  }

  int argumentCountMin() {
    return overloads.stream().mapToInt(Overload::parameterCountMin).min().orElse(0);
  }

  /// -1 when there is no limit.
  int argumentCountMax() {
    return overloads.stream().anyMatch(Overload::isVariadic)
        ? -1
        : overloads.stream().mapToInt(Overload::parameterCountMin).max().orElse(0);
  }

  boolean takes(int argumentCount) {
    return overloads.stream().anyMatch(overload -> overload.takes(argumentCount));
  }

  /// The overload that arguments of these types call, or null when there is none.
  @Nullable Overload choose(List<SqlType> arguments) {
    if (operator && arguments.size() == 2) {
      Overload asOther = choose(likeTheOther(arguments), true);
      if (asOther != null) {
        return asOther;
      }
    }
    return choose(arguments, false);
  }

  private @Nullable Overload choose(List<SqlType> arguments, boolean exactOnly) {
    List<Overload> candidates = new ArrayList<>();
    for (Overload overload : overloads) {
      if (overload.accepts(arguments)) {
        candidates.add(overload);
      }
    }
    candidates = best(candidates, overload -> exactMatches(overload, arguments));
    if (exactOnly) {
      return candidates.isEmpty()
              || exactMatches(candidates.getFirst(), arguments) < arguments.size()
          ? null
          : candidates.getFirst();
    }
    candidates = best(candidates, overload -> preferredMatches(overload, arguments));
    candidates = best(candidates, overload -> textForUnknown(overload, arguments));
    return candidates.isEmpty() ? null : candidates.getFirst();
  }

  /// The arguments, converted to what the overload takes.
  static List<Expression> convert(Overload overload, List<Expression> arguments) {
    List<Expression> converted = new ArrayList<>(arguments.size());
    for (int i = 0; i < arguments.size(); i++) {
      converted.add(convert(arguments.get(i), overload.parameter(i)));
    }
    return converted;
  }

  private static Expression convert(Expression argument, SqlType parameter) {
    SqlType type = argument.type();
    if (parameter.kind() == TypeKind.UNKNOWN) {
      return type.kind() == TypeKind.UNKNOWN ? Casts.implicit(argument, SqlType.TEXT) : argument;
    }
    boolean readableAsDecimal =
        parameter.kind() == TypeKind.NUMERIC
            && (Numbers.isInteger(type) || type.kind() == TypeKind.NUMERIC);
    return readableAsDecimal || type.kind() == parameter.kind()
        ? argument
        : Casts.implicit(argument, parameter);
  }

  private static List<SqlType> likeTheOther(List<SqlType> arguments) {
    SqlType left = arguments.get(0);
    SqlType right = arguments.get(1);
    return List.of(
        left.kind() == TypeKind.UNKNOWN ? right : left,
        right.kind() == TypeKind.UNKNOWN ? left : right);
  }

  private static List<Overload> best(List<Overload> candidates, ToIntFunction<Overload> score) {
    int highest = candidates.stream().mapToInt(score).max().orElse(0);
    return candidates.stream().filter(each -> score.applyAsInt(each) == highest).toList();
  }

  private static int exactMatches(Overload overload, List<SqlType> arguments) {
    int matches = 0;
    for (int i = 0; i < arguments.size(); i++) {
      boolean isKnown = arguments.get(i).kind() != TypeKind.UNKNOWN;
      matches += isKnown && arguments.get(i).kind() == overload.parameter(i).kind() ? 1 : 0;
    }
    return matches;
  }

  private static int preferredMatches(Overload overload, List<SqlType> arguments) {
    int matches = 0;
    for (int i = 0; i < arguments.size(); i++) {
      TypeKind parameter = overload.parameter(i).kind();
      boolean isKnown = arguments.get(i).kind() != TypeKind.UNKNOWN;
      boolean good = arguments.get(i).kind() == parameter || isPreferred(parameter);
      matches += isKnown && good ? 1 : 0;
    }
    return matches;
  }

  private static boolean isPreferred(TypeKind kind) {
    return switch (kind) {
      case TEXT, FLOAT8, TIMESTAMPTZ, BOOLEAN, INTERVAL -> true;
      default -> false;
    };
  }

  private static int textForUnknown(Overload overload, List<SqlType> arguments) {
    int matches = 0;
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).kind() == TypeKind.UNKNOWN) {
        TypeKind parameter = overload.parameter(i).kind();
        boolean text = CommonType.category(parameter) == CommonType.Category.STRING;
        matches += text ? 2 : isPreferred(parameter) ? 1 : 0;
      }
    }
    return matches;
  }
}
