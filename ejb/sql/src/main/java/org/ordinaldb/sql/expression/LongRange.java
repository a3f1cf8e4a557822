package org.ordinaldb.sql.expression;

import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;

/// The longs from `low` to `high`, both included, or all others. Every comparison of longs with a
/// constant is one of these, and tests with one subtraction and one unsigned comparison.
///
/// @param outside whether the values outside of the range are meant
record LongRange(long low, long high, boolean outside) {
  static final LongRange ALL = new LongRange(Long.MIN_VALUE, Long.MAX_VALUE, false);
  static final LongRange NONE = new LongRange(Long.MIN_VALUE, Long.MAX_VALUE, true);

  static LongRange of(ComparisonOperator operator, long value) {
    return switch (operator) {
      case EQUAL -> new LongRange(value, value, false);
      case NOT_EQUAL -> new LongRange(value, value, true);
      case LESS -> new LongRange(value, Long.MAX_VALUE, true);
      case LESS_OR_EQUAL -> new LongRange(Long.MIN_VALUE, value, false);
      case GREATER -> new LongRange(Long.MIN_VALUE, value, true);
      case GREATER_OR_EQUAL -> new LongRange(value, Long.MAX_VALUE, false);
    };
  }

  /// TRUE or FALSE for each row, null where the vector is.
  LongVector test(LongVector vector, int rowCount) {
    long[] values = vector.values();
    long from = low;
    long width = (high - low) ^ Long.MIN_VALUE;
    long inside = outside ? 0 : 1;
    long notInside = 1 - inside;
    long[] truth = new long[rowCount];
    for (int row = 0; row < rowCount; row++) {
      truth[row] = ((values[row] - from) ^ Long.MIN_VALUE) <= width ? inside : notInside;
    }
    return new LongVector(truth, rowCount, vector.nulls());
  }

  /// The selected rows that lie in this range and are not null.
  int select(LongVector vector, ColumnBatch batch, int[] out) {
    long[] values = vector.values();
    long from = low;
    long width = (high - low) ^ Long.MIN_VALUE;
    int inside = outside ? 0 : 1;
    int notInside = 1 - inside;
    int size = batch.size();
    int[] rows = batch.selection();
    int count = 0;
    if (rows == null) {
      for (int row = 0; row < size; row++) {
        out[count] = row;
        count += ((values[row] - from) ^ Long.MIN_VALUE) <= width ? inside : notInside;
      }
    } else {
      for (int i = 0; i < size; i++) {
        int row = rows[i];
        out[count] = row;
        count += ((values[row] - from) ^ Long.MIN_VALUE) <= width ? inside : notInside;
      }
    }
    return Selections.dropNulls(out, count, vector.nulls());
  }
}
