package org.ordinaldb.sql.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.Sarg;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.type.RelTypes;
import org.ordinaldb.type.SqlType;

/// Turns Calcite's row expressions into [Expression]s. Stateless.
///
/// Operators that implement [CompiledOperator] bring their kernels; Calcite's own operators, which
/// planner rules introduce, are told by their kind.
public final class ExpressionCompiler {
  private ExpressionCompiler() {}

  /// Compiles an expression whose input references count the columns of the batches it will see.
  ///
  /// Throws 0A000 for what has no kernel.
  public static Expression compile(RexNode node) {
    return switch (node) {
      case RexInputRef input ->
          new InputReference(input.getIndex(), RelTypes.sqlType(node.getType()));
      case RexLiteral literal -> Literals.constant(literal);
      case RexDynamicParam parameter ->
          new ParameterReference(parameter.getIndex(), RelTypes.sqlType(node.getType()));
      case RexFieldAccess access -> correlation(access);
      case RexCall call -> compileCall(call);
      default -> throw unsupported(node.toString());
    };
  }

  public static List<Expression> compileAll(List<? extends RexNode> nodes) {
    List<Expression> expressions = new ArrayList<>(nodes.size());
    for (RexNode node : nodes) {
      expressions.add(compile(node));
    }
    return expressions;
  }

  private static Expression correlation(RexFieldAccess access) {
    if (access.getReferenceExpr() instanceof RexCorrelVariable outer) {
      return new CorrelationReference(
          outer.id.getId(), access.getField().getIndex(), RelTypes.sqlType(access.getType()));
    }
    throw unsupported("a field of a composite value");
  }

  private static Expression compileCall(RexCall call) {
    if (call.getOperator() instanceof CompiledOperator operator) {
      return operator.compile(compileAll(call.getOperands()), RelTypes.sqlType(call.getType()));
    }
    return switch (call.getKind()) {
      case AND -> Conjunction.and(compileAll(call.getOperands()));
      case OR -> Conjunction.or(compileAll(call.getOperands()));
      case NOT -> new Negation(operand(call, 0));
      case EQUALS -> comparison(ComparisonOperator.EQUAL, call);
      case NOT_EQUALS -> comparison(ComparisonOperator.NOT_EQUAL, call);
      case LESS_THAN -> comparison(ComparisonOperator.LESS, call);
      case LESS_THAN_OR_EQUAL -> comparison(ComparisonOperator.LESS_OR_EQUAL, call);
      case GREATER_THAN -> comparison(ComparisonOperator.GREATER, call);
      case GREATER_THAN_OR_EQUAL -> comparison(ComparisonOperator.GREATER_OR_EQUAL, call);
      case IS_NULL, IS_UNKNOWN -> new NullTest(operand(call, 0), true);
      case IS_NOT_NULL -> new NullTest(operand(call, 0), false);
      case IS_TRUE -> new TruthTest(operand(call, 0), true, false);
      case IS_NOT_TRUE -> new TruthTest(operand(call, 0), true, true);
      case IS_FALSE -> new TruthTest(operand(call, 0), false, false);
      case IS_NOT_FALSE -> new TruthTest(operand(call, 0), false, true);
      case IS_DISTINCT_FROM -> DistinctTest.of(operand(call, 0), operand(call, 1), true);
      case IS_NOT_DISTINCT_FROM -> DistinctTest.of(operand(call, 0), operand(call, 1), false);
      case SEARCH -> search(call);
      case CASE -> caseOf(call);
      case COALESCE -> coalesce(call);
      case NULLIF -> nullIf(call);
      case CAST, SAFE_CAST, REINTERPRET ->
          Casts.explicit(operand(call, 0), RelTypes.sqlType(call.getType()));
      case PLUS -> arithmetic(ArithmeticOperator.ADD, call);
      case MINUS -> arithmetic(ArithmeticOperator.SUBTRACT, call);
      case TIMES -> arithmetic(ArithmeticOperator.MULTIPLY, call);
      case DIVIDE -> arithmetic(ArithmeticOperator.DIVIDE, call);
      case MOD -> arithmetic(ArithmeticOperator.MODULO, call);
      case PLUS_PREFIX -> operand(call, 0);
      case MINUS_PREFIX -> negative(call);
      default -> throw unsupported("operator " + call.getOperator().getName());
    };
  }

  private static Expression operand(RexCall call, int index) {
    return compile(call.getOperands().get(index));
  }

  private static Expression comparison(ComparisonOperator operator, RexCall call) {
    return Comparison.of(operator, operand(call, 0), operand(call, 1));
  }

  private static Expression arithmetic(ArithmeticOperator operator, RexCall call) {
    return Arithmetic.of(
        operator, RelTypes.sqlType(call.getType()), operand(call, 0), operand(call, 1));
  }

  /// Zero minus the operand: the negation of a float keeps no other sign of zero than this drops.
  private static Expression negative(RexCall call) {
    SqlType type = RelTypes.sqlType(call.getType());
    return Arithmetic.of(
        ArithmeticOperator.SUBTRACT,
        type,
        Casts.implicit(Constant.ofLong(SqlType.INT4, 0), type),
        operand(call, 0));
  }

  private static Expression search(RexCall call) {
    RexLiteral literal = (RexLiteral) call.getOperands().get(1);
    Sarg<?> sarg = Objects.requireNonNull(literal.getValueAs(Sarg.class));
    return Search.of(operand(call, 0), sarg);
  }

  private static Expression caseOf(RexCall call) {
    SqlType type = RelTypes.sqlType(call.getType());
    int count = call.getOperands().size() / 2;
    Expression[] conditions = new Expression[count];
    Expression[] values = new Expression[count + 1];
    for (int i = 0; i < count; i++) {
      conditions[i] = operand(call, 2 * i);
      values[i] = branch(operand(call, 2 * i + 1), type);
    }
    values[count] = branch(operand(call, 2 * count), type);
    return CaseExpression.of(type, conditions, values);
  }

  private static Expression coalesce(RexCall call) {
    SqlType type = RelTypes.sqlType(call.getType());
    Expression[] values = new Expression[call.getOperands().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = branch(operand(call, i), type);
    }
    return CaseExpression.coalesce(type, values);
  }

  private static Expression nullIf(RexCall call) {
    SqlType type = RelTypes.sqlType(call.getType());
    Expression value = operand(call, 0);
    Expression equal = Comparison.of(ComparisonOperator.EQUAL, value, operand(call, 1));
    return CaseExpression.of(
        type,
        new Expression[] {equal},
        new Expression[] {Constant.ofNull(type), Casts.implicit(value, type)});
  }

  /// A branch's value in the type of the whole.
  private static Expression branch(Expression value, SqlType type) {
    return Casts.explicit(value, type);
  }

  private static StatementException unsupported(String what) {
    return new StatementException(SqlState.FEATURE_NOT_SUPPORTED, what + " is not supported");
  }
}
