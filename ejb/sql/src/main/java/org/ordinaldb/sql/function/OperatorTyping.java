package org.ordinaldb.sql.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlTypeName;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.expression.Casts;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.type.RelTypes;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// What Calcite's validator asks of an operator, answered by its overloads. Shared by the functions
/// and the operators, whose superclasses differ.
final class OperatorTyping {
  private final String name;
  private final boolean operator;
  private final Overloads overloads;

  OperatorTyping(String name, boolean operator, List<Overload> overloads) {
    this.name = name.toLowerCase(Locale.ROOT);
    this.operator = operator;
    this.overloads = new Overloads(operator, overloads);
  }

  SqlOperandCountRange argumentCounts() {
    return SqlOperandCountRanges.between(
        overloads.argumentCountMin(), overloads.argumentCountMax());
  }

  boolean check(SqlCallBinding binding) {
    List<SqlType> arguments = arguments(binding);
    Overload overload = overloads.choose(arguments);
    if (overload == null) {
      SqlParserPos position = position(binding.getCall());
      throw new CalciteContextException(
          "",
          undefined(arguments),
          position.getLineNum(),
          position.getColumnNum(),
          position.getEndLineNum(),
          position.getEndColumnNum());
    }
    convertUnknown(binding, arguments, overload);
    return true;
  }

  /// Where the function's name stands, or what follows the left operand: the operator.
  private SqlParserPos position(SqlCall call) {
    if (!operator || call.operandCount() != 2) {
      return call.getParserPosition();
    }
    SqlParserPos left = call.operand(0).getParserPosition();
    int column = left.getEndColumnNum() + 1;
    return new SqlParserPos(left.getEndLineNum(), column, left.getEndLineNum(), column);
  }

  /// Quoted strings become constants of the types that the overload takes.
  private static void convertUnknown(
      SqlCallBinding binding, List<SqlType> arguments, Overload overload) {
    if (!(binding.getValidator().getTypeCoercion() instanceof UnknownArguments unknown)) {
      return;
    }
    for (int i = 0; i < arguments.size(); i++) {
      SqlType parameter = overload.parameter(i);
      if (arguments.get(i).kind() == TypeKind.UNKNOWN && parameter.kind() != TypeKind.UNKNOWN) {
        unknown.convertUnknown(binding, i, parameter);
      }
    }
  }

  RelDataType resultType(SqlOperatorBinding binding) {
    List<SqlType> arguments = arguments(binding);
    Overload overload = chosen(arguments);
    RelDataTypeFactory factory = binding.getTypeFactory();
    RelDataType type = RelTypes.relType(factory, overload.result(arguments));
    return factory.createTypeWithNullability(type, isNullable(overload, binding));
  }

  /// Gives types to parameters (`$1`) among the arguments, by the overload they would call.
  void inferArguments(SqlCallBinding binding, RelDataType[] types) {
    List<SqlType> arguments = arguments(binding);
    Overload overload = overloads.choose(arguments);
    for (int i = 0; i < types.length; i++) {
      SqlType type = arguments.get(i);
      if (type.kind() == TypeKind.UNKNOWN && overload != null) {
        SqlType parameter = overload.parameter(i);
        type = parameter.kind() == TypeKind.UNKNOWN ? SqlType.TEXT : parameter;
        types[i] = RelTypes.relType(binding.getTypeFactory(), type);
      } else {
        types[i] = binding.getOperandType(i);
      }
    }
  }

  Expression compile(List<Expression> operands, SqlType type) {
    Expression call = compile(operands);
    return call.type().equals(type) ? call : Casts.explicit(call, type);
  }

  /// A call in the type that the overload gives.
  Expression compile(List<Expression> operands) {
    List<SqlType> arguments = operands.stream().map(Expression::type).toList();
    Overload overload = chosen(arguments);
    List<Expression> converted = Overloads.convert(overload, operands);
    return overload.create(overload.result(arguments), converted);
  }

  private Overload chosen(List<SqlType> arguments) {
    Overload overload = overloads.choose(arguments);
    if (overload == null) {
      throw undefined(arguments);
    }
    return overload;
  }

  private static boolean isNullable(Overload overload, SqlOperatorBinding binding) {
    return switch (overload.nullability()) {
      case NEVER -> false;
      case ALWAYS -> true;
      case STRICT -> binding.collectOperandTypes().stream().anyMatch(RelDataType::isNullable);
      case ALL -> binding.collectOperandTypes().stream().allMatch(RelDataType::isNullable);
    };
  }

  private static List<SqlType> arguments(SqlOperatorBinding binding) {
    List<SqlType> types = new ArrayList<>();
    for (int i = 0; i < binding.getOperandCount(); i++) {
      types.add(argument(binding, i));
    }
    return types;
  }

  private static SqlType argument(SqlOperatorBinding binding, int index) {
    RelDataType type = binding.getOperandType(index);
    // EXTRACT's field and TRIM's side reach the kernels as text; a quoted string is still untyped.
    if (type.getSqlTypeName() == SqlTypeName.SYMBOL || isUnitOnly(type, binding, index)) {
      return SqlType.TEXT;
    }
    if (type.getSqlTypeName().getFamily() != null
        && SqlTypeName.INTERVAL_TYPES.contains(type.getSqlTypeName())) {
      return SqlType.INTERVAL;
    }
    return isUnknown(binding, index) ? SqlType.UNKNOWN : RelTypes.sqlType(type);
  }

  private static boolean isUnknown(SqlOperatorBinding binding, int index) {
    return binding instanceof SqlCallBinding call
        && call.getValidator().getTypeCoercion() instanceof UnknownArguments unknown
        && unknown.isUnknown(call.operand(index));
  }

  private static boolean isUnitOnly(RelDataType type, SqlOperatorBinding binding, int index) {
    return index == 0 && type.getIntervalQualifier() != null && isExtract(binding);
  }

  private static boolean isExtract(SqlOperatorBinding binding) {
    return binding.getOperator().getName().equalsIgnoreCase("extract");
  }

  private SqlException undefined(List<SqlType> arguments) {
    String what = operator ? "operator" : "function";
    return new StatementException(SqlState.UNDEFINED_FUNCTION, signature(arguments))
        .hint(
            "No "
                + what
                + " matches the given name and argument types. "
                + "You might need to add explicit type casts.");
  }

  private String signature(List<SqlType> arguments) {
    List<String> names = arguments.stream().map(type -> type.kind().sqlName()).toList();
    if (!operator) {
      return "function " + name + "(" + String.join(", ", names) + ") does not exist";
    }
    return "operator does not exist: "
        + (names.size() == 1
            ? name + " " + names.getFirst()
            : names.getFirst() + " " + name + " " + names.getLast());
  }
}
