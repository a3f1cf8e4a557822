package org.ordinaldb.sql.function;

import java.time.ZoneId;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.LongUnaryOperator;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.expression.EvaluationContext;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.Interval;
import org.ordinaldb.sql.expression.SetCall;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// A call of `generate_series`: from a start to a stop, by steps of 1 or of what a third argument
/// says. Integers step by integers, timestamps by intervals.
final class Series extends SetCall {
  private static final Interval NO_TIME = new Interval(0, 0, 0);

  /// Many series are short, one for each row of another table: they get no array of a whole batch.
  private static final int FIRST_VALUES = 64;

  private final List<Expression> arguments;

  Series(SqlType type, List<Expression> arguments) {
    super(type);
    this.arguments = arguments;
  }

  @Override
  public Iterator<Vector> open(EvaluationContext context) {
    Vector[] values = new Vector[arguments.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = arguments.get(i).evaluateScalar(context);
      if (values[i].isNull(0)) {
        return Collections.emptyIterator();
      }
    }
    long start = ((LongVector) values[0]).values()[0];
    long stop = ((LongVector) values[1]).values()[0];
    return switch (values.length < 3 ? null : values[2]) {
      case null -> integers(start, stop, 1);
      case BytesVector step -> moments(start, stop, Interval.at(step, 0), context);
      case Vector step -> integers(start, stop, ((LongVector) step).values()[0]);
    };
  }

  private static Iterator<Vector> integers(long start, long stop, long step) {
    return new Values(start, stop, Long.signum(step), value -> Math.addExact(value, step));
  }

  private Iterator<Vector> moments(
      long start, long stop, Interval step, EvaluationContext context) {
    ZoneId zone = context.session().format().timeZone();
    boolean zoned = type().equals(SqlType.TIMESTAMPTZ);
    return new Values(
        start,
        stop,
        step.compareTo(NO_TIME),
        value -> zoned ? DateTimeOperators.later(value, step, zone) : Intervals.add(value, step));
  }

  /// Owned by one thread.
  private static final class Values implements Iterator<Vector> {
    private final long stop;
    private final boolean ascending;
    private final LongUnaryOperator step;
    private long next;
    private boolean ended;
    private int size = FIRST_VALUES;

    Values(long start, long stop, int direction, LongUnaryOperator step) {
      if (direction == 0) {
        throw new StatementException(
            SqlState.INVALID_PARAMETER_VALUE, "step size cannot equal zero");
      }
      this.stop = stop;
      this.ascending = direction > 0;
      this.step = step;
      this.next = start;
      this.ended = isPast(start);
    }

    private boolean isPast(long value) {
      return ascending ? value > stop : value < stop;
    }

    @Override
    public boolean hasNext() {
      return !ended;
    }

    @Override
    public Vector next() {
      if (ended) {
        throw new NoSuchElementException();
      }
      long[] values = new long[size];
      int count = 0;
      while (!ended && count < size) {
        values[count++] = next;
        advance();
      }
      size = ColumnBatch.ROWS_MAX;
      return new LongVector(values, count, null);
    }

    /// The end of the type's range is an end as well.
    private void advance() {
      try {
        next = step.applyAsLong(next);
        ended = isPast(next);
      } catch (ArithmeticException e) {
        ended = true;
      }
    }
  }
}
