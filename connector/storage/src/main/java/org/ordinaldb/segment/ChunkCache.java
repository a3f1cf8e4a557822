package org.ordinaldb.segment;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.Vector;

/// Decoded chunks of all segments, at most so many bytes of heap. Safe for use by many threads; does
/// its upkeep on its callers' threads.
///
/// Segments keep the [Held] chunks that they read and ask those first: a look-up in the cache's map
/// takes longer than all the rest of a point read. The cache decides what stays; a chunk that it
/// evicts loses its values, whoever still has hold of it.
public final class ChunkCache {
  /// A chunk is told to the cache as used once while this share of it is filled anew, so that what is
  /// read often stays though the cache does not see each read.
  private static final int TURN_SHARE = 64;

  private final Cache<Key, Held> chunks;
  private final long turnBytes;
  private final AtomicLong bytesPut = new AtomicLong();
  private final LongAdder misses = new LongAdder();
  private volatile long turn;

  public ChunkCache(long bytesMax) {
    turnBytes = Math.max(1, bytesMax / TURN_SHARE);
    chunks =
        Caffeine.newBuilder()
            .maximumWeight(bytesMax)
            .weigher(ChunkCache::weight)
            .executor(Runnable::run)
            .removalListener((@Nullable Key _, @Nullable Held held, RemovalCause _) -> drop(held))
            .build();
  }

  private static int weight(Key key, Held held) {
    Vector vector = held.vector;
    return vector == null ? 0 : (int) Math.min(Integer.MAX_VALUE, vector.heapBytes() + 128);
  }

  private static void drop(@Nullable Held held) {
    if (held != null) {
      held.vector = null;
    }
  }

  /// The values of a chunk, or null when it was evicted.
  @Nullable Vector get(Held held) {
    Vector vector = held.vector;
    if (held.turn != turn) {
      held.turn = turn;
      Held _ = chunks.getIfPresent(held.key);
    }
    return vector;
  }

  /// A chunk that another reader of the segment may have put, or null.
  @Nullable Held find(long segmentId, int column, int chunk) {
    Held held = chunks.getIfPresent(new Key(segmentId, column, chunk));
    if (held == null) {
      misses.increment();
    }
    return held;
  }

  /// Two threads may decode the same chunk at once; that is cheaper than to hold a lock over a read.
  Held put(long segmentId, int column, int chunk, Vector vector) {
    Held held = new Held(new Key(segmentId, column, chunk), vector);
    int bytes = weight(held.key, held);
    turn = bytesPut.addAndGet(bytes) / turnBytes;
    held.turn = turn;
    chunks.put(held.key, held);
    return held;
  }

  /// Forgets a segment that was dropped.
  public void evict(SegmentDescriptor segment) {
    for (int column = 0; column < segment.columnCount(); column++) {
      for (int chunk = 0; chunk < segment.chunkCount(); chunk++) {
        chunks.invalidate(new Key(segment.id(), column, chunk));
      }
    }
  }

  /// Reads that had to decode their chunk.
  public long misses() {
    return misses.sum();
  }

  /// Bytes of heap in the cache now.
  public long bytes() {
    return chunks.policy().eviction().orElseThrow().weightedSize().orElse(0);
  }

  /// A chunk's values for as long as the cache keeps them. Safe for use by many threads.
  static final class Held {
    private final Key key;
    private volatile @Nullable Vector vector;

    /// When the cache was last told that the chunk is in use; a lost update costs one more call.
    private long turn;

    private Held(Key key, Vector vector) {
      this.key = key;
      this.vector = vector;
    }
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
