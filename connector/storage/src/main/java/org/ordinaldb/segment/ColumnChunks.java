package org.ordinaldb.segment;

import java.util.concurrent.atomic.AtomicReferenceArray;
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
  private final int chunkCount;
  private final ChunkStore store;
  private final ChunkCache cache;

  /// What was read, by column, then chunk; an entry that the cache evicted is empty.
  private final AtomicReferenceArray<ChunkCache.Held> held;

  ColumnChunks(SegmentDescriptor descriptor, ChunkStore store, ChunkCache cache) {
    this.segmentId = descriptor.id();
    this.chunkCount = descriptor.chunkCount();
    this.store = store;
    this.cache = cache;
    this.held = new AtomicReferenceArray<>(descriptor.columnCount() * chunkCount);
  }

  Vector get(int column, int chunk) {
    int place = column * chunkCount + chunk;
    ChunkCache.Held read = held.getAcquire(place);
    Vector vector = read == null ? null : cache.get(read);
    return vector == null ? find(place, column, chunk) : vector;
  }

  private Vector find(int place, int column, int chunk) {
    ChunkCache.Held found = cache.find(segmentId, column, chunk);
    Vector vector = found == null ? null : cache.get(found);
    if (found == null || vector == null) {
      vector = decode(column, chunk, store.read(segmentId, column, chunk));
      found = cache.put(segmentId, column, chunk, vector);
    }
    held.setRelease(place, found);
    return vector;
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
