package org.ordinaldb.storage;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.segment.Segment;
import org.ordinaldb.transaction.SegmentRun;
import org.ordinaldb.type.Vector;

/// Reads the projected columns of one run, chunk by chunk. Owned by one thread.
final class RunReader {
  private final SegmentRun run;
  private final TableLayout layout;
  private final int[] projection;
  private int segment = -1;
  private int chunk = -1;
  private Vector @Nullable [] rowVectors;
  private long chunksRead;

  RunReader(SegmentRun run, TableLayout layout, int[] projection) {
    this.run = run;
    this.layout = layout;
    this.projection = projection;
  }

  /// Goes to the chunk that has a position; reads nothing yet.
  void moveTo(long position) {
    int newSegment =
        segment >= 0 && position >= run.start(segment) && position < run.start(segment + 1)
            ? segment
            : run.segmentAt(position);
    int newChunk = Segment.chunkOf((int) (position - run.start(newSegment)));
    if (newSegment != segment || newChunk != chunk) {
      segment = newSegment;
      chunk = newChunk;
      rowVectors = null;
    }
  }

  Segment segment() {
    return run.segment(segment);
  }

  int chunk() {
    return chunk;
  }

  /// The position of the chunk's first row.
  long chunkStart() {
    return run.start(segment) + Segment.startOf(chunk);
  }

  int chunkRows() {
    return segment().chunkRows(chunk);
  }

  /// The chunk's columns, to be handed on.
  Vector[] vectors() {
    Vector[] read = new Vector[projection.length];
    for (int i = 0; i < read.length; i++) {
      read[i] = layout.vector(segment(), chunk, projection[i]);
    }
    chunksRead += read.length;
    return read;
  }

  /// The chunk's columns, for [RowAppender#append].
  Vector[] rowVectors() {
    Vector[] read = rowVectors;
    if (read == null) {
      read = new Vector[projection.length];
      for (int i = 0; i < read.length; i++) {
        read[i] = layout.rowVector(segment(), chunk, projection[i]);
      }
      chunksRead += read.length;
      rowVectors = read;
    }
    return read;
  }

  long chunksRead() {
    return chunksRead;
  }
}
