package org.ordinaldb.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BitPackingTest {
  @Test
  void everyWidthAndCountComesBack() {
    SplittableRandom random = new SplittableRandom(1);
    for (int width = 0; width <= 64; width++) {
      for (int count : new int[] {1, 2, 31, 64, 65, 100, 2047, 2048, 4095, 4096}) {
        long base = random.nextLong();
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
          values[i] = base + (width == 0 ? 0 : random.nextLong() >>> (64 - width));
        }
        long[] words = BitPacking.pack(values, count, base, width);
        assertThat(words).hasSize(BitPacking.wordCount(count, width));
        long[] unpacked = new long[count];
        BitPacking.unpack(words, count, base, width, unpacked);
        assertThat(unpacked).isEqualTo(values);
      }
    }
  }

  @Test
  void aFullChunkTakesExactlyItsBits() {
    for (int width = 0; width <= 64; width++) {
      assertThat(BitPacking.wordCount(4096, width)).isEqualTo(64 * width);
    }
  }

  @Test
  void widthIsThatOfTheUnsignedNumber() {
    assertThat(BitPacking.width(0)).isZero();
    assertThat(BitPacking.width(1)).isEqualTo(1);
    assertThat(BitPacking.width(255)).isEqualTo(8);
    assertThat(BitPacking.width(-1)).isEqualTo(64);
  }
}
