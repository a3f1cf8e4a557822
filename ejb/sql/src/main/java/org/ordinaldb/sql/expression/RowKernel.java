package org.ordinaldb.sql.expression;

/// Computes a function for one row. Stateless.
///
/// One virtual call a row is small beside what these functions do (text, dates, big decimals);
/// arithmetic and comparisons have kernels of their own that loop over arrays.
@FunctionalInterface
public interface RowKernel {
  /// Puts exactly one value, or [RowWriter#putNull()].
  void apply(RowArguments in, RowWriter out);
}
