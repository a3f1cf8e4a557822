package org.ordinaldb.sql.execution;

/// What a window computes for each row.
public enum WindowFunction {
  ROW_NUMBER,
  RANK,
  DENSE_RANK,
  PERCENT_RANK,
  CUME_DIST,
  /// Argument: the number of buckets.
  NTILE,
  /// Arguments: the value, and optionally the distance and the default.
  LAG,
  LEAD,
  FIRST_VALUE,
  LAST_VALUE,
  /// Arguments: the value and the position, from 1.
  NTH_VALUE,
  /// An aggregate over the frame.
  AGGREGATE
}
