package org.ordinaldb.segment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ordinaldb.type.LongVector;

class ChunkCacheTest {
  @Test
  void holdsNoMoreBytesThanAllowed() {
    ChunkCache cache = new ChunkCache(100_000);
    for (int chunk = 0; chunk < 100; chunk++) {
      cache.put(1, 0, chunk, LongVector.of(new long[1000]));
    }
    assertThat(cache.bytes()).isBetween(1L, 100_000L);
  }

  @Test
  void whoeverHasHoldOfAnEvictedChunkHasItsValuesNoLonger() {
    ChunkCache cache = new ChunkCache(100_000);
    ChunkCache.Held[] held = new ChunkCache.Held[100];
    for (int chunk = 0; chunk < held.length; chunk++) {
      held[chunk] = cache.put(1, 0, chunk, LongVector.of(new long[1000]));
    }
    long bytes = 0;
    for (ChunkCache.Held chunk : held) {
      bytes += cache.get(chunk) == null ? 0 : 8_000;
    }
    assertThat(bytes).isBetween(1L, 100_000L);
  }

  @Test
  void chunkPutTwiceIsHeldOnce() {
    ChunkCache cache = new ChunkCache(100_000);
    ChunkCache.Held first = cache.put(1, 0, 0, LongVector.of(7));
    ChunkCache.Held second = cache.put(1, 0, 0, LongVector.of(7));
    assertThat(cache.get(first)).isNull();
    assertThat(cache.get(second)).isNotNull();
    assertThat(cache.find(1, 0, 0)).isSameAs(second);
  }

  @Test
  void chunkInUseOutlivesAScanOfManyThatAreReadOnce() {
    ChunkCache cache = new ChunkCache(1_000_000);
    ChunkCache.Held used = cache.put(1, 0, 0, LongVector.of(new long[1000]));
    for (int chunk = 1; chunk < 2_000; chunk++) {
      cache.put(1, 0, chunk, LongVector.of(new long[1000]));
      assertThat(cache.get(used)).as("after %d chunks", chunk).isNotNull();
    }
  }

  @Test
  void tellsChunksOfSegmentsAndColumnsApartAndCountsMisses() {
    ChunkCache cache = new ChunkCache(100_000);
    cache.put(1, 2, 3, LongVector.of(7));
    assertThat(cache.find(1, 2, 3)).isNotNull();
    assertThat(cache.find(2, 2, 3)).isNull();
    assertThat(cache.find(1, 3, 3)).isNull();
    assertThat(cache.find(1, 2, 4)).isNull();
    assertThat(cache.misses()).isEqualTo(3);
  }
}
