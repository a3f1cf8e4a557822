package org.ordinaldb.sql.expression;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.type.RelTypes;

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
      case RexLiteral literal -> Literals.constant(literal, RelTypes.sqlType(node.getType()));
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
    throw unsupported("operator " + call.getOperator().getName());
  }

  private static StatementException unsupported(String what) {
    return new StatementException(SqlState.FEATURE_NOT_SUPPORTED, what + " is not supported");
  }
}
