package org.ordinaldb.segment;

import org.ordinaldb.error.InternalException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.Vector;

/// The decoded chunks of one segment, from the cache or else the store. Safe for use by many threads.
final class ColumnChunks {
  static final int ROWS = ColumnBatch.ROWS_MAX;

  /// `position >>> SHIFT` is a position's chunk.
  static final int SHIFT = Integer.numberOfTrailingZeros(ROWS);

  private final long segmentId;
  private final ChunkStore store;
  private final ChunkCache cache;

  ColumnChunks(long segmentId, ChunkStore store, ChunkCache cache) {
    this.segmentId = segmentId;
    this.store = store;
    this.cache = cache;
  }

  Vector get(int column, int chunk) {
    Vector cached = cache.get(segmentId, column, chunk);
    if (cached != null) {
      return cached;
    }
    Vector decoded = decode(column, chunk, store.read(segmentId, column, chunk));
    cache.put(segmentId, column, chunk, decoded);
    return decoded;
  }

  private Vector decode(int column, int chunk, byte[] bytes) {
    try {
      return ChunkDecoder.decode(bytes);
    } catch (ChunkCorruption e) {
      throw new InternalException(
          SqlState.DATA_CORRUPTED,
          "segment %d column %d chunk %d is damaged: %s"
              .formatted(segmentId, column, chunk, e.getMessage()),
          e);
    }
  }
}
