package org.ordinaldb.sql.execution;

import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.Vector;

/// Every left row with every right row.
final class CrossPairs implements JoinPairs {
  private final RowStore right;
  private ColumnBatch left = new ColumnBatch(0);
  private int leftPosition;
  private int rightPosition;

  CrossPairs(RowStore right) {
    this.right = right;
  }

  @Override
  public void start(ColumnBatch next) {
    left = next;
    leftPosition = 0;
    rightPosition = 0;
  }

  @Override
  public int next(int[] leftRows, int[] rightRows) {
    int count = 0;
    while (count < leftRows.length && leftPosition < left.size() && right.rows() > 0) {
      leftRows[count] = left.row(leftPosition);
      rightRows[count++] = rightPosition++;
      if (rightPosition == right.rows()) {
        rightPosition = 0;
        leftPosition++;
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
  }
}
