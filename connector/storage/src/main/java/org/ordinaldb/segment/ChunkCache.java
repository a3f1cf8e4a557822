package org.ordinaldb.segment;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.Vector;

/// Decoded chunks of all segments, at most so many bytes of heap. Safe for use by many threads; does
/// its upkeep on its callers' threads.
public final class ChunkCache {
  private final Cache<Key, Vector> vectors;

  public ChunkCache(long bytesMax) {
    vectors =
        Caffeine.newBuilder()
            .maximumWeight(bytesMax)
            .weigher(ChunkCache::weight)
            .executor(Runnable::run)
            .recordStats()
            .build();
  }

  private static int weight(Key key, Vector vector) {
    return (int) Math.min(Integer.MAX_VALUE, vector.heapBytes() + 96);
  }

  @Nullable Vector get(long segmentId, int column, int chunk) {
    return vectors.getIfPresent(new Key(segmentId, column, chunk));
  }

  /// Two threads may decode the same chunk at once; that is cheaper than to hold a lock over a read.
  void put(long segmentId, int column, int chunk, Vector vector) {
    vectors.put(new Key(segmentId, column, chunk), vector);
  }

  /// Forgets a segment that was dropped.
  public void evict(SegmentDescriptor segment) {
    for (int column = 0; column < segment.columnCount(); column++) {
      for (int chunk = 0; chunk < segment.chunkCount(); chunk++) {
        vectors.invalidate(new Key(segment.id(), column, chunk));
      }
    }
  }

  public long hits() {
    return vectors.stats().hitCount();
  }

  public long misses() {
    return vectors.stats().missCount();
  }

  /// Bytes of heap in the cache now.
  public long bytes() {
    return vectors.policy().eviction().orElseThrow().weightedSize().orElse(0);
  }

  private record Key(long segmentId, int column, int chunk) {
    /// Spread by hand: records hash by a sum that collides for neighbouring chunks.
    @Override
    public int hashCode() {
      long hash =
          (segmentId * 0x9e3779b97f4a7c15L) ^ (((long) column << 32) | chunk) * 0xc2b2ae3d27d4eb4fL;
      return (int) (hash >>> 32);
    }
  }
}
