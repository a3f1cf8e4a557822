package org.ordinaldb.sql.expression;

import java.util.Iterator;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// A call whose value is a set: the rows of a table with one column, which a plan reads. Where one
/// value is wanted it fails.
public abstract class SetCall extends Expression {
  protected SetCall(SqlType type) {
    super(type);
  }

  /// The set's values, made as they are asked for, in vectors as long as batches may be.
  public abstract Iterator<Vector> open(EvaluationContext context);

  @Override
  public final boolean isScalar() {
    return false;
  }

  @Override
  public final Vector evaluate(ColumnBatch batch, EvaluationContext context) {
    throw new StatementException(
        SqlState.FEATURE_NOT_SUPPORTED,
        "set-valued function called in context that cannot accept a set");
  }
}
