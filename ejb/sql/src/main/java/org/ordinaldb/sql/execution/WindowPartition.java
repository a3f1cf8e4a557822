package org.ordinaldb.sql.execution;

import java.util.List;
import java.util.Objects;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// Computes one window function over one partition: positions `from` up to, not including, `to` of the
/// sorted rows. `rows` has the rows' numbers by position, `peerStarts` and `peerEnds` for each position
/// the first of its peers and the one after the last.
final class WindowPartition {
  private final Vector[] columns;
  private final List<SqlType> types;
  private final int[] rows;
  private final int[] peerStarts;
  private final int[] peerEnds;
  private final WindowFrame frame;
  private final int from;
  private final int to;

  WindowPartition(
      Vector[] columns,
      List<SqlType> types,
      int[] rows,
      int[] peerStarts,
      int[] peerEnds,
      WindowFrame frame,
      int from,
      int to) {
    this.columns = columns;
    this.types = types;
    this.rows = rows;
    this.peerStarts = peerStarts;
    this.peerEnds = peerEnds;
    this.frame = frame;
    this.from = from;
    this.to = to;
  }

  void compute(WindowCall call, VectorBuilder out) {
    switch (call.function()) {
      case ROW_NUMBER -> numbers(out);
      case RANK -> ranks(out);
      case DENSE_RANK -> denseRanks(out);
      case PERCENT_RANK -> percentRanks(out);
      case CUME_DIST -> cumulativeDistribution(out);
      case NTILE -> buckets(call, out);
      case LAG -> shifted(call, out, -1);
      case LEAD -> shifted(call, out, 1);
      case FIRST_VALUE, LAST_VALUE, NTH_VALUE -> framed(call, out);
      case AGGREGATE -> aggregate(Objects.requireNonNull(call.aggregate()), out);
    }
  }

  private void numbers(VectorBuilder out) {
    for (int i = from; i < to; i++) {
      out.appendLong(i - from + 1);
    }
  }

  private void ranks(VectorBuilder out) {
    for (int i = from; i < to; i++) {
      out.appendLong(peerStarts[i] - from + 1);
    }
  }

  private void denseRanks(VectorBuilder out) {
    long rank = 0;
    for (int i = from; i < to; i++) {
      if (peerStarts[i] == i) {
        rank++;
      }
      out.appendLong(rank);
    }
  }

  private void percentRanks(VectorBuilder out) {
    int count = to - from;
    for (int i = from; i < to; i++) {
      out.appendDouble(count == 1 ? 0 : (peerStarts[i] - from) / (double) (count - 1));
    }
  }

  private void cumulativeDistribution(VectorBuilder out) {
    for (int i = from; i < to; i++) {
      out.appendDouble((peerEnds[i] - from) / (double) (to - from));
    }
  }

  private void buckets(WindowCall call, VectorBuilder out) {
    LongVector argument = (LongVector) columns[call.arguments().getFirst()];
    if (argument.isNull(rows[from])) {
      for (int i = from; i < to; i++) {
        out.appendNull();
      }
      return;
    }
    long wanted = argument.get(rows[from]);
    if (wanted <= 0) {
      throw new StatementException(
          SqlState.INVALID_ARGUMENT_FOR_NTILE, "argument of ntile must be greater than zero");
    }
    long count = to - from;
    long size = count / wanted;
    long larger = count % wanted;
    for (long i = 0; i < count; i++) {
      long inLarger = larger * (size + 1);
      out.appendLong(i < inLarger ? i / (size + 1) + 1 : larger + (i - inLarger) / size + 1);
    }
  }

  private void shifted(WindowCall call, VectorBuilder out, int direction) {
    List<Integer> arguments = call.arguments();
    Vector values = columns[arguments.getFirst()];
    for (int i = from; i < to; i++) {
      long distance = 1;
      if (arguments.size() > 1) {
        LongVector distances = (LongVector) columns[arguments.get(1)];
        if (distances.isNull(rows[i])) {
          out.appendNull();
          continue;
        }
        distance = distances.get(rows[i]);
      }
      long target = i + direction * distance;
      if (target >= from && target < to) {
        out.append(values, rows[(int) target]);
      } else if (arguments.size() > 2) {
        out.append(columns[arguments.get(2)], rows[i]);
      } else {
        out.appendNull();
      }
    }
  }

  private void framed(WindowCall call, VectorBuilder out) {
    Vector values = columns[call.arguments().getFirst()];
    for (int i = from; i < to; i++) {
      int first = frameStart(i);
      int end = frameEnd(i);
      long at =
          switch (call.function()) {
            case FIRST_VALUE -> first;
            case LAST_VALUE -> end - 1L;
            default -> nth(call, i, first);
          };
      if (first < end && at >= first && at < end) {
        out.append(values, rows[(int) at]);
      } else {
        out.appendNull();
      }
    }
  }

  private long nth(WindowCall call, int position, int first) {
    LongVector counts = (LongVector) columns[call.arguments().get(1)];
    if (counts.isNull(rows[position])) {
      return -1;
    }
    long wanted = counts.get(rows[position]);
    if (wanted <= 0) {
      throw new StatementException(
          SqlState.INVALID_ARGUMENT_FOR_NTH_VALUE,
          "argument of nth_value must be greater than zero");
    }
    return first + wanted - 1;
  }

  /// Frames that begin with the partition only grow: they are summed up once. Others are summed up
  /// anew for every row.
  private void aggregate(AggregateCall call, VectorBuilder out) {
    boolean grows = frame.start() == WindowFrame.UNBOUNDED_PRECEDING;
    Accumulator accumulator = Accumulators.of(call, types);
    accumulator.ensureGroups(1);
    int added = from;
    Vector result = accumulator.result(0, 1);
    int[] summed = {-1, -1};
    for (int i = from; i < to; i++) {
      int first = frameStart(i);
      int end = Math.max(first, frameEnd(i));
      if (summed[0] != first || summed[1] != end) {
        if (!grows) {
          accumulator = Accumulators.of(call, types);
          accumulator.ensureGroups(1);
          added = first;
        }
        add(accumulator, call, added, end);
        added = Math.max(added, end);
        result = accumulator.result(0, 1);
        summed[0] = first;
        summed[1] = end;
      }
      out.append(result, 0);
    }
  }

  private void add(Accumulator accumulator, AggregateCall call, int first, int end) {
    int[] added = new int[Math.max(end - first, 0)];
    int count = 0;
    LongVector filter = call.filter() < 0 ? null : (LongVector) columns[call.filter()];
    for (int i = first; i < end; i++) {
      int row = rows[i];
      if (filter == null || (!filter.isNull(row) && filter.get(row) != 0)) {
        added[count++] = row;
      }
    }
    int[] arguments = Accumulators.columns(call);
    Vector[] values = new Vector[arguments.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = columns[arguments[i]];
    }
    accumulator.add(values, added, null, count);
  }

  private int frameStart(int position) {
    if (frame.start() == WindowFrame.UNBOUNDED_PRECEDING) {
      return from;
    }
    if (!frame.rows()) {
      return peerStarts[position];
    }
    return (int) Math.clamp(position + frame.start(), from, (long) to);
  }

  private int frameEnd(int position) {
    if (frame.end() == WindowFrame.UNBOUNDED_FOLLOWING) {
      return to;
    }
    if (!frame.rows()) {
      return peerEnds[position];
    }
    return (int) Math.clamp(position + frame.end() + 1, from, (long) to);
  }
}
