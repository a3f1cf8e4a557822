package org.ordinaldb.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RivalsTest {
  private final SplittableRandom random = new SplittableRandom(1);

  @Test
  void theTreeFindsTheLowerBoundOfBinarySearch() {
    for (int count : new int[] {0, 1, 63, 64, 65, 4096, 4097, 300_000}) {
      long[] keys = random.longs(count, 0, 5L * count + 1).sorted().distinct().toArray();
      BPlusTree tree = new BPlusTree(keys);
      for (int i = 0; i < 20_000; i++) {
        long key = random.nextLong(-1, 5L * count + 2);
        int expected = Arrays.binarySearch(keys, key);
        assertThat(tree.lowerBound(key)).isEqualTo(expected < 0 ? -1 - expected : expected);
      }
    }
  }

  @Test
  void theMapFindsPresentKeysOnly() {
    long[] keys = random.longs(10_000, 0, 50_000).sorted().distinct().toArray();
    LongHashMap map = new LongHashMap(keys);
    for (long key = -1; key < 50_001; key++) {
      int expected = Arrays.binarySearch(keys, key);
      assertThat(map.position(key)).isEqualTo(expected < 0 ? -1 : expected);
    }
  }

  @Test
  void syntheticKeySetsAreAscendingAndDistinct() {
    for (KeySet set :
        new KeySet[] {KeySet.DENSE, KeySet.UNIFORM, KeySet.CLUSTERED, KeySet.LOGNORMAL}) {
      long[] keys = set.load(100_000);
      assertThat(keys).hasSizeGreaterThan(99_000);
      for (int i = 1; i < keys.length; i++) {
        assertThat(keys[i - 1]).isLessThan(keys[i]);
      }
    }
  }
}
