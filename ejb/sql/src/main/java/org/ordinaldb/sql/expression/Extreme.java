package org.ordinaldb.sql.expression;

import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// The greatest or least of several values of one type, nulls left out.
public final class Extreme extends Call {
  private final Expression challengerWins;

  /// @param wins GREATER or LESS: how a value beats the best before it
  public Extreme(SqlType type, ComparisonOperator wins, Expression... values) {
    super(type, values);
    this.challengerWins =
        Comparison.of(wins, new InputReference(0, type), new InputReference(1, type));
  }

  @Override
  protected Vector compute(ColumnBatch batch, EvaluationContext context) {
    Vector best = operand(0).evaluate(batch, context);
    for (int i = 1; i < operandCount(); i++) {
      Vector challenger = operand(i).evaluate(batch, context);
      LongVector wins =
          (LongVector) challengerWins.evaluate(batch.withColumns(challenger, best), context);
      best = choose(batch, best, challenger, wins);
    }
    return best;
  }

  private Vector choose(ColumnBatch batch, Vector best, Vector challenger, LongVector wins) {
    RowWriter out = new RowWriter(type(), batch.rowCount());
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      out.moveTo(row);
      boolean taken = !challenger.isNull(row) && (best.isNull(row) || wins.values()[row] == 1);
      out.putRow(taken ? challenger : best, row);
    }
    return out.finish();
  }
}
