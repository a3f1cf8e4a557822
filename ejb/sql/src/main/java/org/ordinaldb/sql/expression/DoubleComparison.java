package org.ordinaldb.sql.expression;

import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorKind;

/// Compares doubles as PostgreSQL does: NaN equals NaN and is greater than every other value, and
/// -0 equals 0. A scalar stands on the right.
final class DoubleComparison extends Call {
  private final ComparisonOperator operator;

  DoubleComparison(ComparisonOperator operator, Expression left, Expression right) {
    super(SqlType.BOOLEAN, left, right);
    this.operator = operator;
  }

  static int compare(double a, double b) {
    return a < b ? -1 : a > b ? 1 : a == b ? 0 : Boolean.compare(Double.isNaN(a), Double.isNaN(b));
  }

  @Override
  protected Vector compute(ColumnBatch batch, EvaluationContext context) {
    int rowCount = batch.rowCount();
    DoubleVector left = (DoubleVector) operand(0).evaluate(batch, context);
    if (operand(1).isScalar()) {
      DoubleVector right = (DoubleVector) operand(1).evaluateScalar(context);
      return right.isNull(0)
          ? Vectors.nulls(VectorKind.LONG, rowCount)
          : compareWith(left, right.values()[0], rowCount);
    }
    DoubleVector right = (DoubleVector) operand(1).evaluate(batch, context);
    return compare(left, right, rowCount);
  }

  @Override
  public int select(ColumnBatch batch, int[] out, EvaluationContext context) {
    if (!operand(1).isScalar() || batch.selection() != null || operator.isEquality()) {
      return super.select(batch, out, context);
    }
    DoubleVector right = (DoubleVector) operand(1).evaluateScalar(context);
    double value = right.values()[0];
    if (right.isNull(0) || Double.isNaN(value)) {
      return super.select(batch, out, context);
    }
    DoubleVector left = (DoubleVector) operand(0).evaluate(batch, context);
    return Selections.dropNulls(out, selectOrdered(left.values(), value, batch, out), left.nulls());
  }

  /// The rows on one side of a value; NaN is above every value.
  private int selectOrdered(double[] a, double value, ColumnBatch batch, int[] out) {
    // Swapped is "value < a": not (a <= value).
    int whenSmaller = operator.isSwapped() == operator.isNegated() ? 1 : 0;
    int count = 0;
    if (operator.isSwapped()) {
      for (int row = 0; row < batch.size(); row++) {
        out[count] = row;
        count += a[row] <= value ? whenSmaller : 1 - whenSmaller;
      }
    } else {
      for (int row = 0; row < batch.size(); row++) {
        out[count] = row;
        count += a[row] < value ? whenSmaller : 1 - whenSmaller;
      }
    }
    return count;
  }

  private Vector compareWith(DoubleVector left, double value, int rowCount) {
    if (Double.isNaN(value)) {
      return compare(left, Vectors.doubles(value, rowCount), rowCount);
    }
    double[] a = left.values();
    long whenTrue = operator.isNegated() ? 0 : 1;
    long whenFalse = 1 - whenTrue;
    long[] truth = new long[rowCount];
    if (operator.isEquality()) {
      for (int row = 0; row < rowCount; row++) {
        truth[row] = a[row] == value ? whenTrue : whenFalse;
      }
    } else if (operator.isSwapped()) {
      // value < a, where a NaN is greater than the value: not (a <= value).
      for (int row = 0; row < rowCount; row++) {
        truth[row] = a[row] <= value ? whenFalse : whenTrue;
      }
    } else {
      for (int row = 0; row < rowCount; row++) {
        truth[row] = a[row] < value ? whenTrue : whenFalse;
      }
    }
    return new LongVector(truth, rowCount, left.nulls());
  }

  private Vector compare(DoubleVector left, DoubleVector right, int rowCount) {
    double[] a = operator.isSwapped() ? right.values() : left.values();
    double[] b = operator.isSwapped() ? left.values() : right.values();
    long whenTrue = operator.isNegated() ? 0 : 1;
    long whenFalse = 1 - whenTrue;
    long[] truth = new long[rowCount];
    if (operator.isEquality()) {
      for (int row = 0; row < rowCount; row++) {
        boolean equal = a[row] == b[row] || (Double.isNaN(a[row]) && Double.isNaN(b[row]));
        truth[row] = equal ? whenTrue : whenFalse;
      }
    } else {
      for (int row = 0; row < rowCount; row++) {
        boolean less = a[row] < b[row] || (!Double.isNaN(a[row]) && Double.isNaN(b[row]));
        truth[row] = less ? whenTrue : whenFalse;
      }
    }
    return new LongVector(truth, rowCount, Nulls.union(left, right, rowCount));
  }
}
