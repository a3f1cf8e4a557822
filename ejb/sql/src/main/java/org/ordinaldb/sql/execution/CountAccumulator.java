package org.ordinaldb.sql.execution;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;

/// count(*), or count of the rows in which no argument is null.
final class CountAccumulator implements Accumulator {
  private long[] counts = new long[1];

  @Override
  public void ensureGroups(int groups) {
    if (groups > counts.length) {
      counts = Arrays.copyOf(counts, Math.max(groups, 2 * counts.length));
    }
  }

  @Override
  public void add(Vector[] arguments, int @Nullable [] rows, int @Nullable [] groups, int count) {
    for (Vector argument : arguments) {
      if (argument.hasNulls()) {
        addNotNull(arguments, rows, groups, count);
        return;
      }
    }
    if (groups == null) {
      counts[0] += count;
      return;
    }
    for (int i = 0; i < count; i++) {
      counts[groups[i]]++;
    }
  }

  private void addNotNull(
      Vector[] arguments, int @Nullable [] rows, int @Nullable [] groups, int count) {
    for (int i = 0; i < count; i++) {
      int row = rows == null ? i : rows[i];
      boolean counts1 = true;
      for (Vector argument : arguments) {
        counts1 &= !argument.isNull(row);
      }
      if (counts1) {
        counts[groups == null ? 0 : groups[i]]++;
      }
    }
  }

  @Override
  public Vector result(int from, int to) {
    return new LongVector(Arrays.copyOfRange(counts, from, to), to - from, null);
  }

  @Override
  public long heapBytes() {
    return 8L * counts.length;
  }
}
