package org.ordinaldb.sql.function;

import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.type.SqlOperandTypeInference;
import org.ordinaldb.sql.expression.CompiledOperator;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.type.SqlType;

/// A function of the library: its name, and all ways to call it. Other packages declare functions of
/// their own with it, such as those that read the catalog.
public final class LibraryFunction extends SqlFunction implements CompiledOperator {
  /// How often a function may be called for the same arguments.
  public enum Volatility {
    /// The arguments decide the result.
    IMMUTABLE,
    /// One result a statement.
    STABLE,
    /// A new result with every call.
    VOLATILE
  }

  private final OperatorTyping typing;
  private final Volatility volatility;
  private final SqlSyntax syntax;

  private LibraryFunction(
      String name, OperatorTyping typing, Volatility volatility, SqlSyntax syntax) {
    super(
        name, SqlKind.OTHER_FUNCTION, null, null, null, SqlFunctionCategory.USER_DEFINED_FUNCTION);
    this.typing = typing;
    this.volatility = volatility;
    this.syntax = syntax;
  }

  public static LibraryFunction of(String name, Overload... overloads) {
    return of(name, Volatility.IMMUTABLE, overloads);
  }

  public static LibraryFunction of(String name, Volatility volatility, Overload... overloads) {
    OperatorTyping typing = new OperatorTyping(name, false, List.of(overloads));
    return new LibraryFunction(name, typing, volatility, SqlSyntax.FUNCTION);
  }

  /// A function that is written without parentheses, such as CURRENT_DATE.
  static LibraryFunction keyword(String name, Overload... overloads) {
    OperatorTyping typing = new OperatorTyping(name, false, List.of(overloads));
    return new LibraryFunction(name, typing, Volatility.STABLE, SqlSyntax.FUNCTION_ID);
  }

  @Override
  public Expression compile(List<Expression> operands, SqlType type) {
    return typing.compile(operands, type);
  }

  @Override
  public SqlSyntax getSyntax() {
    return syntax;
  }

  @Override
  public boolean isDeterministic() {
    return volatility != Volatility.VOLATILE;
  }

  @Override
  public boolean isDynamicFunction() {
    return volatility != Volatility.IMMUTABLE;
  }

  @Override
  public SqlOperandCountRange getOperandCountRange() {
    return typing.argumentCounts();
  }

  @Override
  public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
    return typing.check(binding);
  }

  @Override
  public RelDataType inferReturnType(SqlOperatorBinding binding) {
    RelDataType type = typing.resultType(binding);
    // Calcite takes IS NOT NULL of what cannot be NULL for true, and would call nothing.
    return volatility == Volatility.VOLATILE
        ? binding.getTypeFactory().createTypeWithNullability(type, true)
        : type;
  }

  @Override
  public SqlOperandTypeInference getOperandTypeInference() {
    return (binding, returnType, types) -> typing.inferArguments(binding, types);
  }
}
