package org.ordinaldb.segment;

import java.util.Arrays;
import org.ordinaldb.index.RecursiveModelIndex;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// Builds one segment from rows that come in ascending key order. Owned by one thread.
///
/// Chunks go to the sink as soon as they are full, so memory is one chunk a column, the model keys
/// (8 bytes a row) and the chunks' bounds. When building is given up, the chunks that were written
/// are garbage, for their owner to remove.
public final class SegmentBuilder {
  private static final int ROWS = ColumnBatch.ROWS_MAX;

  private final long segmentId;
  private final SegmentLayout layout;
  private final ChunkSink sink;
  private final VectorBuilder[] columns;
  private final ChunkBounds bounds;
  private final KeyRecorder keys;
  private int buffered;
  private int rowCount;

  public SegmentBuilder(long segmentId, SegmentLayout layout, ChunkSink sink) {
    this.segmentId = segmentId;
    this.layout = layout;
    this.sink = sink;
    this.columns = new VectorBuilder[layout.columnCount()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = VectorBuilder.of(layout.kind(i), ROWS);
    }
    this.bounds = new ChunkBounds(layout.columnCount());
    this.keys = layout.hasLongKey() ? new KeyRecorder.Longs() : new KeyRecorder.Bytes();
  }

  public int rowCount() {
    return rowCount;
  }

  /// Takes the next rows, keys ascending and distinct, within the batch and after the rows before.
  /// The batch has [SegmentLayout#inputColumnCount()] columns; no reference to it is kept.
  public void add(ColumnBatch rows) {
    add(rows, 0, rows.size());
  }

  /// Takes the logical rows from `from` up to, not including, `to`.
  public void add(ColumnBatch rows, int from, int to) {
    assert rows.columnCount() == layout.inputColumnCount();
    int next = from;
    while (next < to) {
      int count = Math.min(ROWS - buffered, to - next);
      if (count == ROWS && rows.selection() == null && next == 0) {
        writeChunk(withKeys(rows.columns(), ROWS), ROWS);
        rowCount += ROWS;
      } else {
        buffer(rows, next, count);
      }
      next += count;
    }
  }

  private void buffer(ColumnBatch rows, int from, int count) {
    for (int i = 0; i < rows.columnCount(); i++) {
      append(columns[i], rows, rows.column(i), from, count);
    }
    buffered += count;
    rowCount += count;
    if (buffered == ROWS) {
      flush();
    }
  }

  private static void append(
      VectorBuilder target, ColumnBatch rows, Vector source, int from, int count) {
    for (int i = from; i < from + count; i++) {
      target.append(source, rows.row(i));
    }
  }

  private void flush() {
    Vector[] vectors = new Vector[layout.inputColumnCount()];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = columns[i].build();
    }
    writeChunk(withKeys(vectors, buffered), buffered);
    buffered = 0;
  }

  /// The columns with the extra one of encoded keys where the layout has it; notes the keys.
  private Vector[] withKeys(Vector[] input, int rows) {
    if (layout.hasLongKey()) {
      keys.add(input[layout.keyColumn()], rows);
      return input;
    }
    BytesVector encoded = encodeKeys(input, rows);
    keys.add(encoded, rows);
    Vector[] all = Arrays.copyOf(input, input.length + 1);
    all[input.length] = encoded;
    return all;
  }

  private BytesVector encodeKeys(Vector[] input, int rows) {
    int[] ordinals = layout.keyParts();
    Vector[] parts = new Vector[ordinals.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = input[ordinals[i]];
    }
    ByteSink data = new ByteSink(32 * rows);
    int[] offsets = new int[rows + 1];
    for (int row = 0; row < rows; row++) {
      layout.codec().encodePrefix(parts, row, parts.length, data);
      offsets[row + 1] = data.size();
    }
    return new BytesVector(data.data(), offsets, rows, null);
  }

  private void writeChunk(Vector[] vectors, int rows) {
    int chunk = bounds.chunkCount();
    bounds.startChunk();
    for (int column = 0; column < vectors.length; column++) {
      EncodedChunk encoded = ChunkEncoder.encode(vectors[column], rows);
      sink.write(segmentId, column, chunk, encoded.bytes());
      bounds.add(column, encoded);
    }
  }

  /// Writes what is left and trains the index. At least one row must have come.
  public BuiltSegment finish() {
    assert rowCount > 0;
    if (buffered > 0) {
      flush();
    }
    long[] modelKeys = keys.modelKeys();
    byte[] model = keys.model(RecursiveModelIndex.train(modelKeys, rowCount));
    return new BuiltSegment(
        bounds.descriptor(
            segmentId, rowCount, layout.keyColumn(), model.length, keys.firstKey(), keys.lastKey()),
        model);
  }
}
