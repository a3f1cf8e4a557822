package org.ordinaldb.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.ordinaldb.type.KeyCodec;

class ReadSetFuzzTest {
  private static final int KEYS = 3000;
  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void rangesCoverExactlyWhatWasAdded() {
    for (int round = 0; round < 300; round++) {
      KeyRanges ranges = new KeyRanges();
      BitSet expected = new BitSet();
      for (int i = random.nextInt(60); i >= 0; i--) {
        int from = random.nextInt(KEYS);
        int to = Math.min(KEYS, from + random.nextInt(random.nextBoolean() ? 3 : 200));
        boolean open = random.nextInt(100) == 0;
        ranges.add(key(from), open ? null : key(to));
        expected.set(from, open ? KEYS : Math.max(from, to));
      }
      for (int key = 0; key < KEYS; key++) {
        byte[] bytes = key(key);
        boolean covered =
            ranges.anyMatch((from, to) ->
                java.util.Arrays.compareUnsigned(from, bytes) <= 0
                    && (to == null || java.util.Arrays.compareUnsigned(bytes, to) < 0));
        assertThat(covered).as("key %d -Dseed=%d", key, seed).isEqualTo(expected.get(key));
      }
    }
  }

  @Test
  void pastTheLimitRangesGrowButLoseNothing() {
    KeyRanges ranges = new KeyRanges();
    int count = 5 * KeyRanges.RANGES_MAX;
    for (int i = 0; i < count; i++) {
      ranges.add(key(4 * i), key(4 * i + 1));
    }
    assertThat(ranges.size()).isLessThanOrEqualTo(KeyRanges.RANGES_MAX);
    for (int i = 0; i < count; i += 97) {
      byte[] bytes = key(4 * i);
      assertThat(
              ranges.anyMatch((from, to) ->
                  java.util.Arrays.compareUnsigned(from, bytes) <= 0
                      && (to == null || java.util.Arrays.compareUnsigned(bytes, to) < 0)))
          .isTrue();
    }
  }

  @Test
  void theDeltaFindsChangesInARange() {
    for (int round = 0; round < 20; round++) {
      DeltaTree tree = DeltaTree.EMPTY;
      long[] changed = new long[KEYS];
      int commits = 1 + random.nextInt(40);
      for (int commit = 1; commit <= commits; commit++) {
        DeltaEditor own = DeltaTree.EMPTY.edit();
        for (int i = random.nextInt(200); i >= 0; i--) {
          int key = random.nextInt(KEYS);
          own.put(new DeltaEntry(key(key), new byte[] {1}, false, 0));
          changed[key] = commit;
        }
        tree = tree.overlaidBy(own.build(), commit);
      }
      for (int i = 0; i < 500; i++) {
        int from = random.nextInt(KEYS);
        int to = Math.min(KEYS, from + random.nextInt(random.nextBoolean() ? 5 : 1000));
        long since = random.nextInt(commits + 1);
        boolean expected = false;
        for (int key = from; key < to; key++) {
          expected |= changed[key] > since;
        }
        assertThat(tree.isChangedSince(key(from), key(to), since))
            .as("from %d to %d since %d -Dseed=%d", from, to, since, seed)
            .isEqualTo(expected);
      }
    }
  }

  private static byte[] key(int value) {
    return KeyCodec.encodeLong(value);
  }
}
