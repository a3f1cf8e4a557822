package org.ordinaldb.sql.expression;

import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// A column of the outer row that a correlated sub-plan is being run for.
public final class CorrelationReference extends Expression {
  private final int correlationId;
  private final int column;

  public CorrelationReference(int correlationId, int column, SqlType type) {
    super(type);
    this.correlationId = correlationId;
    this.column = column;
  }

  @Override
  public boolean isScalar() {
    return true;
  }

  @Override
  public Vector evaluate(ColumnBatch batch, EvaluationContext context) {
    Vector one = context.correlationValue(correlationId, column);
    return batch.rowCount() == 1 ? one : Vectors.broadcast(one, batch.rowCount());
  }
}
