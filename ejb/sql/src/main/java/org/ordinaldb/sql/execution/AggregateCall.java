package org.ordinaldb.sql.execution;

import java.util.ArrayList;
import java.util.List;
import org.ordinaldb.type.SqlType;

/// One aggregate of an [AggregatePlan].
///
/// @param arguments input columns
/// @param filter the input column, a boolean, of FILTER (WHERE ...), or -1
/// @param order the order within the group (`string_agg(x, ',' ORDER BY y)`); empty for none
public record AggregateCall(
    AggregateFunction function,
    boolean distinct,
    List<Integer> arguments,
    int filter,
    List<SortKey> order) {
  public AggregateCall {
    arguments = List.copyOf(arguments);
    order = List.copyOf(order);
  }

  /// An aggregate of every row or of one column.
  public static AggregateCall of(AggregateFunction function, int... arguments) {
    List<Integer> columns = new ArrayList<>();
    for (int argument : arguments) {
      columns.add(argument);
    }
    return new AggregateCall(function, false, columns, -1, List.of());
  }

  /// The type of the result over an input with the given columns.
  public SqlType type(List<SqlType> input) {
    return function.resultType(arguments.stream().map(input::get).toList());
  }
}
