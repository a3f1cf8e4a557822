package org.ordinaldb.sql.expression;

import java.util.List;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// An expression computed from operands that are all evaluated first. When none of them depends on
/// rows it is computed once a batch.
public abstract class Call extends Expression {
  private final Expression[] operands;
  private final boolean scalar;

  protected Call(SqlType type, List<Expression> operands) {
    this(type, operands.toArray(new Expression[0]));
  }

  protected Call(SqlType type, Expression... operands) {
    super(type);
    this.operands = operands;
    boolean allScalar = true;
    for (Expression operand : operands) {
      allScalar &= operand.isScalar();
    }
    this.scalar = allScalar;
  }

  @Override
  public final boolean isScalar() {
    return scalar && !isVolatile();
  }

  /// Whether the value may differ from row to row although the operands do not, as random()'s does.
  protected boolean isVolatile() {
    return false;
  }

  protected final Expression operand(int index) {
    return operands[index];
  }

  protected final int operandCount() {
    return operands.length;
  }

  @Override
  public final Vector evaluate(ColumnBatch batch, EvaluationContext context) {
    if (!isScalar() || batch.rowCount() == 1) {
      return compute(batch, context);
    }
    return batch.size() == 0
        ? Vectors.nulls(type().vectorKind(), batch.rowCount())
        : Vectors.broadcast(compute(ONE_ROW, context), batch.rowCount());
  }

  /// The values for the rows of a batch, which is [Expression#ONE_ROW] when no operand depends on
  /// rows.
  protected abstract Vector compute(ColumnBatch batch, EvaluationContext context);
}
