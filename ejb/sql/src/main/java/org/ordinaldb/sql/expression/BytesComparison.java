package org.ordinaldb.sql.expression;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// Compares byte strings as unsigned bytes: for UTF-8 that is the order of code points.
final class BytesComparison {
  private BytesComparison() {}

  static Expression of(ComparisonOperator operator, Expression left, Expression right) {
    return right.isScalar()
        ? new WithScalar(operator, left, right)
        : new OfColumns(operator, left, right);
  }

  private static final class WithScalar extends BytesTest {
    private final ComparisonOperator operator;

    WithScalar(ComparisonOperator operator, Expression left, Expression right) {
      super(left, right);
      this.operator = operator;
    }

    @Override
    protected @Nullable BytesPredicate predicate(EvaluationContext context) {
      BytesVector right = (BytesVector) operand(1).evaluateScalar(context);
      if (right.isNull(0)) {
        return null;
      }
      byte[] value = right.bytes(0);
      return switch (operator) {
        case EQUAL -> (data, start, end) -> isEqual(data, start, end, value);
        case NOT_EQUAL -> (data, start, end) -> !isEqual(data, start, end, value);
        case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
            (data, start, end) ->
                operator.holds(Arrays.compareUnsigned(data, start, end, value, 0, value.length));
      };
    }

    private static boolean isEqual(byte[] data, int start, int end, byte[] value) {
      return end - start == value.length && Arrays.equals(data, start, end, value, 0, value.length);
    }
  }

  private static final class OfColumns extends Call {
    private final ComparisonOperator operator;

    OfColumns(ComparisonOperator operator, Expression left, Expression right) {
      super(SqlType.BOOLEAN, left, right);
      this.operator = operator;
    }

    @Override
    protected Vector compute(ColumnBatch batch, EvaluationContext context) {
      BytesVector left = (BytesVector) operand(0).evaluate(batch, context);
      BytesVector right = (BytesVector) operand(1).evaluate(batch, context);
      int rowCount = batch.rowCount();
      long[] truth = new long[rowCount];
      for (int i = 0; i < batch.size(); i++) {
        int row = batch.row(i);
        truth[row] = operator.holds(BytesVector.compare(left, row, right, row)) ? 1 : 0;
      }
      return new LongVector(truth, rowCount, Nulls.union(left, right, rowCount));
    }
  }
}
