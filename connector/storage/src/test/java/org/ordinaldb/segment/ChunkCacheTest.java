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
  void tellsChunksOfSegmentsAndColumnsApartAndCountsHitsAndMisses() {
    ChunkCache cache = new ChunkCache(100_000);
    cache.put(1, 2, 3, LongVector.of(7));
    assertThat(cache.get(1, 2, 3)).isNotNull();
    assertThat(cache.get(2, 2, 3)).isNull();
    assertThat(cache.get(1, 3, 3)).isNull();
    assertThat(cache.get(1, 2, 4)).isNull();
    assertThat(cache.hits()).isEqualTo(1);
    assertThat(cache.misses()).isEqualTo(3);
  }
}
