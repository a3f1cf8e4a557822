package org.ordinaldb.sql.expression;

import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// The same values under another type of the same layout.
final class Retyped extends Expression {
  private final Expression operand;

  Retyped(Expression operand, SqlType type) {
    super(type);
    assert operand.type().vectorKind() == type.vectorKind();
    this.operand = operand;
  }

  @Override
  public boolean isScalar() {
    return operand.isScalar();
  }

  @Override
  public Vector evaluate(ColumnBatch batch, EvaluationContext context) {
    return operand.evaluate(batch, context);
  }

  @Override
  public int select(ColumnBatch batch, int[] out, EvaluationContext context) {
    return operand.select(batch, out, context);
  }
}
