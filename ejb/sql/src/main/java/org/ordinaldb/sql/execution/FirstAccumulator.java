package org.ordinaldb.sql.execution;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// The first value of each group, null or not. For scalar subqueries a second row is an error.
final class FirstAccumulator implements Accumulator {
  private static final int NONE = -1;

  private final StoredColumn values;
  private final SqlType type;
  private final boolean single;
  private int[] first = {NONE};

  FirstAccumulator(SqlType type, boolean single) {
    this.type = type;
    this.values = StoredColumn.of(type.vectorKind());
    this.single = single;
  }

  @Override
  public void ensureGroups(int groups) {
    if (groups > first.length) {
      int before = first.length;
      first = Arrays.copyOf(first, Math.max(groups, 2 * before));
      Arrays.fill(first, before, first.length, NONE);
    }
  }

  @Override
  public void add(Vector[] arguments, int @Nullable [] rows, int @Nullable [] groups, int count) {
    for (int i = 0; i < count; i++) {
      int group = groups == null ? 0 : groups[i];
      if (first[group] == NONE) {
        first[group] = values.size();
        values.append(arguments[0], rows == null ? i : rows[i]);
      } else if (single) {
        throw new StatementException(
            SqlState.CARDINALITY_VIOLATION,
            "more than one row returned by a subquery used as an expression");
      }
    }
  }

  @Override
  public Vector result(int from, int to) {
    Vector kept = values.vector();
    VectorBuilder builder = VectorBuilder.of(type, to - from);
    for (int group = from; group < to; group++) {
      if (first[group] == NONE) {
        builder.appendNull();
      } else {
        builder.append(kept, first[group]);
      }
    }
    return builder.build();
  }

  @Override
  public long heapBytes() {
    return 4L * first.length + values.heapBytes();
  }
}
