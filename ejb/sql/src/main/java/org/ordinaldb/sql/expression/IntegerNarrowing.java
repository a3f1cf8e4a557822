package org.ordinaldb.sql.expression;

import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;
import org.ordinaldb.type.Vector;

/// An integer as one of a type that holds fewer: the values stay, once they are found to fit.
final class IntegerNarrowing extends Call {
  private final long minimum;
  private final long maximum;

  IntegerNarrowing(Expression operand, SqlType target) {
    super(target, operand);
    this.minimum = NumberCasts.integerMinimum(target);
    this.maximum = NumberCasts.integerMaximum(target);
  }

  @Override
  protected Vector compute(ColumnBatch batch, EvaluationContext context) {
    LongVector vector = (LongVector) operand(0).evaluate(batch, context);
    long[] values = vector.values();
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      if ((values[row] < minimum || values[row] > maximum) && !vector.isNull(row)) {
        throw type().kind() == TypeKind.OID
            ? Numbers.outOfRange("OID out of range")
            : Numbers.outOfRange(type());
      }
    }
    return vector;
  }
}
