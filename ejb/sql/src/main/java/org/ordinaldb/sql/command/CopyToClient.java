package org.ordinaldb.sql.command;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.session.Execution;
import org.ordinaldb.sql.copy.CopyColumn;
import org.ordinaldb.sql.copy.CopyOptions;
import org.ordinaldb.sql.copy.CopyWriter;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.ColumnBatch;

/// COPY ... TO STDOUT: the rows of a query as text or CSV. Owned by the session's thread.
final class CopyToClient implements Execution.CopyOut {
  private final QueryRows query;
  private final CopyWriter writer;
  private final ByteSink out = new ByteSink(64 * 1024);
  private boolean headerIsDue = true;
  private long rows;

  CopyToClient(QueryRows query, CopyOptions options, FormatSettings settings) {
    this.query = query;
    List<CopyColumn> columns =
        query.columns().stream()
            .map(column -> new CopyColumn(column.name(), column.type()))
            .toList();
    this.writer = new CopyWriter(options, columns, settings);
  }

  @Override
  public int columnCount() {
    return query.columns().size();
  }

  @Override
  public byte @Nullable [] next() {
    out.clear();
    if (headerIsDue) {
      headerIsDue = false;
      writer.writeHeader(out);
    }
    ColumnBatch batch = query.next();
    if (batch != null) {
      writer.write(batch, out);
      rows += batch.size();
    }
    return out.size() == 0 ? null : Arrays.copyOf(out.data(), out.size());
  }

  @Override
  public String commandTag() {
    return "COPY " + rows;
  }

  @Override
  public void close() {
    query.close();
  }
}
