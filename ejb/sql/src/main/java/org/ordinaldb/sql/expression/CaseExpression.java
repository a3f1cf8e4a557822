package org.ordinaldb.sql.expression;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorKind;

/// CASE and COALESCE: every branch sees only the rows that come to it, so its errors are raised only
/// where it applies.
final class CaseExpression extends Expression {
  /// Conditions, one for each value but the last; null for COALESCE, where a value is taken when it
  /// is not null.
  private final Expression @Nullable [] conditions;

  private final Expression[] values;
  private final boolean scalar;

  private CaseExpression(SqlType type, Expression @Nullable [] conditions, Expression[] values) {
    super(type);
    this.conditions = conditions;
    this.values = values;
    boolean allScalar = true;
    for (Expression value : values) {
      allScalar &= value.isScalar();
    }
    if (conditions != null) {
      for (Expression condition : conditions) {
        allScalar &= condition.isScalar();
      }
    }
    this.scalar = allScalar;
  }

  /// @param values one more than conditions: the last is ELSE
  static CaseExpression of(SqlType type, Expression[] conditions, Expression[] values) {
    assert values.length == conditions.length + 1;
    return new CaseExpression(type, conditions, values);
  }

  static CaseExpression coalesce(SqlType type, Expression[] values) {
    return new CaseExpression(type, null, values);
  }

  @Override
  public boolean isScalar() {
    return scalar;
  }

  @Override
  public Vector evaluate(ColumnBatch batch, EvaluationContext context) {
    if (scalar && batch.rowCount() > 1) {
      return batch.size() == 0
          ? Vectors.nulls(type().vectorKind(), batch.rowCount())
          : Vectors.broadcast(evaluateRows(ONE_ROW, context), batch.rowCount());
    }
    return evaluateRows(batch, context);
  }

  private Vector evaluateRows(ColumnBatch batch, EvaluationContext context) {
    Merge merge = new Merge(batch);
    int[] open = new int[batch.size()];
    int openCount = Selections.all(batch, open);
    for (int i = 0; i < values.length && openCount > 0; i++) {
      int[] taken = new int[openCount];
      ColumnBatch candidates = batch.select(open, openCount);
      int takenCount;
      if (conditions == null) {
        Vector vector = values[i].evaluate(candidates, context);
        Selections.all(candidates, taken);
        boolean last = i == values.length - 1;
        takenCount = last ? openCount : Selections.dropNulls(taken, openCount, vector.nulls());
        merge.take(vector, taken, takenCount);
      } else if (i == conditions.length) {
        takenCount = Selections.all(candidates, taken);
        merge.take(values[i].evaluate(candidates, context), taken, takenCount);
      } else {
        takenCount = conditions[i].select(candidates, taken, context);
        if (takenCount > 0) {
          Vector vector = values[i].evaluate(batch.select(taken, takenCount), context);
          merge.take(vector, taken, takenCount);
        }
      }
      openCount = Selections.without(open, openCount, taken, takenCount, open);
    }
    return merge.finish();
  }

  /// Puts the branches' rows together.
  private final class Merge {
    private final ColumnBatch batch;
    private final int rowCount;
    private final long[] longs;
    private final double[] doubles;
    private final int[] branchOfRow;
    private final Vector[] branches = new Vector[values.length];
    private int branchCount;
    private long @Nullable [] nulls;

    Merge(ColumnBatch batch) {
      this.batch = batch;
      this.rowCount = batch.rowCount();
      VectorKind kind = type().vectorKind();
      longs = new long[kind == VectorKind.LONG ? rowCount : 0];
      doubles = new double[kind == VectorKind.DOUBLE ? rowCount : 0];
      branchOfRow = new int[kind == VectorKind.BYTES ? rowCount : 0];
    }

    void take(Vector vector, int[] rows, int count) {
      takeNulls(vector, rows, count);
      switch (type().vectorKind()) {
        case LONG -> {
          long[] source = ((LongVector) vector).values();
          for (int i = 0; i < count; i++) {
            longs[rows[i]] = source[rows[i]];
          }
        }
        case DOUBLE -> {
          double[] source = ((DoubleVector) vector).values();
          for (int i = 0; i < count; i++) {
            doubles[rows[i]] = source[rows[i]];
          }
        }
        case BYTES -> {
          for (int i = 0; i < count; i++) {
            branchOfRow[rows[i]] = branchCount;
          }
          branches[branchCount++] = vector;
        }
      }
    }

    private void takeNulls(Vector vector, int[] rows, int count) {
      if (!vector.hasNulls()) {
        return;
      }
      long[] bits = nulls == null ? Nulls.none(rowCount) : nulls;
      for (int i = 0; i < count; i++) {
        if (vector.isNull(rows[i])) {
          Nulls.set(bits, rows[i]);
        }
      }
      nulls = bits;
    }

    Vector finish() {
      return switch (type().vectorKind()) {
        case LONG -> new LongVector(longs, rowCount, nulls);
        case DOUBLE -> new DoubleVector(doubles, rowCount, nulls);
        case BYTES -> finishBytes();
      };
    }

    private Vector finishBytes() {
      RowWriter out = new RowWriter(type(), rowCount);
      for (int i = 0; i < batch.size(); i++) {
        int row = batch.row(i);
        out.moveTo(row);
        out.putRow(branches[branchOfRow[row]], row);
      }
      return out.finish();
    }
  }
}
