package org.ordinaldb.storage;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.index.SearchCounters;
import org.ordinaldb.segment.Segment;
import org.ordinaldb.transaction.DeltaEntry;
import org.ordinaldb.transaction.DeltaTree;
import org.ordinaldb.transaction.SegmentRun;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.Vector;

/// Reads single rows by their keys: newest entry first, then the segments. Owned by one thread.
final class PointReader {
  private static final int ABSENT = -1;
  private static final int IN_OVERLAY = -2;
  private static final int[] FIRST = {0};

  private final DeltaTree own;
  private final TableView view;
  private final TableLayout layout;
  private final int[] projection;
  private final SearchCounters counters;
  private long chunksRead;
  private long deltaRows;

  /// @param own the transaction's own writes
  /// @param view what is below them
  PointReader(
      DeltaTree own,
      TableView view,
      TableLayout layout,
      int[] projection,
      SearchCounters counters) {
    this.own = own;
    this.view = view;
    this.layout = layout;
    this.projection = projection;
    this.counters = counters;
  }

  /// The rows of those keys that exist, in the keys' order.
  ColumnBatch get(BytesVector keys) {
    return keys.length() == 1 && view.runs().size() <= 1 ? getOne(keys) : getMany(keys);
  }

  private ColumnBatch getOne(BytesVector keys) {
    byte[] key = keys.bytes(0);
    RowAppender rows = new RowAppender(layout, projection, 1);
    DeltaEntry entry = entry(key);
    byte[] row = entry == null ? null : entry.row();
    if (entry != null && row != null) {
      rows.append(entry, row);
      deltaRows++;
    } else if (entry == null && !view.runs().isEmpty()) {
      appendFromRun(view.runs().getFirst(), key, keys, rows);
    }
    return rows.take();
  }

  private @Nullable DeltaEntry entry(byte[] key) {
    DeltaEntry mine = own.isEmpty() ? null : own.get(key);
    return mine != null || view.overlay().isEmpty() ? mine : view.overlay().get(key);
  }

  private void appendFromRun(SegmentRun run, byte[] key, BytesVector keys, RowAppender rows) {
    int index = run.segmentFor(key);
    if (index < 0) {
      return;
    }
    Segment segment = run.segment(index);
    int[] position = new int[1];
    segment.find(keys, FIRST, 1, position, counters);
    if (position[0] >= 0) {
      Vector[] vectors = new Vector[projection.length];
      for (int i = 0; i < vectors.length; i++) {
        vectors[i] = layout.rowVector(segment, Segment.chunkOf(position[0]), projection[i]);
      }
      chunksRead += vectors.length;
      rows.append(vectors, Segment.rowOf(position[0]), 1);
    }
  }

  private ColumnBatch getMany(BytesVector keys) {
    int count = keys.length();
    @Nullable DeltaEntry[] entries = new DeltaEntry[count];
    int[] runs = new int[count];
    long[] positions = new long[count];
    Arrays.fill(runs, ABSENT);
    lookUpOverlay(keys, entries, runs);
    for (int i = 0; i < view.runs().size(); i++) {
      lookUpRun(i, keys, runs, positions);
    }
    return assemble(entries, runs, positions);
  }

  private void lookUpOverlay(BytesVector keys, @Nullable DeltaEntry[] entries, int[] runs) {
    for (int i = 0; i < entries.length; i++) {
      DeltaEntry entry = entry(keys.bytes(i));
      if (entry != null) {
        entries[i] = entry;
        runs[i] = IN_OVERLAY;
      }
    }
  }

  /// Looks for the keys that are not found yet, those of one segment in one go.
  private void lookUpRun(int index, BytesVector keys, int[] runs, long[] positions) {
    SegmentRun run = view.runs().get(index);
    int[] rows = new int[runs.length];
    int count = 0;
    int segment = -1;
    for (int i = 0; i < runs.length; i++) {
      if (runs[i] != ABSENT) {
        continue;
      }
      int of = run.segmentCount() == 1 ? 0 : run.segmentFor(keys.bytes(i));
      if (of != segment && count > 0) {
        find(index, segment, keys, rows, count, runs, positions);
        count = 0;
      }
      segment = of;
      if (of >= 0) {
        rows[count++] = i;
      }
    }
    if (count > 0) {
      find(index, segment, keys, rows, count, runs, positions);
    }
  }

  private void find(
      int index,
      int segment,
      BytesVector keys,
      int[] rows,
      int count,
      int[] runs,
      long[] positions) {
    SegmentRun run = view.runs().get(index);
    int[] found = new int[count];
    run.segment(segment).find(keys, rows, count, found, counters);
    for (int i = 0; i < count; i++) {
      if (found[i] >= 0) {
        runs[rows[i]] = index;
        positions[rows[i]] = run.start(segment) + found[i];
      }
    }
  }

  private ColumnBatch assemble(@Nullable DeltaEntry[] entries, int[] runs, long[] positions) {
    RowAppender rows = new RowAppender(layout, projection, runs.length);
    RunReader[] readers = new RunReader[view.runs().size()];
    for (int i = 0; i < readers.length; i++) {
      readers[i] = new RunReader(view.runs().get(i), layout, projection);
    }
    for (int i = 0; i < runs.length; i++) {
      DeltaEntry entry = entries[i];
      byte[] row = entry == null ? null : entry.row();
      if (entry != null && row != null) {
        rows.append(entry, row);
        deltaRows++;
      } else if (runs[i] >= 0) {
        RunReader reader = readers[runs[i]];
        reader.moveTo(positions[i]);
        rows.append(reader.rowVectors(), (int) (positions[i] - reader.chunkStart()), 1);
      }
    }
    for (RunReader reader : readers) {
      chunksRead += reader.chunksRead();
    }
    return rows.take();
  }

  ScanStatistics statistics() {
    return new ScanStatistics(
        counters.predictions(),
        counters.windowRows(),
        counters.gallops(),
        chunksRead,
        0,
        deltaRows);
  }
}
