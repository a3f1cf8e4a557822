package org.ordinaldb.storage;

/// Sorts row numbers by the rows' keys: a merge sort over primitive arrays. Owned by one thread.
abstract class RowSorter {
  private static final int INSERTION = 16;

  /// Negative when row `a` comes before row `b`.
  abstract int compare(int a, int b);

  /// The numbers from 0 up to `count`, ordered by their rows' keys.
  int[] sorted(int count) {
    int[] rows = new int[count];
    for (int i = 0; i < count; i++) {
      rows[i] = i;
    }
    sort(rows.clone(), rows, 0, count);
    return rows;
  }

  /// Sorts `to[from .. end)`; `source` holds the same numbers there.
  private void sort(int[] source, int[] to, int from, int end) {
    if (end - from <= INSERTION) {
      insertionSort(to, from, end);
      return;
    }
    int middle = (from + end) >>> 1;
    sort(to, source, from, middle);
    sort(to, source, middle, end);
    if (compare(source[middle - 1], source[middle]) <= 0) {
      System.arraycopy(source, from, to, from, end - from);
      return;
    }
    int left = from;
    int right = middle;
    for (int i = from; i < end; i++) {
      boolean takeLeft =
          right >= end || (left < middle && compare(source[left], source[right]) <= 0);
      to[i] = takeLeft ? source[left++] : source[right++];
    }
  }

  private void insertionSort(int[] rows, int from, int end) {
    for (int i = from + 1; i < end; i++) {
      int row = rows[i];
      int at = i;
      while (at > from && compare(rows[at - 1], row) > 0) {
        rows[at] = rows[at - 1];
        at--;
      }
      rows[at] = row;
    }
  }
}
