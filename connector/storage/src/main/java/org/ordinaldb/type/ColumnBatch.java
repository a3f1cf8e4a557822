package org.ordinaldb.type;

import org.jspecify.annotations.Nullable;

/// Up to [#ROWS_MAX] rows as columns: the one form in which rows flow between layers. Immutable.
///
/// A *selection* lists, ascending, the physical rows that count; without one all rows do. Logical row
/// `i` (`0 <= i < size()`) is physical row [#row(int)]. Filters only shorten the selection and leave
/// vectors alone.
public final class ColumnBatch {
  /// The most rows of a batch, and the rows of a column chunk.
  public static final int ROWS_MAX = 4096;

  private final int rowCount;
  private final Vector[] columns;
  private final int @Nullable [] selection;
  private final int size;

  /// A batch of all `rowCount` rows. The columns have at least that many rows each.
  public ColumnBatch(int rowCount, Vector... columns) {
    this(rowCount, columns, null, rowCount);
  }

  public ColumnBatch(int rowCount, Vector[] columns, int @Nullable [] selection, int size) {
    assert selection == null ? size == rowCount : size <= selection.length;
    this.rowCount = rowCount;
    this.columns = columns;
    this.selection = selection;
    this.size = size;
  }

  /// How many rows count.
  public int size() {
    return size;
  }

  /// How many rows the vectors hold, selected or not.
  public int rowCount() {
    return rowCount;
  }

  public int columnCount() {
    return columns.length;
  }

  public Vector column(int index) {
    return columns[index];
  }

  public Vector[] columns() {
    return columns;
  }

  public int @Nullable [] selection() {
    return selection;
  }

  /// The physical row of logical row `index`.
  public int row(int index) {
    return selection == null ? index : selection[index];
  }

  /// The same vectors with other rows selected.
  public ColumnBatch select(int[] rows, int count) {
    return new ColumnBatch(rowCount, columns, rows, count);
  }

  /// Logical rows `from` up to, not including, `to`.
  public ColumnBatch slice(int from, int to) {
    int[] rows = new int[to - from];
    for (int i = from; i < to; i++) {
      rows[i - from] = row(i);
    }
    return select(rows, rows.length);
  }

  /// The same rows with other columns of the same physical row count.
  public ColumnBatch withColumns(Vector... newColumns) {
    return new ColumnBatch(rowCount, newColumns, selection, size);
  }
}
