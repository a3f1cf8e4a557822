package org.ordinaldb.pgwire;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.session.Execution;
import org.ordinaldb.type.ColumnBatch;

/// Where the sending of a result stands: between two Executes of a portal it may be in the middle of
/// a batch. Owned by the connection's thread.
final class RowCursor {
  private final Execution.Rows rows;
  private final RowEncoder encoder;
  private @Nullable ColumnBatch batch;
  private int nextRow;
  private boolean atEnd;

  RowCursor(Execution.Rows rows, RowEncoder encoder) {
    this.rows = rows;
    this.encoder = encoder;
  }

  /// Sends up to `rowsMax` rows, or all with 0.
  ///
  /// @return how many were sent
  long send(int rowsMax, FormatSettings settings, MessageOutput output) {
    long sent = 0;
    while (rowsMax == 0 || sent < rowsMax) {
      ColumnBatch current = current();
      if (current == null) {
        break;
      }
      int left = current.size() - nextRow;
      int count = rowsMax == 0 ? left : (int) Math.min(left, rowsMax - sent);
      encoder.encode(current, nextRow, nextRow + count, settings, output);
      nextRow += count;
      sent += count;
    }
    return sent;
  }

  /// Whether all rows were sent and the end was seen. A limit that falls on the last row leaves it
  /// unseen, as in PostgreSQL.
  boolean atEnd() {
    return atEnd;
  }

  private @Nullable ColumnBatch current() {
    ColumnBatch current = batch;
    while (!atEnd && (current == null || nextRow == current.size())) {
      current = rows.next();
      nextRow = 0;
      atEnd = current == null;
    }
    batch = current;
    return current;
  }
}
