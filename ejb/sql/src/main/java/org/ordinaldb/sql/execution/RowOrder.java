package org.ordinaldb.sql.execution;

import java.util.List;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.Decimals;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;
import org.ordinaldb.type.Vector;

/// Compares and sorts rows by a list of keys.
final class RowOrder {
  private static final int INSERTION_SORT_ROWS = 12;

  private final SortKey[] keys;
  private final ValueOrder[] orders;
  private final SqlType[] types;

  /// @param columns the types of the rows' columns
  RowOrder(List<SortKey> keys, List<SqlType> columns) {
    this.keys = keys.toArray(new SortKey[0]);
    this.orders = new ValueOrder[this.keys.length];
    this.types = new SqlType[this.keys.length];
    for (int i = 0; i < orders.length; i++) {
      types[i] = columns.get(this.keys[i].column());
      orders[i] = ValueOrder.of(types[i]);
    }
  }

  int compare(Vector[] a, int rowA, Vector[] b, int rowB) {
    for (int i = 0; i < keys.length; i++) {
      SortKey key = keys[i];
      Vector left = a[key.column()];
      Vector right = b[key.column()];
      boolean leftNull = left.isNull(rowA);
      boolean rightNull = right.isNull(rowB);
      if (leftNull || rightNull) {
        if (leftNull != rightNull) {
          return leftNull == key.nullsFirst() ? -1 : 1;
        }
        continue;
      }
      int result = orders[i].compare(left, rowA, right, rowB);
      if (result != 0) {
        return key.descending() ? -result : result;
      }
    }
    return 0;
  }

  /// The row numbers in order; equal rows keep theirs.
  int[] sort(Vector[] columns, int count) {
    int[] rows = new int[count];
    for (int i = 0; i < count; i++) {
      rows[i] = i;
    }
    if (keys.length > 0 && count > 1) {
      long[] prefixes = prefixes(columns[keys[0].column()], count);
      mergeSort(rows, rows.clone(), 0, count, prefixes, columns);
    }
    return rows;
  }

  /// Unsigned longs in the order of the first key, where equal ones may still differ: most
  /// comparisons end with them.
  private long[] prefixes(Vector column, int count) {
    long[] prefixes = new long[count];
    SortKey key = keys[0];
    for (int row = 0; row < count; row++) {
      if (column.isNull(row)) {
        prefixes[row] = key.nullsFirst() ? 0 : -1L;
      } else {
        long prefix = prefix(column, row);
        prefixes[row] = key.descending() ? ~prefix : prefix;
      }
    }
    return prefixes;
  }

  private long prefix(Vector column, int row) {
    return switch (column) {
      case LongVector longs -> longs.values()[row] ^ Long.MIN_VALUE;
      case DoubleVector doubles -> orderedBits(doubles.values()[row]);
      case BytesVector bytes -> bytesPrefix(bytes, row);
    };
  }

  private static long orderedBits(double value) {
    long bits = Double.doubleToLongBits(value == 0 ? 0.0 : value);
    return bits < 0 ? ~bits : bits ^ Long.MIN_VALUE;
  }

  private long bytesPrefix(BytesVector bytes, int row) {
    TypeKind kind = types[0].kind();
    if (kind == TypeKind.INTERVAL) {
      return KeyForm.intervalDays(bytes, row) ^ Long.MIN_VALUE;
    }
    if (kind == TypeKind.NUMERIC) {
      return orderedBits(Decimals.decode(bytes, row).doubleValue());
    }
    int start = bytes.start(row);
    int end = Math.min(bytes.end(row), start + 8);
    long prefix = 0;
    for (int i = start; i < end; i++) {
      prefix |= (bytes.data()[i] & 0xffL) << (56 - 8 * (i - start));
    }
    return prefix;
  }

  private void mergeSort(
      int[] rows, int[] spare, int from, int to, long[] prefixes, Vector[] columns) {
    if (to - from <= INSERTION_SORT_ROWS) {
      insertionSort(rows, from, to, prefixes, columns);
      return;
    }
    int middle = (from + to) >>> 1;
    mergeSort(spare, rows, from, middle, prefixes, columns);
    mergeSort(spare, rows, middle, to, prefixes, columns);
    if (compare(spare[middle - 1], spare[middle], prefixes, columns) <= 0) {
      System.arraycopy(spare, from, rows, from, to - from);
      return;
    }
    int left = from;
    int right = middle;
    for (int i = from; i < to; i++) {
      if (right >= to
          || (left < middle && compare(spare[left], spare[right], prefixes, columns) <= 0)) {
        rows[i] = spare[left++];
      } else {
        rows[i] = spare[right++];
      }
    }
  }

  private void insertionSort(int[] rows, int from, int to, long[] prefixes, Vector[] columns) {
    for (int i = from + 1; i < to; i++) {
      int row = rows[i];
      int j = i - 1;
      while (j >= from && compare(rows[j], row, prefixes, columns) > 0) {
        rows[j + 1] = rows[j];
        j--;
      }
      rows[j + 1] = row;
    }
  }

  private int compare(int a, int b, long[] prefixes, Vector[] columns) {
    int result = Long.compareUnsigned(prefixes[a], prefixes[b]);
    return result != 0 ? result : compare(columns, a, columns, b);
  }
}
