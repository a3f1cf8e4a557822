package org.ordinaldb.segment;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.index.SearchCounters;
import org.ordinaldb.index.SearchWindow;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.Vector;

/// Reads all of a stored segment, past the shared cache, and compares it with what its descriptor,
/// its layout and its model promise. Owned by one thread.
public final class SegmentCheck {
  /// Takes what is wrong with a segment.
  @FunctionalInterface
  public interface Findings {
    /// @param column the column that is meant, or -1
    /// @param chunk the chunk that is meant, or -1
    void add(int column, int chunk, String problem);
  }

  /// One chunk's columns at a time are read again.
  private static final long CACHE_BYTES = 16 << 20;

  /// A window holds every position of a key that repeats less often.
  private static final int REPEATS_MAX = 0xffff;

  private final SegmentDescriptor descriptor;
  private final SegmentLayout layout;
  private final Segment segment;
  private final Findings findings;
  private final SearchCounters counters = new SearchCounters();
  private byte @Nullable [] lastKey;

  /// The window of the key before and the position where it was first seen; a position outside it
  /// counts only when so few keys share the window that it had to have them all.
  private long window = -1;

  private int windowStart;
  private int outside = -1;

  /// Opens the segment, which already fails on a damaged model.
  public SegmentCheck(
      SegmentDescriptor descriptor,
      SegmentLayout layout,
      byte[] model,
      ChunkStore store,
      Findings findings) {
    this.descriptor = descriptor;
    this.layout = layout;
    this.findings = findings;
    this.segment =
        Segment.open(descriptor, layout, model, true, store, new ChunkCache(CACHE_BYTES));
  }

  /// Checks everything.
  ///
  /// @param betweenChunks called between chunks; what it throws ends the check
  public void run(Runnable betweenChunks) {
    if (descriptor.columnCount() != layout.columnCount()) {
      findings.add(
          -1,
          -1,
          "it has %d columns, its table %d"
              .formatted(descriptor.columnCount(), layout.columnCount()));
      return;
    }
    if (segment.index().keyCount() != descriptor.rowCount()) {
      findings.add(-1, -1, "its model is of another segment");
    }
    for (int chunk = 0; chunk < descriptor.chunkCount(); chunk++) {
      betweenChunks.run();
      if (columnsAreReadable(chunk)) {
        checkKeys(chunk);
      }
    }
    endWindow(descriptor.rowCount());
    byte[] last = lastKey;
    if (last != null && !Arrays.equals(last, descriptor.lastKey())) {
      findings.add(-1, -1, "its last key is not the one that its descriptor says");
    }
  }

  /// Every column, so that all damage of a chunk is named.
  private boolean columnsAreReadable(int chunk) {
    boolean readable = true;
    for (int column = 0; column < descriptor.columnCount(); column++) {
      try {
        checkColumn(column, chunk, segment.column(column, chunk));
      } catch (SqlException e) {
        findings.add(column, chunk, e.text());
        readable = false;
      } catch (RuntimeException e) {
        findings.add(column, chunk, "it cannot be decoded: " + e);
        readable = false;
      }
    }
    return readable;
  }

  private void checkColumn(int column, int chunk, Vector vector) {
    if (vector.kind() != layout.kind(column)) {
      findings.add(column, chunk, "it holds " + vector.kind() + " values");
    } else if (vector.length() != descriptor.chunkRows(chunk)) {
      findings.add(
          column,
          chunk,
          "it has %d rows instead of %d".formatted(vector.length(), descriptor.chunkRows(chunk)));
    } else if (!(vector instanceof BytesVector)) {
      EncodedChunk encoded = ChunkEncoder.encode(vector, vector.length());
      if (encoded.minimum() != descriptor.minimum(column, chunk)
          || encoded.maximum() != descriptor.maximum(column, chunk)) {
        findings.add(column, chunk, "its least or greatest value is not the one that is noted");
      }
    }
  }

  private void checkKeys(int chunk) {
    BytesVector keys = segment.keys(chunk);
    if (!layout.hasLongKey()) {
      checkKeyColumn(keys, chunk);
    }
    if (chunk == 0 && !Arrays.equals(keys.bytes(0), descriptor.firstKey())) {
      findings.add(-1, chunk, "its first key is not the one that its descriptor says");
    }
    byte[] before = lastKey;
    if (before != null && Arrays.compareUnsigned(before, keys.bytes(0)) >= 0) {
      findings.add(-1, chunk, "its keys do not follow those of the chunk before");
    }
    for (int row = 1; row < keys.length(); row++) {
      if (BytesVector.compare(keys, row - 1, keys, row) >= 0) {
        findings.add(-1, chunk, "its keys do not ascend at row " + row);
        break;
      }
    }
    for (int row = 0; row < keys.length(); row++) {
      checkPrediction(keys, row, Segment.startOf(chunk) + row);
    }
    checkLookUp(keys, chunk);
    lastKey = keys.bytes(keys.length() - 1);
  }

  /// The extra column of encoded keys agrees with the columns that they are made of.
  private void checkKeyColumn(BytesVector keys, int chunk) {
    int[] ordinals = layout.keyParts();
    Vector[] parts = new Vector[ordinals.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = segment.column(ordinals[i], chunk);
    }
    ByteSink key = new ByteSink(64);
    for (int row = 0; row < keys.length(); row++) {
      key.clear();
      layout.codec().encodePrefix(parts, row, parts.length, key);
      if (!Arrays.equals(keys.data(), keys.start(row), keys.end(row), key.data(), 0, key.size())) {
        findings.add(layout.keyColumn(), chunk, "the key of row " + row + " is not that row's");
        return;
      }
    }
  }

  private void checkPrediction(BytesVector keys, int row, int position) {
    long predicted = segment.window(keys, row);
    if (predicted != window) {
      endWindow(position);
      window = predicted;
      windowStart = position;
    }
    boolean inside =
        SearchWindow.low(predicted) <= position && position < SearchWindow.high(predicted);
    outside = inside || outside >= 0 ? outside : position;
  }

  private void endWindow(int end) {
    if (outside >= 0 && end - windowStart < REPEATS_MAX) {
      findings.add(
          -1,
          Segment.chunkOf(outside),
          "its model is off by more than its bound at position " + outside);
    }
    outside = -1;
  }

  /// A search finds the first and the last key of a chunk, which also takes the chunks' first keys
  /// that stand beside the model.
  private void checkLookUp(BytesVector keys, int chunk) {
    for (int row : new int[] {0, keys.length() - 1}) {
      int position = Segment.startOf(chunk) + row;
      if (segment.lowerBound(keys.bytes(row), counters) != position) {
        findings.add(-1, chunk, "a search does not find the key at position " + position);
      }
    }
  }
}
