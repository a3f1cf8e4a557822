package org.ordinaldb.sql.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.session.ResultColumn;
import org.ordinaldb.type.ColumnBatch;

/// A query under way within a command. Owned by the session's thread.
public interface QueryRows extends AutoCloseable {
  List<ResultColumn> columns();

  /// The next rows, never empty, or null when there are no more.
  @Nullable ColumnBatch next();

  @Override
  void close();
}
