package org.ordinaldb.storage;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.index.SearchCounters;
import org.ordinaldb.segment.ColumnBounds;
import org.ordinaldb.transaction.DeltaCursor;
import org.ordinaldb.transaction.DeltaEntry;
import org.ordinaldb.transaction.SegmentRun;
import org.ordinaldb.type.ColumnBatch;

/// Scans a [TableView]: the rows of its runs with the overlay's entries laid over them, in either
/// direction.
///
/// It works on positions, not on rows. Between two entries of the overlay lies a *stretch* of rows of
/// the runs that nothing touches: long ones are handed on as the chunk's own vectors, with a
/// selection where the stretch does not take the whole chunk; short ones are copied together. Only
/// where runs overlap are keys compared row by row.
final class MergeScan implements TableScan {
  /// A stretch within one chunk is handed on rather than copied from this many rows on.
  private static final int HANDED_ON = 512;

  private final TableView view;
  private final boolean reverse;
  private final List<ColumnBounds> filters;
  private final SearchCounters counters;
  private final RowAppender rows;
  private final RunReader[] readers;
  private final ArrayDeque<ScanRanges.Range> ranges;
  private final @Nullable ColumnBatch[] ready = new ColumnBatch[1];
  private long left;

  /// Where each run is read next: upwards from it, or downwards from below it.
  private long[] at;

  /// Where each run's current stretch ends.
  private long[] stop;

  /// Where each run's part of the range ends.
  private long[] last;

  private @Nullable DeltaCursor cursor;
  private @Nullable DeltaEntry entry;
  private boolean rangeOpen;
  private long chunksSkipped;
  private long deltaRows;

  MergeScan(TableView view, TableLayout layout, ScanRequest request, SearchCounters counters) {
    this.view = view;
    this.reverse = request.reverse();
    this.filters = request.filters();
    this.counters = counters;
    this.ranges = new ArrayDeque<>(ScanRanges.of(view, request, counters));
    this.left = request.limit() < 0 ? Long.MAX_VALUE : request.limit();
    int runCount = view.runs().size();
    this.rows = new RowAppender(layout, request.projection(), 64);
    this.readers = new RunReader[runCount];
    for (int i = 0; i < runCount; i++) {
      readers[i] = new RunReader(view.runs().get(i), layout, request.projection());
    }
    this.at = new long[runCount];
    this.stop = new long[runCount];
    this.last = new long[runCount];
  }

  @Override
  public @Nullable ColumnBatch next() {
    ColumnBatch waiting = ready[0];
    if (waiting != null) {
      ready[0] = null;
      return waiting;
    }
    while (left > 0 && rows.rowCount() < ColumnBatch.ROWS_MAX && advance()) {
      ColumnBatch handedOn = ready[0];
      if (handedOn != null) {
        if (rows.rowCount() > 0) {
          return rows.take();
        }
        ready[0] = null;
        return handedOn;
      }
    }
    return rows.rowCount() == 0 ? null : rows.take();
  }

  /// Does one step; false at the end.
  private boolean advance() {
    if (!rangeOpen && !openRange()) {
      return false;
    }
    int run = -1;
    int open = 0;
    for (int i = 0; i < at.length; i++) {
      if (at[i] != stop[i]) {
        run = i;
        open++;
      }
    }
    if (open == 1) {
      stretch(run, stop[run]);
    } else if (open > 1) {
      mergeOne();
    } else if (entry != null) {
      takeEntry(entry);
    } else {
      rangeOpen = false;
    }
    return true;
  }

  private boolean openRange() {
    ScanRanges.Range range = ranges.pollFirst();
    if (range == null) {
      return false;
    }
    Cut from = range.from();
    Cut to = range.to();
    at = (reverse ? to : from).positions().clone();
    last = (reverse ? from : to).positions();
    cursor = view.overlay().cursor(from.entries(), to.entries());
    rangeOpen = true;
    nextEntry();
    return true;
  }

  /// Goes to the next entry and finds the stretch before it in every run.
  private void nextEntry() {
    DeltaCursor entries = cursor;
    DeltaEntry next = entries == null ? null : reverse ? entries.previous() : entries.next();
    entry = next;
    if (next == null) {
      stop = last.clone();
      return;
    }
    stop = view.basePositions(next.key(), counters);
    if (reverse && next.inBase()) {
      int holder = holder(next.key(), stop);
      stop[holder]++;
    }
  }

  /// The run that has the key at its position; there is one.
  private int holder(byte[] key, long[] positions) {
    for (int i = 0; i < positions.length - 1; i++) {
      if (view.runs().get(i).hasKeyAt(positions[i], key)) {
        return i;
      }
    }
    return positions.length - 1;
  }

  /// Gives the entry's row and passes over the one below that it overrides.
  private void takeEntry(DeltaEntry taken) {
    if (taken.inBase()) {
      if (reverse) {
        int holder = holder(taken.key(), minusHolder(taken));
        at[holder]--;
      } else {
        at[holder(taken.key(), at)]++;
      }
    }
    byte[] row = taken.row();
    if (row != null) {
      rows.append(taken, row);
      deltaRows++;
      left--;
    }
    nextEntry();
  }

  /// Going down, `at` stands above the overridden row in the run that has it.
  private long[] minusHolder(DeltaEntry taken) {
    return view.runs().size() == 1 ? at : view.basePositions(taken.key(), counters);
  }

  /// Gives rows of one run up to `end`, within one chunk.
  private void stretch(int run, long end) {
    RunReader reader = readers[run];
    long position = reverse ? at[run] - 1 : at[run];
    reader.moveTo(position);
    long chunkStart = reader.chunkStart();
    long low = reverse ? Math.max(end, chunkStart) : position;
    long high = reverse ? position + 1 : Math.min(end, chunkStart + reader.chunkRows());
    int count = (int) Math.min(high - low, left);
    if (!reader.segment().mayMatch(reader.chunk(), filters)) {
      chunksSkipped++;
    } else if (reverse) {
      count = Math.min(count, ColumnBatch.ROWS_MAX - rows.rowCount());
      rows.appendReversed(reader.rowVectors(), (int) (high - count - chunkStart), count);
    } else if (count >= HANDED_ON || count == reader.chunkRows()) {
      ready[0] = part(reader, (int) (low - chunkStart), count);
    } else {
      count = Math.min(count, ColumnBatch.ROWS_MAX - rows.rowCount());
      rows.append(reader.rowVectors(), (int) (low - chunkStart), count);
    }
    at[run] += reverse ? -count : count;
    left -= count;
  }

  private static ColumnBatch part(RunReader reader, int from, int count) {
    ColumnBatch chunk = new ColumnBatch(reader.chunkRows(), reader.vectors());
    return count == chunk.rowCount() ? chunk : chunk.slice(from, from + count);
  }

  /// Gives the next row of several runs that overlap.
  private void mergeOne() {
    int best = -1;
    byte[] bestKey = {};
    for (int i = 0; i < at.length; i++) {
      if (at[i] == stop[i]) {
        continue;
      }
      SegmentRun run = view.runs().get(i);
      byte[] key = run.key(reverse ? at[i] - 1 : at[i]);
      int order = best < 0 ? -1 : Arrays.compareUnsigned(key, bestKey);
      if (best < 0 || (reverse ? order > 0 : order < 0)) {
        best = i;
        bestKey = key;
      }
    }
    RunReader reader = readers[best];
    long position = reverse ? at[best] - 1 : at[best];
    reader.moveTo(position);
    rows.append(reader.rowVectors(), (int) (position - reader.chunkStart()), 1);
    at[best] += reverse ? -1 : 1;
    left--;
  }

  @Override
  public ScanStatistics statistics() {
    long chunksRead = 0;
    for (RunReader reader : readers) {
      chunksRead += reader.chunksRead();
    }
    return new ScanStatistics(
        counters.predictions(),
        counters.windowRows(),
        counters.gallops(),
        chunksRead,
        chunksSkipped,
        deltaRows);
  }

  @Override
  public void close() {
    left = 0;
    ready[0] = null;
  }
}
