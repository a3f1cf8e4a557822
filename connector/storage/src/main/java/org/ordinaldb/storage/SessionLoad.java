package org.ordinaldb.storage;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.segment.Segment;
import org.ordinaldb.transaction.TableWrites;
import org.ordinaldb.transaction.Transaction;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// A bulk load of a session. The first rows are held back: a load that ends with them goes the way of
/// inserts; a larger one writes segments, straight away as long as keys ascend, and from then on in
/// pieces that are sorted in memory. Owned by the session's thread.
final class SessionLoad implements BulkLoad {
  /// Rows up to which a load is a number of inserts.
  static final int INSERTED_MAX = 8192;

  private final LocalEngine engine;
  private final SessionCalls calls;
  private final SessionTransaction transaction;
  private final TableLocker tables;
  private final RowWriter writer;
  private final TableLayout layout;
  private final VectorBuilder[] builders;

  /// Rows, with their row numbers where the table has them, that wait: at the beginning, and for being sorted.
  private final List<KeyedBatch> waiting = new ArrayList<>();

  private final List<ColumnBatch> toInsert = new ArrayList<>();
  private @Nullable LoadedSegments loaded;
  private boolean sorting;
  private long waitingBytes;
  private long rowCount;
  private boolean closed;

  SessionLoad(
      LocalEngine engine,
      SessionCalls calls,
      SessionTransaction transaction,
      TableLocker tables,
      RowWriter writer,
      TableLayout layout) {
    this.engine = engine;
    this.calls = calls;
    this.transaction = transaction;
    this.tables = tables;
    this.writer = writer;
    this.layout = layout;
    int[] input = layout.segmentInput();
    this.builders = new VectorBuilder[input.length];
    for (int i = 0; i < builders.length; i++) {
      builders[i] = VectorBuilder.of(layout.kind(input[i]), ColumnBatch.ROWS_MAX);
    }
  }

  @Override
  public long add(ColumnBatch rows) {
    calls.enter();
    try {
      long first = layout.hasHiddenKey() ? engine.rowNumbers.take(layout.id(), rows.size()) : 0;
      int next = 0;
      while (next < rows.size()) {
        int count = Math.min(ColumnBatch.ROWS_MAX - builders[0].length(), rows.size() - next);
        copy(rows, next, count, first);
        next += count;
        if (builders[0].length() == ColumnBatch.ROWS_MAX) {
          take(built());
        }
      }
      rowCount += rows.size();
      return first;
    } finally {
      calls.leave();
    }
  }

  private void copy(ColumnBatch rows, int from, int count, long firstNumber) {
    int columns = layout.table.columns().size();
    for (int row = from; columns < builders.length && row < from + count; row++) {
      builders[columns].appendLong(firstNumber + row);
    }
    for (int i = 0; i < columns; i++) {
      Vector source = rows.column(i);
      VectorBuilder builder = builders[i];
      for (int row = from; row < from + count; row++) {
        builder.append(source, rows.row(row));
      }
    }
  }

  private ColumnBatch built() {
    int count = builders[0].length();
    Vector[] columns = new Vector[builders.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = builders[i].build();
    }
    return new ColumnBatch(count, columns);
  }

  private void take(ColumnBatch rows) {
    LoadedSegments target = loaded;
    if (target != null) {
      write(target, new KeyedBatch(layout, rows));
      return;
    }
    toInsert.add(rows);
    if (rowCount + rows.size() > INSERTED_MAX) {
      Transaction open = transaction.reading();
      LoadBase base = new LoadBase(engine, tables, open, layout);
      target =
          new LoadedSegments(engine, layout, base, open.writes(layout.id()).own(), calls.cancel);
      loaded = target;
      base.requireUnchangedRows();
      for (ColumnBatch batch : toInsert) {
        write(target, new KeyedBatch(layout, batch));
      }
      toInsert.clear();
    }
  }

  private void write(LoadedSegments target, KeyedBatch batch) {
    if (!sorting && target.continues(batch)) {
      target.write(batch);
      return;
    }
    sorting = true;
    waiting.add(batch);
    for (Vector column : batch.rows.columns()) {
      waitingBytes += column.heapBytes();
    }
    if (waitingBytes >= engine.config.loadBytes()) {
      sortWaiting(target);
    }
  }

  private void sortWaiting(LoadedSegments target) {
    target.writeSorted(waiting);
    waiting.clear();
    waitingBytes = 0;
  }

  @Override
  public long finish() {
    calls.enter();
    try {
      if (builders.length > 0 && builders[0].length() > 0) {
        take(built());
      }
      LoadedSegments target = loaded;
      if (target == null) {
        insertAll();
      } else {
        if (!waiting.isEmpty()) {
          sortWaiting(target);
        }
        attach(target);
        loaded = null;
      }
      closed = true;
      return rowCount;
    } finally {
      calls.leave();
    }
  }

  private void attach(LoadedSegments target) {
    Transaction open = transaction.reading();
    List<Segment> segments = target.finish();
    transaction.keep(segments);
    TableWrites writes = open.writes(layout.id());
    open.write(layout.id(), writes.withLoaded(segments).withOwn(target.own()));
    if (!open.keepsSnapshot()) {
      // It may have rows in the place of some that were deleted after the snapshot was taken.
      transaction.beginStatement();
    }
  }

  private void insertAll() {
    Transaction open = transaction.reading();
    TableWrites before = open.writes(layout.id());
    boolean done = false;
    try {
      while (!done) {
        done = inserted(open);
        if (!done) {
          open.write(layout.id(), before);
          transaction.beginStatement();
        }
      }
    } finally {
      if (!done) {
        open.write(layout.id(), before);
      }
    }
  }

  /// False when a key's row was deleted after the snapshot was taken: the load goes on with a newer
  /// one, as nothing that it does depends on what it sees.
  private boolean inserted(Transaction open) {
    int numbers = layout.table.columns().size();
    try {
      for (ColumnBatch batch : toInsert) {
        if (layout.hasHiddenKey()) {
          writer.insertNumbered(open, layout, batch, (LongVector) batch.column(numbers));
        } else {
          writer.insert(open, layout, batch);
        }
      }
      return true;
    } catch (StaleRowException deleted) {
      return false;
    }
  }

  @Override
  public void close() {
    LoadedSegments target = loaded;
    if (!closed && target != null) {
      target.discard();
    }
    closed = true;
  }
}
