package org.ordinaldb.storage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.index.SearchCounters;
import org.ordinaldb.segment.Segment;
import org.ordinaldb.transaction.DeltaCursor;
import org.ordinaldb.transaction.DeltaEditor;
import org.ordinaldb.transaction.DeltaEntry;
import org.ordinaldb.transaction.DeltaTree;
import org.ordinaldb.transaction.SegmentRun;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// Writes the rows of a bulk load into segments, checking them against what the table already has.
/// Owned by the session's thread.
///
/// - Rows come in ascending order, or in sorted pieces; pieces that overlap are merged at the end.
/// - A row whose key the delta speaks about (it was deleted) cannot stand in a segment, which the delta
///   would override: it becomes an ordinary write.
/// - Others write to the table meanwhile. They are locked out at the end, or before a key is called a
///   duplicate, and what they have committed since the beginning is checked against the load's keys.
final class LoadedSegments {
  private final LocalEngine engine;
  private final TableLayout layout;
  private final LoadBase base;
  private final SearchCounters counters = new SearchCounters();
  private final List<Segment> segments = new ArrayList<>();
  private final CancelToken cancel;
  private DeltaEditor own;
  private TableView present;
  private boolean presentIsEmpty;
  private SegmentWriter writer;
  private @Nullable KeyedBatch lastWritten;

  /// @param own what the transaction itself wrote to the table before
  LoadedSegments(
      LocalEngine engine, TableLayout layout, LoadBase base, DeltaTree own, CancelToken cancel) {
    this.engine = engine;
    this.layout = layout;
    this.base = base;
    this.own = own.edit();
    this.cancel = cancel;
    this.writer = engine.newWriter(layout);
    this.present = base.view(own);
    this.presentIsEmpty = isEmpty(present);
  }

  private boolean isEmpty(TableView view) {
    return layout.hasHiddenKey() || (view.overlay().isEmpty() && view.runs().isEmpty());
  }

  /// Locks other writers out and looks at what they left.
  private void lookAgain() {
    base.lockOthersOut();
    DeltaTree mine = own.build();
    own = mine.edit();
    present = base.view(mine);
    presentIsEmpty = isEmpty(present);
  }

  /// Whether the rows come after all that were written to the current piece.
  boolean continues(KeyedBatch batch) {
    return batch.follows(lastWritten);
  }

  /// Writes rows that are in order and come after those before.
  void write(KeyedBatch batch) {
    lastWritten = batch;
    if (presentIsEmpty || isFree(batch)) {
      writer.add(batch.rows);
    } else {
      writeChecked(batch);
    }
  }

  /// Whether neither a row nor an entry of the delta lies between the first and the last key.
  private boolean isFree(KeyedBatch batch) {
    byte[] lastKey = batch.key(batch.size() - 1);
    Cut from = present.cutAt(batch.key(0), counters);
    Cut to = present.cutAt(KeyCodec.successor(lastKey), counters);
    return from.entries() == to.entries() && Arrays.equals(from.positions(), to.positions());
  }

  private void writeChecked(KeyedBatch batch) {
    int[] fresh = new int[batch.size()];
    int count = 0;
    for (int row = 0; row < batch.size(); row++) {
      byte[] key = batch.key(row);
      DeltaEntry entry = present.overlay().get(key);
      if (isTaken(key, entry)) {
        entry = entryOfFreed(key, batch, row);
      }
      if (entry == null) {
        fresh[count++] = row;
      } else {
        DeltaEntry mine = own.get(key);
        boolean replaces = mine != null && mine.inBase();
        own.put(new DeltaEntry(key, layout.rows.encode(batch.rows, row), replaces, 0));
      }
    }
    writer.add(batch.rows.select(fresh, count));
  }

  private boolean isTaken(byte[] key, @Nullable DeltaEntry entry) {
    return entry == null ? isInSegments(key) : entry.isLive();
  }

  private boolean isInSegments(byte[] key) {
    for (SegmentRun run : present.runs()) {
      if (run.contains(key, counters)) {
        return true;
      }
    }
    return false;
  }

  /// Somebody may be about to delete the row that has the key: whoever writes is waited for.
  private @Nullable DeltaEntry entryOfFreed(byte[] key, KeyedBatch batch, int row) {
    lookAgain();
    DeltaEntry entry = present.overlay().get(key);
    if (isTaken(key, entry)) {
      throw layout.duplicateKey(batch.rows, row);
    }
    base.requireUnchangedRows();
    return entry;
  }

  /// Writes rows in any order as a sorted piece of its own.
  void writeSorted(List<KeyedBatch> batches) {
    endPiece();
    int[] starts = new int[batches.size() + 1];
    for (int i = 0; i < batches.size(); i++) {
      starts[i + 1] = starts[i] + batches.get(i).size();
    }
    int[] batchOf = new int[starts[batches.size()]];
    for (int i = 0; i < batches.size(); i++) {
      Arrays.fill(batchOf, starts[i], starts[i + 1], i);
    }
    int[] order =
        new RowSorter() {
          @Override
          int compare(int a, int b) {
            int batchA = batchOf[a];
            int batchB = batchOf[b];
            return KeyedBatch.compare(
                batches.get(batchA), a - starts[batchA], batches.get(batchB), b - starts[batchB]);
          }
        }.sorted(batchOf.length);
    VectorBuilder[] builders = builders();
    for (int from = 0; from < order.length; from += ColumnBatch.ROWS_MAX) {
      cancel.check();
      int to = Math.min(order.length, from + ColumnBatch.ROWS_MAX);
      Vector[] columns = new Vector[builders.length];
      for (int column = 0; column < columns.length; column++) {
        for (int i = from; i < to; i++) {
          int batch = batchOf[order[i]];
          builders[column].append(batches.get(batch).rows.column(column), order[i] - starts[batch]);
        }
        columns[column] = builders[column].build();
      }
      KeyedBatch sorted = new KeyedBatch(layout, new ColumnBatch(to - from, columns));
      boolean follows = sorted.follows(lastWritten);
      assert follows;
      write(sorted);
    }
    endPiece();
  }

  private VectorBuilder[] builders() {
    int[] input = layout.segmentInput();
    VectorBuilder[] builders = new VectorBuilder[input.length];
    for (int i = 0; i < input.length; i++) {
      builders[i] = VectorBuilder.of(layout.kind(input[i]), ColumnBatch.ROWS_MAX);
    }
    return builders;
  }

  private void endPiece() {
    segments.addAll(writer.finish());
    writer = engine.newWriter(layout);
    lastWritten = null;
  }

  /// The segments, disjoint; pinned. Other writers are locked out by then if they could take a key.
  List<Segment> finish() {
    endPiece();
    List<SegmentRun> runs = SegmentRun.arrange(segments);
    if (runs.size() > 1) {
      writeAnew(new TableView(runs, DeltaTree.EMPTY), false);
    }
    if (base.mayMeetOthers()) {
      lookAgain();
      if (isTouchedByOthers()) {
        writeAnew(new TableView(List.of(SegmentRun.of(segments)), DeltaTree.EMPTY), true);
      }
    }
    base.close();
    return segments;
  }

  /// Whether a key of the segments may have been written by others since the load began. It is one of a
  /// row, which is a duplicate, or of an entry that says that there is none, which would override the
  /// segment.
  private boolean isTouchedByOthers() {
    List<Segment> since = base.segmentsSince();
    if (!since.isEmpty()) {
      requireNoneOwn(SegmentRun.arrange(since));
    }
    SegmentRun loaded = SegmentRun.of(segments);
    boolean[] touched = {since.stream().anyMatch(this::overlaps)};
    base.forEachNewer(entry -> {
      byte[] key = entry.key();
      if (entry.isLive()) {
        requireNotOwn(own.get(key));
      }
      touched[0] |= loaded.contains(key, counters);
    });
    return touched[0];
  }

  /// Rows that became ordinary writes must not be among those that other loads have added. What replaces
  /// a row of before is not one of them.
  private void requireNoneOwn(List<SegmentRun> since) {
    DeltaTree mine = own.build();
    own = mine.edit();
    DeltaCursor cursor = mine.cursor(0, mine.size());
    for (DeltaEntry entry = cursor.next(); entry != null; entry = cursor.next()) {
      byte[] key = entry.key();
      if (!entry.inBase() && since.stream().anyMatch(run -> run.contains(key, counters))) {
        requireNotOwn(entry);
      }
    }
  }

  private void requireNotOwn(@Nullable DeltaEntry mine) {
    byte[] row = mine == null ? null : mine.row();
    if (mine != null && row != null) {
      throw layout.duplicateKey(layout.batch(mine, row), 0);
    }
  }

  private boolean overlaps(Segment other) {
    byte[] first = other.descriptor().firstKey();
    byte[] last = other.descriptor().lastKey();
    return segments.stream()
        .map(Segment::descriptor)
        .anyMatch(mine ->
            Arrays.compareUnsigned(mine.firstKey(), last) <= 0
                && Arrays.compareUnsigned(first, mine.lastKey()) <= 0);
  }

  /// @param checked whether the keys are to be checked against the table once more
  private void writeAnew(TableView pieces, boolean checked) {
    List<Segment> before = List.copyOf(segments);
    ScanRequest request =
        new ScanRequest(
            layout.table, List.of(KeyRange.ALL), layout.segmentInput(), List.of(), false, 0, -1);
    try (TableScan scan = new MergeScan(pieces, layout, request, counters)) {
      for (ColumnBatch batch = scan.next(); batch != null; batch = scan.next()) {
        cancel.check();
        KeyedBatch ordered = new KeyedBatch(layout, dense(batch));
        boolean follows = ordered.follows(lastWritten);
        assert follows;
        if (checked) {
          write(ordered);
        } else {
          lastWritten = ordered;
          writer.add(ordered.rows);
        }
      }
    }
    endPiece();
    segments.subList(0, before.size()).clear();
    engine.garbage().unpin(before);
  }

  private ColumnBatch dense(ColumnBatch batch) {
    if (batch.selection() == null) {
      return batch;
    }
    Vector[] columns = new Vector[batch.columnCount()];
    VectorBuilder[] builders = builders();
    for (int column = 0; column < columns.length; column++) {
      for (int i = 0; i < batch.size(); i++) {
        builders[column].append(batch.column(column), batch.row(i));
      }
      columns[column] = builders[column].build();
    }
    return new ColumnBatch(batch.size(), columns);
  }

  /// The transaction's own writes, those of the load included.
  DeltaTree own() {
    return own.build();
  }

  /// Gives up what was written.
  void discard() {
    base.close();
    writer.discard();
    engine.garbage().unpin(segments);
    segments.clear();
  }
}
