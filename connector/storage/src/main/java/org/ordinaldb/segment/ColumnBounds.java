package org.ordinaldb.segment;

/// Bounds, both inclusive, that a column's value must lie in for a row to be of interest; null
/// values are of none. For columns whose vectors are longs, or doubles as their `double` values.
/// A NaN is above every upper bound in SQL, so a chunk that holds one is never excluded by `low`.
public sealed interface ColumnBounds {
  int column();

  record LongBounds(int column, long low, long high) implements ColumnBounds {}

  record DoubleBounds(int column, double low, double high) implements ColumnBounds {}
}
