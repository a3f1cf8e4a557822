package org.ordinaldb.beans.query;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.QuerySession;
import org.ordinaldb.session.ResultColumn;
import org.ordinaldb.type.ColumnBatch;

/// A statement under way in a session of its own. Owned by the thread that started it.
public final class RunningStatement implements AutoCloseable {
  private final QuerySession session;
  private final List<ResultColumn> columns;
  private final Execution.Rows rows;
  private long rowsRead;

  RunningStatement(QuerySession session, List<ResultColumn> columns, Execution.Rows rows) {
    this.session = session;
    this.columns = columns;
    this.rows = rows;
  }

  public List<ResultColumn> columns() {
    return columns;
  }

  /// The next rows, never empty, or null at the end.
  public @Nullable ColumnBatch next() {
    ColumnBatch batch = rows.next();
    if (batch != null) {
      rowsRead += batch.size();
    }
    return batch;
  }

  /// Commits, after the last row.
  ///
  /// @return the command tag, e.g. `INSERT 0 5`
  public String finish() {
    String tag = rows.commandTag(rowsRead);
    rows.close();
    session.sync();
    return tag;
  }

  /// Ends the session; without [#finish()] before it, what the statement did is undone.
  @Override
  public void close() {
    session.close();
  }
}
