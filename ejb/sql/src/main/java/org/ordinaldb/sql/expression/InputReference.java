package org.ordinaldb.sql.expression;

import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// A column of the batch.
public final class InputReference extends Expression {
  private final int index;

  public InputReference(int index, SqlType type) {
    super(type);
    this.index = index;
  }

  /// The column's position in the batch, from 0.
  public int index() {
    return index;
  }

  @Override
  public boolean isScalar() {
    return false;
  }

  @Override
  public Vector evaluate(ColumnBatch batch, EvaluationContext context) {
    return batch.column(index);
  }
}
