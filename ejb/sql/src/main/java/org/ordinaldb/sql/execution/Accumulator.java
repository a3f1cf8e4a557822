package org.ordinaldb.sql.execution;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.Vector;

/// The running state of one aggregate for every group. Owned by one thread.
interface Accumulator {
  /// Makes room for groups `0 .. groups - 1`.
  void ensureGroups(int groups);

  /// Takes rows in.
  ///
  /// @param arguments the argument columns, by physical row
  /// @param rows which physical rows, or null for rows `0 .. count - 1`
  /// @param groups the group of each of them (by position in `rows`), or null when all are of group 0
  void add(Vector[] arguments, int @Nullable [] rows, int @Nullable [] groups, int count);

  /// The results of groups `from` up to, not including, `to`. Called when all rows are in.
  Vector result(int from, int to);

  long heapBytes();
}
