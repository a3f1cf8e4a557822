package org.ordinaldb.sql.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// Keeps all rows and hands them on in an order, at the end.
final class OrderedAccumulator implements Accumulator {
  private final Accumulator inner;
  private final int argumentCount;
  private final StoredColumn[] columns;
  private final StoredColumn groupNumbers = StoredColumn.of(SqlType.INT8.vectorKind());
  private final List<SqlType> types;
  private final List<SortKey> order;
  private boolean handedOn;

  /// @param types of the arguments and then of the order's columns
  OrderedAccumulator(
      Accumulator inner, List<SqlType> types, int argumentCount, List<SortKey> order) {
    this.inner = inner;
    this.types = types;
    this.argumentCount = argumentCount;
    this.order = order;
    this.columns = new StoredColumn[types.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = StoredColumn.of(types.get(i).vectorKind());
    }
  }

  @Override
  public void ensureGroups(int groups) {
    inner.ensureGroups(groups);
  }

  @Override
  public void add(Vector[] arguments, int @Nullable [] rows, int @Nullable [] groups, int count) {
    LongVector group = LongVector.of(0);
    for (int i = 0; i < count; i++) {
      if (groups != null) {
        group = LongVector.of(groups[i]);
      }
      groupNumbers.append(group, 0);
      for (int column = 0; column < columns.length; column++) {
        columns[column].append(arguments[column], rows == null ? i : rows[i]);
      }
    }
  }

  @Override
  public Vector result(int from, int to) {
    if (!handedOn) {
      handOn();
      handedOn = true;
    }
    return inner.result(from, to);
  }

  private void handOn() {
    Vector[] vectors = new Vector[columns.length];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = columns[i].vector();
    }
    int[] rows = new RowOrder(order, types).sort(vectors, groupNumbers.size());
    long[] numbers = ((LongVector) groupNumbers.vector()).values();
    int[] groups = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      groups[i] = (int) numbers[rows[i]];
    }
    Vector[] arguments = new Vector[argumentCount];
    System.arraycopy(vectors, 0, arguments, 0, argumentCount);
    inner.add(arguments, rows, groups, rows.length);
  }

  @Override
  public long heapBytes() {
    long bytes = groupNumbers.heapBytes() + inner.heapBytes();
    for (StoredColumn column : columns) {
      bytes += column.heapBytes();
    }
    return bytes;
  }
}
