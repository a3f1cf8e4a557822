package org.ordinaldb.sql.execution;

import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.Decimals;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;
import org.ordinaldb.type.Vector;

/// The order of a type's values, none of them null.
interface ValueOrder {
  int compare(Vector a, int rowA, Vector b, int rowB);

  static ValueOrder of(SqlType type) {
    return switch (type.vectorKind()) {
      case LONG ->
          (a, i, b, j) -> Long.compare(((LongVector) a).values()[i], ((LongVector) b).values()[j]);
      case DOUBLE -> (a, i, b, j) -> compare(((DoubleVector) a).get(i), ((DoubleVector) b).get(j));
      case BYTES -> bytes(type);
    };
  }

  private static ValueOrder bytes(SqlType type) {
    if (type.kind() == TypeKind.NUMERIC) {
      return (a, i, b, j) ->
          Decimals.decode((BytesVector) a, i).compareTo(Decimals.decode((BytesVector) b, j));
    }
    if (type.kind() == TypeKind.INTERVAL) {
      return ValueOrder::compareIntervals;
    }
    return (a, i, b, j) -> BytesVector.compare((BytesVector) a, i, (BytesVector) b, j);
  }

  /// Doubles as PostgreSQL orders them: -0 equals 0, NaN equals NaN and is greater than all others.
  static int compare(double a, double b) {
    return a < b ? -1 : a > b ? 1 : a == b ? 0 : Boolean.compare(Double.isNaN(a), Double.isNaN(b));
  }

  private static int compareIntervals(Vector a, int rowA, Vector b, int rowB) {
    BytesVector left = (BytesVector) a;
    BytesVector right = (BytesVector) b;
    int days = Long.compare(KeyForm.intervalDays(left, rowA), KeyForm.intervalDays(right, rowB));
    return days != 0
        ? days
        : Long.compare(KeyForm.intervalMicros(left, rowA), KeyForm.intervalMicros(right, rowB));
  }
}
