package org.ordinaldb.sql.execution;

import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// Pairs with equal keys, from a hash table over all right rows.
///
/// `heads[h]` is the first right row of a chain plus one, or 0; `nexts[row]` the one after it. Rows with
/// a NULL key are in no chain, unless NULL equals NULL for that key.
final class HashPairs implements JoinPairs {
  private static final long BYTES_PER_RIGHT_ROW = 16;

  private final RowStore right;
  private final int[] leftKeys;
  private final SqlType[] types;
  private final boolean[] nullsEqual;
  private final Vector[] rightKeyVectors;
  private final boolean singleLong;
  private final int[] heads;
  private final int[] nexts;
  private final int[] rightHashes;
  private final boolean nullAware;
  private final boolean rightHasNullKey;
  private final MemoryCharge charge;

  private ColumnBatch left = new ColumnBatch(0);
  private Vector[] leftKeyVectors = {};
  private int[] leftHashes = {};
  private int position;
  private int candidate;

  HashPairs(HashJoinPlan plan, RowStore right, ExecutionContext context) {
    this.right = right;
    this.leftKeys = plan.leftKeys();
    this.nullsEqual = plan.nullsEqual();
    this.nullAware = plan.kind() == JoinKind.ANTI_NULL_AWARE;
    int keys = leftKeys.length;
    this.types = new SqlType[keys];
    this.rightKeyVectors = new Vector[keys];
    this.charge = new MemoryCharge(context.memory());
    charge.set(BYTES_PER_RIGHT_ROW * right.rows());
    ColumnBatch all = new ColumnBatch(right.rows(), right.vectors());
    this.rightHashes = new int[right.rows()];
    for (int i = 0; i < keys; i++) {
      types[i] = plan.right().columns().get(plan.rightKeys()[i]);
      rightKeyVectors[i] = KeyForm.canonical(types[i], all.column(plan.rightKeys()[i]), all);
      KeyForm.hash(rightKeyVectors[i], all, rightHashes);
    }
    this.singleLong = keys == 1 && rightKeyVectors[0] instanceof LongVector;
    this.heads = new int[tableSize(right.rows())];
    this.nexts = new int[right.rows()];
    this.rightHasNullKey = build();
  }

  private static int tableSize(int rows) {
    return Integer.highestOneBit(Math.clamp(rows * 2L, 16, 1 << 29));
  }

  /// Links the rows, the last first, so that chains ascend; tells whether a key was NULL.
  private boolean build() {
    boolean nullKey = false;
    for (int row = right.rows() - 1; row >= 0; row--) {
      if (neverEqual(rightKeyVectors, row)) {
        nullKey = true;
      } else {
        int slot = rightHashes[row] & (heads.length - 1);
        nexts[row] = heads[slot];
        heads[slot] = row + 1;
      }
    }
    return nullKey;
  }

  private boolean neverEqual(Vector[] keys, int row) {
    for (int i = 0; i < keys.length; i++) {
      if (!nullsEqual[i] && keys[i].isNull(row)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void start(ColumnBatch next) {
    left = next;
    leftKeyVectors = new Vector[leftKeys.length];
    leftHashes = new int[next.size()];
    for (int i = 0; i < leftKeys.length; i++) {
      leftKeyVectors[i] = KeyForm.canonical(types[i], next.column(leftKeys[i]), next);
      KeyForm.hash(leftKeyVectors[i], next, leftHashes);
    }
    position = -1;
    candidate = 0;
  }

  @Override
  public int next(int[] leftRows, int[] rightRows) {
    if (nullAware && right.rows() > 0) {
      return nextNullAware(leftRows, rightRows);
    }
    return singleLong ? nextLongs(leftRows, rightRows) : nextGeneric(leftRows, rightRows);
  }

  private int nextLongs(int[] leftRows, int[] rightRows) {
    long[] rightValues = ((LongVector) rightKeyVectors[0]).values();
    LongVector keys = (LongVector) leftKeyVectors[0];
    if (nullsEqual[0] && (keys.hasNulls() || rightKeyVectors[0].hasNulls())) {
      return nextGeneric(leftRows, rightRows);
    }
    int count = 0;
    int mask = heads.length - 1;
    while (count < leftRows.length) {
      while (candidate == 0) {
        if (++position >= left.size()) {
          return count;
        }
        if (!keys.isNull(left.row(position))) {
          candidate = heads[leftHashes[position] & mask];
        }
      }
      int row = left.row(position);
      long value = keys.get(row);
      while (candidate != 0 && count < leftRows.length) {
        int found = candidate - 1;
        if (rightValues[found] == value) {
          leftRows[count] = row;
          rightRows[count++] = found;
        }
        candidate = nexts[found];
      }
    }
    return count;
  }

  private int nextGeneric(int[] leftRows, int[] rightRows) {
    int count = 0;
    int mask = heads.length - 1;
    while (count < leftRows.length) {
      while (candidate == 0) {
        if (++position >= left.size()) {
          return count;
        }
        if (!neverEqual(leftKeyVectors, left.row(position))) {
          candidate = heads[leftHashes[position] & mask];
        }
      }
      int row = left.row(position);
      int hash = leftHashes[position];
      while (candidate != 0 && count < leftRows.length) {
        int found = candidate - 1;
        if (rightHashes[found] == hash && sameKeys(row, found)) {
          leftRows[count] = row;
          rightRows[count++] = found;
        }
        candidate = nexts[found];
      }
    }
    return count;
  }

  private boolean sameKeys(int leftRow, int rightRow) {
    for (int i = 0; i < leftKeyVectors.length; i++) {
      if (!KeyForm.same(leftKeyVectors[i], leftRow, rightKeyVectors[i], rightRow)) {
        return false;
      }
    }
    return true;
  }

  /// NOT IN: a left row whose comparison with some right row is NULL counts as matched too.
  private int nextNullAware(int[] leftRows, int[] rightRows) {
    int count = 0;
    int mask = heads.length - 1;
    while (count < leftRows.length && ++position < left.size()) {
      int row = left.row(position);
      boolean matched = rightHasNullKey || neverEqual(leftKeyVectors, row);
      for (int next = heads[leftHashes[position] & mask]; next != 0 && !matched; ) {
        int found = next - 1;
        matched = rightHashes[found] == leftHashes[position] && sameKeys(row, found);
        next = nexts[found];
      }
      if (matched) {
        leftRows[count] = row;
        rightRows[count++] = 0;
      }
    }
    return count;
  }

  @Override
  public Vector[] rightColumns() {
    return right.vectors();
  }

  @Override
  public int rightRows() {
    return right.rows();
  }

  @Override
  public void close() {
    right.close();
    charge.set(0);
  }
}
