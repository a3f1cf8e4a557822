package org.ordinaldb.sql.expression;

import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// `$n`: a value that is fixed for one execution.
public final class ParameterReference extends Expression {
  private final int index;

  public ParameterReference(int index, SqlType type) {
    super(type);
    this.index = index;
  }

  /// The parameter's position, from 0.
  public int index() {
    return index;
  }

  @Override
  public boolean isScalar() {
    return true;
  }

  @Override
  public Vector evaluate(ColumnBatch batch, EvaluationContext context) {
    Vector one = context.parameters().column(index);
    return batch.rowCount() == 1 ? one : Vectors.broadcast(one, batch.rowCount());
  }
}
