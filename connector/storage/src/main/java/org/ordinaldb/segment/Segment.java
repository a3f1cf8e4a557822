package org.ordinaldb.segment;

import java.util.List;
import org.ordinaldb.index.LearnedIndex;
import org.ordinaldb.index.SearchCounters;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.Vector;

/// An immutable run of rows in key order. Safe for use by many threads.
///
/// - Rows have *positions* from 0 up to [#rowCount()]; position `p` is row `p % 4096` of chunk
///   `p / 4096`.
/// - Searches are exact for any byte string, present or not, whatever the index predicts.
/// - Columns are read a chunk at a time, decoded and shared through the cache.
/// - A damaged chunk is an InternalException (XX001) that names segment, column and chunk.
public final class Segment {
  /// Rows that a segment has at the most, for who fills them: large enough that a table of 100 M
  /// rows has a hundred models, small enough that rewriting one is a matter of a second.
  public static final int ROWS_MAX = 1 << 20;

  private final SegmentDescriptor descriptor;
  private final ColumnChunks chunks;
  private final KeySearch search;

  private Segment(SegmentDescriptor descriptor, ColumnChunks chunks, KeySearch search) {
    this.descriptor = descriptor;
    this.chunks = chunks;
    this.search = search;
  }

  /// Opens a segment; reads no chunk yet.
  ///
  /// @param layout the layout it was built with
  /// @param model what [BuiltSegment#model()] was
  /// @param learned whether to predict, or to fall back to binary search
  public static Segment open(
      SegmentDescriptor descriptor,
      SegmentLayout layout,
      byte[] model,
      boolean learned,
      ChunkStore store,
      ChunkCache cache) {
    ColumnChunks chunks = new ColumnChunks(descriptor, store, cache);
    KeySearch search =
        layout.hasLongKey()
            ? new LongKeySearch(descriptor, model, learned, chunks)
            : new BytesKeySearch(descriptor, model, learned, chunks);
    return new Segment(descriptor, chunks, search);
  }

  public SegmentDescriptor descriptor() {
    return descriptor;
  }

  public int rowCount() {
    return descriptor.rowCount();
  }

  public int chunkCount() {
    return descriptor.chunkCount();
  }

  public int chunkRows(int chunk) {
    return descriptor.chunkRows(chunk);
  }

  /// The chunk that has a position.
  public static int chunkOf(int position) {
    return position >>> ColumnChunks.SHIFT;
  }

  /// The row of a position within its chunk.
  public static int rowOf(int position) {
    return position & (ColumnChunks.ROWS - 1);
  }

  /// The position of a chunk's first row.
  public static int startOf(int chunk) {
    return chunk << ColumnChunks.SHIFT;
  }

  /// The first position whose key is at or above `key`, which may be any byte string (a key, a prefix
  /// of one, a successor); [#rowCount()] when there is none.
  public int lowerBound(byte[] key, SearchCounters counters) {
    return search.lowerBound(key, counters);
  }

  /// The position of the encoded key `data[start .. end)`, or -1 when it is absent.
  public int find(byte[] data, int start, int end, SearchCounters counters) {
    return search.find(data, start, end, counters);
  }

  /// The positions of encoded keys, -1 for the absent ones: `positions[i]` is that of
  /// `keys[rows[i]]`, for `i` from `from` up to `to`. Predictions for all of them come first, so that
  /// their cache misses overlap; ascending keys are best.
  public void find(
      BytesVector keys, int[] rows, int from, int to, int[] positions, SearchCounters counters) {
    search.find(keys, rows, from, to, positions, counters);
  }

  /// The encoded key at a position.
  public byte[] key(int position) {
    return search.key(position);
  }

  /// The encoded keys of a chunk's rows.
  public BytesVector keys(int chunk) {
    return search.keys(chunk);
  }

  /// The decoded values of a column's chunk.
  public Vector column(int column, int chunk) {
    return chunks.get(column, chunk);
  }

  /// A chunk's rows with some of its columns.
  public ColumnBatch batch(int chunk, int... columns) {
    Vector[] vectors = new Vector[columns.length];
    for (int i = 0; i < columns.length; i++) {
      vectors[i] = chunks.get(columns[i], chunk);
    }
    return new ColumnBatch(chunkRows(chunk), vectors);
  }

  /// Whether a chunk may have a row that satisfies all the bounds.
  public boolean mayMatch(int chunk, List<ColumnBounds> bounds) {
    for (ColumnBounds bound : bounds) {
      if (!descriptor.mayMatch(chunk, bound)) {
        return false;
      }
    }
    return true;
  }

  /// Where the index predicts the key of a row of `keys`.
  long window(BytesVector keys, int row) {
    return search.window(keys, row);
  }

  /// The index that predicts positions.
  public LearnedIndex index() {
    return search.index();
  }

  /// Bytes of memory that the learned index and its surroundings take.
  public long modelBytes() {
    return search.modelBytes();
  }
}
