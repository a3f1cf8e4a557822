package org.ordinaldb.sql.expression;

import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// A scalar expression over the rows of a batch. Immutable: one compiled tree serves every execution
/// of a plan, on any number of threads at once.
///
/// - The result has at least `rowCount()` rows of the batch. Only selected rows need be right; the
///   others hold anything readable.
/// - An error (overflow, division by zero, malformed text) is raised only for a row that is selected.
/// - Vectors of the batch may be handed on as they are; nobody writes to a vector.
public abstract class Expression {
  /// Operands that do not depend on rows are evaluated over this.
  static final ColumnBatch ONE_ROW = new ColumnBatch(1);

  private final SqlType type;

  protected Expression(SqlType type) {
    this.type = type;
  }

  public final SqlType type() {
    return type;
  }

  /// Whether the value is the same for all rows of one batch because it reads no column: literals,
  /// parameters, correlation values, and calls of nothing else.
  public abstract boolean isScalar();

  /// The values for the rows of a batch.
  public abstract Vector evaluate(ColumnBatch batch, EvaluationContext context);

  /// The value of a scalar expression as a vector of one row.
  public final Vector evaluateScalar(EvaluationContext context) {
    assert isScalar();
    return evaluate(ONE_ROW, context);
  }

  /// Finds the selected rows for which this boolean expression is TRUE.
  ///
  /// @param out takes their physical row numbers, ascending; at least `batch.size()` long; may be the
  ///     batch's own selection array
  /// @return how many there are
  public int select(ColumnBatch batch, int[] out, EvaluationContext context) {
    LongVector truth = (LongVector) evaluate(batch, context);
    return Selections.whereTrue(batch, truth, out);
  }
}
