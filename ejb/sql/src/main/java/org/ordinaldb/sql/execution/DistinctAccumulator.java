package org.ordinaldb.sql.execution;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// Passes a row on only when its arguments have not occurred in its group before.
final class DistinctAccumulator implements Accumulator {
  private final Accumulator inner;
  private final GroupTable seen;
  private final int keyCount;

  DistinctAccumulator(Accumulator inner, List<SqlType> arguments) {
    this.inner = inner;
    this.keyCount = arguments.size();
    List<SqlType> keys = new ArrayList<>(arguments);
    keys.add(SqlType.INT8);
    this.seen = new GroupTable(keys);
  }

  @Override
  public void ensureGroups(int groups) {
    inner.ensureGroups(groups);
  }

  @Override
  public void add(Vector[] arguments, int @Nullable [] rows, int @Nullable [] groups, int count) {
    if (count == 0) {
      return;
    }
    int rowCount = rows == null ? count : rows[count - 1] + 1;
    Vector[] keys = new Vector[keyCount + 1];
    System.arraycopy(arguments, 0, keys, 0, keyCount);
    keys[keyCount] = groupColumn(rows, groups, count, rowCount);
    int next = seen.groups();
    int[] numbers = new int[count];
    seen.assign(keys, new ColumnBatch(rowCount, keys, rows, count), numbers);
    int[] newRows = new int[count];
    int[] newGroups = new int[count];
    int found = 0;
    for (int i = 0; i < count; i++) {
      if (numbers[i] == next) {
        next++;
        newRows[found] = rows == null ? i : rows[i];
        newGroups[found++] = groups == null ? 0 : groups[i];
      }
    }
    inner.add(arguments, newRows, newGroups, found);
  }

  private static Vector groupColumn(
      int @Nullable [] rows, int @Nullable [] groups, int count, int rowCount) {
    long[] values = new long[rowCount];
    if (groups != null) {
      for (int i = 0; i < count; i++) {
        values[rows == null ? i : rows[i]] = groups[i];
      }
    }
    return new LongVector(values, rowCount, null);
  }

  @Override
  public Vector result(int from, int to) {
    return inner.result(from, to);
  }

  @Override
  public long heapBytes() {
    return seen.heapBytes() + inner.heapBytes();
  }
}
