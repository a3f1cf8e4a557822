package org.ordinaldb.sql.execution;

import java.util.function.ToLongBiFunction;
import org.ordinaldb.sql.expression.EvaluationContext;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// Expressions for tests.
final class TestExpressions {
  /// NULL, as the result of a function given to [#of].
  static final long NULL = Long.MIN_VALUE;

  private TestExpressions() {}

  static Expression constant(SqlType type, Object value) {
    return new Expression(type) {
      @Override
      public boolean isScalar() {
        return true;
      }

      @Override
      public Vector evaluate(ColumnBatch batch, EvaluationContext context) {
        VectorBuilder builder = VectorBuilder.of(type(), batch.rowCount());
        for (int i = 0; i < batch.rowCount(); i++) {
          TestRows.append(builder, value);
        }
        return builder.build();
      }
    };
  }

  static Expression nullOf(SqlType type) {
    return new Expression(type) {
      @Override
      public boolean isScalar() {
        return true;
      }

      @Override
      public Vector evaluate(ColumnBatch batch, EvaluationContext context) {
        return Gather.nulls(type().vectorKind(), batch.rowCount());
      }
    };
  }

  static Expression number(long value) {
    return constant(SqlType.INT8, value);
  }

  /// A function of a batch and a physical row, called for selected rows only.
  static Expression of(SqlType type, ToLongBiFunction<ColumnBatch, Integer> function) {
    return new Expression(type) {
      @Override
      public boolean isScalar() {
        return false;
      }

      @Override
      public Vector evaluate(ColumnBatch batch, EvaluationContext context) {
        long[] values = new long[batch.rowCount()];
        long[] nulls = new long[(batch.rowCount() + 63) >> 6];
        for (int i = 0; i < batch.size(); i++) {
          int row = batch.row(i);
          values[row] = function.applyAsLong(batch, row);
          if (values[row] == NULL) {
            nulls[row >> 6] |= 1L << row;
          }
        }
        return new LongVector(values, values.length, nulls);
      }
    };
  }

  /// `$column % divisor = 0`, NULL for NULL.
  static Expression multiple(int column, long divisor) {
    return of(
        SqlType.BOOLEAN,
        (batch, row) ->
            batch.column(column).isNull(row)
                ? NULL
                : ((LongVector) batch.column(column)).get(row) % divisor == 0 ? 1 : 0);
  }

  /// `$a < $b`, NULL when either is.
  static Expression less(int a, int b) {
    return of(
        SqlType.BOOLEAN,
        (batch, row) ->
            batch.column(a).isNull(row) || batch.column(b).isNull(row)
                ? NULL
                : ((LongVector) batch.column(a)).get(row) < ((LongVector) batch.column(b)).get(row)
                    ? 1
                    : 0);
  }
}
