package org.ordinaldb.segment;

/// Packs numbers of `width` bits each into longs, in lanes: number `i` goes to lane `i % lanes`, each
/// lane is a run of bits of its own, and the lanes' words are interleaved.
///
///     word 0 of lane 0, word 0 of lane 1, ... word 0 of lane L-1, word 1 of lane 0, ...
///
/// So `L` neighbouring numbers have the same shift, and packing and unpacking are loops over
/// neighbouring words that the JIT compiles to vector instructions.
final class BitPacking {
  private static final int LANES_MAX = 64;
  private static final int ROWS_PER_LANE = 32;

  private BitPacking() {}

  /// Bits that hold `value` as an unsigned number.
  static int width(long value) {
    return Long.SIZE - Long.numberOfLeadingZeros(value);
  }

  /// How many longs `count` numbers take.
  static int wordCount(int count, int width) {
    int lanes = lanes(count);
    return lanes * laneWords(count, lanes, width);
  }

  /// Packs `values[i] - base`, which must fit `width` bits.
  static long[] pack(long[] values, int count, long base, int width) {
    int lanes = lanes(count);
    long[] words = new long[wordCount(count, width)];
    for (int row = 0, i = 0; i < count && width > 0; row++, i += lanes) {
      int bit = row * width;
      int word = (bit >>> 6) * lanes;
      int shift = bit & 63;
      int end = Math.min(lanes, count - i);
      for (int lane = 0; lane < end; lane++) {
        words[word + lane] |= (values[i + lane] - base) << shift;
      }
      if (shift + width > Long.SIZE) {
        for (int lane = 0; lane < end; lane++) {
          words[word + lanes + lane] |= (values[i + lane] - base) >>> (Long.SIZE - shift);
        }
      }
    }
    return words;
  }

  /// Unpacks `count` numbers and adds `base` to each.
  static void unpack(long[] words, int count, long base, int width, long[] values) {
    int lanes = lanes(count);
    long mask = width == Long.SIZE ? -1 : (1L << width) - 1;
    for (int row = 0, i = 0; i < count; row++, i += lanes) {
      int bit = row * width;
      int word = (bit >>> 6) * lanes;
      int shift = bit & 63;
      int end = Math.min(lanes, count - i);
      if (width == 0) {
        for (int lane = 0; lane < end; lane++) {
          values[i + lane] = base;
        }
      } else if (shift + width <= Long.SIZE) {
        unpackWithin(words, word, shift, mask, base, values, i, end);
      } else {
        unpackAcross(words, word, lanes, shift, mask, base, values, i, end);
      }
    }
  }

  private static void unpackWithin(
      long[] words, int word, int shift, long mask, long base, long[] values, int at, int end) {
    for (int lane = 0; lane < end; lane++) {
      values[at + lane] = ((words[word + lane] >>> shift) & mask) + base;
    }
  }

  private static void unpackAcross(
      long[] words,
      int word,
      int lanes,
      int shift,
      long mask,
      long base,
      long[] values,
      int at,
      int end) {
    int left = Long.SIZE - shift;
    int next = word + lanes;
    for (int lane = 0; lane < end; lane++) {
      values[at + lane] =
          (((words[word + lane] >>> shift) | (words[next + lane] << left)) & mask) + base;
    }
  }

  /// Fewer lanes for fewer numbers, so that the unused ends of lanes stay small.
  private static int lanes(int count) {
    return Math.clamp(Integer.highestOneBit(Math.max(1, count / ROWS_PER_LANE)), 1, LANES_MAX);
  }

  private static int laneWords(int count, int lanes, int width) {
    int rows = (count + lanes - 1) / lanes;
    return (rows * width + Long.SIZE - 1) >>> 6;
  }
}
