package org.ordinaldb.sql.execution;

import java.util.ArrayList;
import java.util.List;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;
import org.ordinaldb.type.VectorKind;

/// Chooses the accumulator for a call.
final class Accumulators {
  private Accumulators() {}

  /// An accumulator that takes the call's arguments followed by its order's columns.
  static Accumulator of(AggregateCall call, List<SqlType> input) {
    List<SqlType> arguments = call.arguments().stream().map(input::get).toList();
    Accumulator accumulator = plain(call.function(), arguments);
    List<SortKey> order = order(call);
    List<SqlType> passed = new ArrayList<>(arguments);
    if (!order.isEmpty()) {
      List<SortKey> shifted = new ArrayList<>();
      for (SortKey key : order) {
        shifted.add(new SortKey(passed.size(), key.descending(), key.nullsFirst()));
        passed.add(input.get(key.column()));
      }
      accumulator = new OrderedAccumulator(accumulator, passed, arguments.size(), shifted);
    }
    return call.distinct() ? new DistinctAccumulator(accumulator, arguments) : accumulator;
  }

  /// The input columns that the accumulator is given.
  static int[] columns(AggregateCall call) {
    List<Integer> columns = new ArrayList<>(call.arguments());
    order(call).forEach(key -> columns.add(key.column()));
    return columns.stream().mapToInt(Integer::intValue).toArray();
  }

  /// The call's order; PostgreSQL finds distinct values by sorting, which shows in string_agg.
  private static List<SortKey> order(AggregateCall call) {
    boolean sorted = call.distinct() && call.function() == AggregateFunction.STRING_AGG;
    return sorted && call.order().isEmpty()
        ? call.arguments().stream().map(column -> new SortKey(column, false, false)).toList()
        : call.order();
  }

  private static Accumulator plain(AggregateFunction function, List<SqlType> arguments) {
    return switch (function) {
      case COUNT -> new CountAccumulator();
      case SUM -> sum(arguments.getFirst(), false);
      case SUM0 -> sum(arguments.getFirst(), true);
      case AVG -> average(arguments.getFirst());
      case MIN -> ExtremeAccumulator.of(arguments.getFirst(), false);
      case MAX -> ExtremeAccumulator.of(arguments.getFirst(), true);
      case BOOL_AND, BOOL_OR, BIT_AND, BIT_OR, BIT_XOR -> new BitAccumulator(function);
      case STRING_AGG -> new StringAccumulator();
      case STDDEV_POP, STDDEV_SAMP, VAR_POP, VAR_SAMP ->
          DeviationAccumulator.of(function, arguments.getFirst());
      case ANY_VALUE -> new FirstAccumulator(arguments.getFirst(), false);
      case SINGLE_VALUE -> new FirstAccumulator(arguments.getFirst(), true);
    };
  }

  private static Accumulator sum(SqlType type, boolean zeroWhenEmpty) {
    if (type.kind() == TypeKind.INTERVAL) {
      return new IntervalSumAccumulator(false);
    }
    return switch (type.vectorKind()) {
      case LONG ->
          new LongSumAccumulator(
              type.kind() == TypeKind.INT2 || type.kind() == TypeKind.INT4
                  ? LongSumAccumulator.Result.BIGINT
                  : LongSumAccumulator.Result.NUMERIC,
              type,
              zeroWhenEmpty);
      case DOUBLE -> new DoubleSumAccumulator(false, type.kind() == TypeKind.FLOAT4, zeroWhenEmpty);
      case BYTES -> new DecimalSumAccumulator(false, zeroWhenEmpty);
    };
  }

  private static Accumulator average(SqlType type) {
    if (type.kind() == TypeKind.INTERVAL) {
      return new IntervalSumAccumulator(true);
    }
    if (type.vectorKind() == VectorKind.DOUBLE) {
      return new DoubleSumAccumulator(true, false, false);
    }
    return type.vectorKind() == VectorKind.LONG
        ? new LongSumAccumulator(LongSumAccumulator.Result.AVERAGE, type, false)
        : new DecimalSumAccumulator(true, false);
  }
}
