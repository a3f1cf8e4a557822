package org.ordinaldb.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ordinaldb.error.InternalException;

class RecursiveModelIndexTest {
  private static final int COUNT = 100_000;

  private final SearchCounters counters = new SearchCounters();

  @ParameterizedTest
  @EnumSource
  void everyPresentAbsentAndBoundaryKeyHasTheLowerBoundOfBinarySearch(KeySets set) {
    long[] keys = set.generate(COUNT, 1);
    RecursiveModelIndex index = RecursiveModelIndex.train(keys, COUNT);
    BinarySearchIndex plain = new BinarySearchIndex(COUNT);
    for (long key : probes(keys)) {
      int expected = plain.lowerBound(keys, key, counters);
      if (index.lowerBound(keys, key, counters) != expected) {
        assertThat(index.lowerBound(keys, key, counters)).as("key %d", key).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void presentKeyFallsInsideItsSearchWindowAtAllItsPositions(KeySets set) {
    long[] keys = set.generate(COUNT, 2);
    RecursiveModelIndex index = RecursiveModelIndex.train(keys, COUNT);
    for (int i = 0; i < COUNT; i++) {
      long window = index.window(keys[i]);
      boolean inside = SearchWindow.low(window) <= i && i < SearchWindow.high(window);
      if (!inside) {
        assertThat(inside).as("key %d at %d", keys[i], i).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void windowsAreAsNarrowAsTheBoundUnlessOneKeyRepeatsMoreOften(KeySets set) {
    long[] keys = set.generate(COUNT, 3);
    for (int bound : new int[] {2, 16, 64, 500}) {
      RecursiveModelIndex index = RecursiveModelIndex.train(keys, COUNT, bound);
      assertThat(index.widestWindow())
          .as("bound %d", bound)
          .isLessThanOrEqualTo(Math.max(bound, longestRun(keys)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void modelTakesLessThanOneByteAKey(KeySets set) {
    for (int count : new int[] {10_000, 1_000_000}) {
      long[] keys = set.generate(count, 4);
      RecursiveModelIndex index = RecursiveModelIndex.train(keys, count);
      assertThat(index.byteSize()).as("%d keys", count).isLessThan(count);
    }
  }

  @ParameterizedTest
  @EnumSource
  void presentKeysNeverGallop(KeySets set) {
    long[] keys = set.generate(COUNT, 5);
    RecursiveModelIndex index = RecursiveModelIndex.train(keys, COUNT);
    for (long key : keys) {
      index.lowerBound(keys, key, counters);
    }
    assertThat(counters.gallops()).isZero();
    assertThat(counters.predictions()).isEqualTo(COUNT);
    assertThat(counters.windowRows())
        .isLessThanOrEqualTo((long) COUNT * Math.max(64, longestRun(keys)));
  }

  @ParameterizedTest
  @EnumSource
  void manyLowerBoundsAtOnceAreThoseOfSingleSearches(KeySets set) {
    long[] keys = set.generate(10_000, 6);
    RecursiveModelIndex index = RecursiveModelIndex.train(keys, keys.length);
    long[] probes = probes(keys);
    int[] positions = new int[probes.length];
    index.lowerBounds(keys, probes, probes.length - 1, positions, counters);
    for (int i = 0; i < probes.length - 1; i++) {
      assertThat(positions[i]).isEqualTo(index.lowerBound(keys, probes[i], counters));
    }
    assertThat(positions[probes.length - 1]).as("beyond the count").isZero();
  }

  @ParameterizedTest
  @EnumSource
  void storedModelAnswersAsBefore(KeySets set) {
    long[] keys = set.generate(COUNT, 7);
    RecursiveModelIndex index = RecursiveModelIndex.train(keys, COUNT);
    byte[] stored = index.toBytes();
    byte[] shifted = new byte[stored.length + 3];
    System.arraycopy(stored, 0, shifted, 3, stored.length);
    RecursiveModelIndex reread = RecursiveModelIndex.fromBytes(shifted, 3);
    assertThat(reread.keyCount()).isEqualTo(COUNT);
    assertThat(reread.toBytes()).isEqualTo(stored);
    for (long key : probes(keys)) {
      if (reread.window(key) != index.window(key)) {
        assertThat(reread.window(key)).as("key %d", key).isEqualTo(index.window(key));
      }
    }
  }

  @Test
  void fewKeysAreFoundToo() {
    for (int count = 0; count < 200; count++) {
      for (KeySets set : KeySets.values()) {
        long[] keys = set.generate(count, count);
        RecursiveModelIndex index = RecursiveModelIndex.train(keys, count, 4);
        for (long key : probes(keys)) {
          int expected = SortedSearch.lowerBound(keys, 0, count, key);
          assertThat(index.lowerBound(keys, key, counters)).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void onlyTheFirstKeysOfALongerArrayCount() {
    long[] keys = {1, 5, 9, -7, -7, -7};
    RecursiveModelIndex index = RecursiveModelIndex.train(keys, 3);
    assertThat(index.lowerBound(keys, 100, counters)).isEqualTo(3);
    assertThat(index.lowerBound(keys, -7, counters)).isZero();
  }

  @Test
  void denseKeysNeedOneLeafAndNoSearch() {
    RecursiveModelIndex index = RecursiveModelIndex.train(KeySets.DENSE.generate(COUNT, 1), COUNT);
    assertThat(index.nodeCount()).isEqualTo(1);
    assertThat(index.widestWindow()).isEqualTo(1);
  }

  @Test
  void anyFlippedBitOfAStoredModelIsNoticed() {
    long[] keys = KeySets.CLUSTERED.generate(1_000, 8);
    byte[] stored = RecursiveModelIndex.train(keys, keys.length).toBytes();
    for (int bit = 0; bit < 8 * stored.length; bit += 5) {
      byte[] damaged = stored.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatThrownBy(() -> RecursiveModelIndex.fromBytes(damaged, 0))
          .isInstanceOf(InternalException.class);
    }
    assertThatThrownBy(() -> RecursiveModelIndex.fromBytes(new byte[3], 0))
        .isInstanceOf(InternalException.class);
  }

  @Test
  void gallopingFindsTheLowerBoundFromAnywhere() {
    long[] keys = KeySets.DUPLICATES.generate(300, 9);
    SplittableRandom random = new SplittableRandom(10);
    for (int i = 0; i < 20_000; i++) {
      int from = random.nextInt(keys.length + 1);
      long key = random.nextInt(-10, 20_000);
      assertThat(SortedSearch.gallop(keys, 0, keys.length, from, key))
          .isEqualTo(SortedSearch.lowerBound(keys, 0, keys.length, key));
    }
  }

  @ParameterizedTest
  @EnumSource
  void searchFromAnyGuessFindsTheLowerBound(KeySets set) {
    long[] keys = set.generate(300, 11);
    SplittableRandom random = new SplittableRandom(12);
    for (long key : probes(keys)) {
      int start = random.nextInt(keys.length);
      int end = start + random.nextInt(keys.length - start + 1);
      int guess = random.nextInt(keys.length + 1);
      int expected = SortedSearch.lowerBound(keys, start, end, key);
      assertThat(SortedSearch.near(keys, start, end, guess, key)).isEqualTo(expected);
      int steady = SortedSearch.lowerBoundSteady(keys, start, end, key);
      assertThat(steady).isEqualTo(expected);
    }
  }

  /// All keys, their neighbours, points between them, and the ends of the domain.
  private static long[] probes(long[] keys) {
    SplittableRandom random = new SplittableRandom(99);
    LongStream around = LongStream.of(keys).flatMap(key -> LongStream.of(key - 1, key, key + 1));
    LongStream between =
        LongStream.range(0, keys.length / 4)
            .map(i -> {
              long low = keys[random.nextInt(keys.length)];
              long high = keys[random.nextInt(keys.length)];
              return (low & high) + ((low ^ high) >> 1);
            });
    LongStream anywhere = LongStream.concat(random.longs(1000), ends());
    return LongStream.concat(LongStream.concat(around, between), anywhere).toArray();
  }

  private static LongStream ends() {
    return LongStream.of(
        Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, 1, Long.MAX_VALUE - 1, Long.MAX_VALUE);
  }

  private static int longestRun(long[] keys) {
    int longest = 0;
    int start = 0;
    for (int i = 0; i < keys.length; i++) {
      start = keys[i] == keys[start] ? start : i;
      longest = Math.max(longest, i - start + 1);
    }
    return longest;
  }
}
