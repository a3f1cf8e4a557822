package org.ordinaldb.sql;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.session.Execution;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;

/// A statement that is already over when it starts, with its rows, if any, at hand.
final class FixedRows implements Execution.Rows {
  private final String tag;
  private final Iterator<ColumnBatch> batches;

  private FixedRows(String tag, List<ColumnBatch> batches) {
    this.tag = tag;
    this.batches = batches.iterator();
  }

  static FixedRows none(String tag) {
    return new FixedRows(tag, List.of());
  }

  /// Rows of text.
  static FixedRows of(String tag, List<List<String>> rows) {
    List<ColumnBatch> batches = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += ColumnBatch.ROWS_MAX) {
      batches.add(batch(rows.subList(from, Math.min(rows.size(), from + ColumnBatch.ROWS_MAX))));
    }
    return new FixedRows(tag, batches);
  }

  private static ColumnBatch batch(List<List<String>> rows) {
    BytesVector[] columns = new BytesVector[rows.getFirst().size()];
    for (int column = 0; column < columns.length; column++) {
      int index = column;
      columns[column] =
          BytesVector.ofStrings(rows.stream().map(row -> row.get(index)).toArray(String[]::new));
    }
    return new ColumnBatch(rows.size(), columns);
  }

  @Override
  public @Nullable ColumnBatch next() {
    return batches.hasNext() ? batches.next() : null;
  }

  @Override
  public String commandTag(long rowsSent) {
    return tag;
  }

  @Override
  public void close() {}
}
