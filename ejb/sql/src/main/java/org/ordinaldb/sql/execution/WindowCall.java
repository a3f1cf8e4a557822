package org.ordinaldb.sql.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.SqlType;

/// One function of a [WindowPlan].
///
/// @param aggregate for [WindowFunction#AGGREGATE], else null
/// @param arguments input columns, for the other functions
public record WindowCall(
    WindowFunction function, @Nullable AggregateCall aggregate, List<Integer> arguments) {
  public WindowCall {
    arguments = List.copyOf(arguments);
  }

  public static WindowCall of(WindowFunction function, Integer... arguments) {
    return new WindowCall(function, null, List.of(arguments));
  }

  public static WindowCall of(AggregateCall aggregate) {
    return new WindowCall(WindowFunction.AGGREGATE, aggregate, List.of());
  }

  /// The result's type over an input with the given columns.
  public SqlType type(List<SqlType> input) {
    return switch (function) {
      case ROW_NUMBER, RANK, DENSE_RANK -> SqlType.INT8;
      case NTILE -> SqlType.INT4;
      case PERCENT_RANK, CUME_DIST -> SqlType.FLOAT8;
      case LAG, LEAD, FIRST_VALUE, LAST_VALUE, NTH_VALUE -> input.get(arguments.getFirst());
      case AGGREGATE -> aggregate == null ? SqlType.UNKNOWN : aggregate.type(input);
    };
  }
}
