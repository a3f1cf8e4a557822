package org.ordinaldb.storage;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.segment.Segment;
import org.ordinaldb.transaction.DatabaseState;
import org.ordinaldb.transaction.DeltaEntry;
import org.ordinaldb.transaction.DeltaTree;
import org.ordinaldb.transaction.SegmentRun;
import org.ordinaldb.transaction.TableWrites;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.Vector;

/// Reads single rows by their keys: newest entry first, then the segments. Owned by one thread.
final class PointReader {
  private final TableLayout layout;
  private final DatabaseState state;
  private final TableWrites writes;
  private final TableView view;
  private final SessionCost cost;

  /// @param writes the transaction's own
  /// @param view what is below its own rows
  PointReader(
      TableLayout layout,
      DatabaseState state,
      TableWrites writes,
      TableView view,
      SessionCost cost) {
    this.layout = layout;
    this.state = state;
    this.writes = writes;
    this.view = view;
    this.cost = cost;
  }

  /// Whether it reads the table as it stands at a state with a transaction's writes.
  boolean sees(TableDescriptor table, DatabaseState atState, TableWrites withWrites) {
    return layout.table == table && state == atState && writes == withWrites;
  }

  /// Those columns of the rows of those keys that exist, in the keys' order.
  ColumnBatch get(BytesVector keys, int[] projection) {
    return keys.length() == 1 ? getOne(keys, projection) : getMany(keys, projection);
  }

  private ColumnBatch getOne(BytesVector keys, int[] projection) {
    byte[] data = keys.data();
    int start = keys.start(0);
    int end = keys.end(0);
    DeltaEntry entry = entry(data, start, end);
    if (entry != null) {
      byte[] row = entry.row();
      return row == null ? none(projection) : fromEntry(entry, row, projection);
    }
    for (SegmentRun run : view.runs()) {
      int index = run.segmentFor(data, start, end);
      if (index >= 0) {
        Segment segment = run.segment(index);
        int position = segment.find(data, start, end, cost.counters);
        if (position >= 0) {
          return fromSegment(segment, position, projection);
        }
      }
    }
    return none(projection);
  }

  private @Nullable DeltaEntry entry(byte[] data, int start, int end) {
    DeltaTree own = writes.own();
    DeltaEntry mine = own.isEmpty() ? null : own.get(data, start, end);
    return mine != null || view.overlay().isEmpty() ? mine : view.overlay().get(data, start, end);
  }

  private ColumnBatch none(int[] projection) {
    return new RowAppender(layout, projection, 0).take();
  }

  private ColumnBatch fromEntry(DeltaEntry entry, byte[] row, int[] projection) {
    cost.addDeltaRow();
    Vector[] columns = new Vector[projection.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = layout.value(entry, row, projection[i]);
    }
    return new ColumnBatch(1, columns);
  }

  private ColumnBatch fromSegment(Segment segment, int position, int[] projection) {
    cost.addChunks(projection.length);
    Vector[] columns = new Vector[projection.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = layout.value(segment, position, projection[i]);
    }
    return new ColumnBatch(1, columns);
  }

  private ColumnBatch getMany(BytesVector keys, int[] projection) {
    FoundRows found = new FoundRows(keys.length());
    byte[] data = keys.data();
    for (int i = 0; i < found.count(); i++) {
      found.entries[i] = entry(data, keys.start(i), keys.end(i));
    }
    for (SegmentRun run : view.runs()) {
      found.search(run, keys, cost.counters);
    }
    RowAppender rows = new RowAppender(layout, projection, found.count());
    rows.append(found, cost);
    return rows.take();
  }
}
