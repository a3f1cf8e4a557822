package org.ordinaldb.sql.expression;

import java.util.List;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorKind;

/// AND and OR with three truth values. Each operand sees only the rows that the ones before it left
/// undecided, so an error behind `x <> 0 AND 1 / x > 2` is never raised where x is 0.
///
/// AND is decided by FALSE, OR by TRUE; everything else is the same, so one class serves both.
final class Conjunction extends Expression {
  private final Expression[] operands;
  private final boolean scalar;
  private final long deciding;

  private Conjunction(List<Expression> operands, long deciding) {
    super(SqlType.BOOLEAN);
    this.operands = operands.toArray(new Expression[0]);
    this.scalar = operands.stream().allMatch(Expression::isScalar);
    this.deciding = deciding;
  }

  static Conjunction and(List<Expression> operands) {
    return new Conjunction(operands, 0);
  }

  static Conjunction or(List<Expression> operands) {
    return new Conjunction(operands, 1);
  }

  @Override
  public boolean isScalar() {
    return scalar;
  }

  @Override
  public Vector evaluate(ColumnBatch batch, EvaluationContext context) {
    if (scalar && batch.rowCount() > 1) {
      return batch.size() == 0
          ? Vectors.nulls(VectorKind.LONG, batch.rowCount())
          : Vectors.broadcast(evaluateRows(ONE_ROW, context), batch.rowCount());
    }
    return evaluateRows(batch, context);
  }

  private Vector evaluateRows(ColumnBatch batch, EvaluationContext context) {
    int rowCount = batch.rowCount();
    long[] truth = Vectors.longs(1 - deciding, rowCount).values();
    long[] nulls = Nulls.none(rowCount);
    int[] open = new int[batch.size()];
    int openCount = Selections.all(batch, open);
    boolean anyNull = false;
    for (Expression operand : operands) {
      LongVector vector = (LongVector) operand.evaluate(batch.select(open, openCount), context);
      long[] values = vector.values();
      int kept = 0;
      for (int i = 0; i < openCount; i++) {
        int row = open[i];
        if (vector.isNull(row)) {
          Nulls.set(nulls, row);
          anyNull = true;
        } else if (values[row] == deciding) {
          truth[row] = deciding;
          nulls[row >> 6] &= ~(1L << row);
          continue;
        }
        open[kept++] = row;
      }
      openCount = kept;
    }
    return new LongVector(truth, rowCount, anyNull ? nulls : null);
  }

  @Override
  public int select(ColumnBatch batch, int[] out, EvaluationContext context) {
    if (scalar) {
      return super.select(batch, out, context);
    }
    return deciding == 0 ? selectAll(batch, out, context) : selectAny(batch, out, context);
  }

  private int selectAll(ColumnBatch batch, int[] out, EvaluationContext context) {
    ColumnBatch remaining = batch;
    int count = batch.size();
    for (Expression operand : operands) {
      count = operand.select(remaining, out, context);
      if (count == 0) {
        return 0;
      }
      remaining = batch.select(out, count);
    }
    return count;
  }

  private int selectAny(ColumnBatch batch, int[] out, EvaluationContext context) {
    int size = batch.size();
    int[] open = new int[size];
    int openCount = Selections.all(batch, open);
    int[] found = new int[size];
    int[] merged = new int[size];
    int[] hits = new int[size];
    int foundCount = 0;
    for (Expression operand : operands) {
      int hitCount = operand.select(batch.select(open, openCount), hits, context);
      openCount = Selections.without(open, openCount, hits, hitCount, open);
      foundCount = Selections.merge(found, foundCount, hits, hitCount, merged);
      int[] previous = found;
      found = merged;
      merged = previous;
    }
    System.arraycopy(found, 0, out, 0, foundCount);
    return foundCount;
  }
}
