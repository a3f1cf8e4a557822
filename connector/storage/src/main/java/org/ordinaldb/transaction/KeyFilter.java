package org.ordinaldb.transaction;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.ordinaldb.type.ByteSink;

/// Tells most keys that a [DeltaTree] says nothing about from those that it may hold: a Bloom filter
/// with all bits of a key in one word, so that asking costs one load instead of a walk from the root.
///
/// All versions of a tree share one filter. It only gains keys, so it holds those of every version,
/// and a key that an older version has not is no more than a walk in vain. A key is added before the
/// tree that holds it is made, and whoever reads the tree sees it.
final class KeyFilter {
  /// A walk in vain for about one key of a hundred.
  private static final int BITS_PER_KEY = 16;

  private static final int KEYS_MIN = 256;
  private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;
  private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] words;

  private KeyFilter(int keys) {
    words = new long[(int) ((long) keys * BITS_PER_KEY / Long.SIZE)];
  }

  /// An empty filter for twice as many keys.
  static KeyFilter roomFor(int keys) {
    return new KeyFilter(Integer.highestOneBit(Math.max(keys, KEYS_MIN)) << 1);
  }

  /// For how many keys it was made.
  int capacity() {
    return (int) ((long) words.length * Long.SIZE / BITS_PER_KEY);
  }

  /// Safe for use by several threads: transactions may lay their changes over the same tree.
  void add(byte[] key) {
    long hash = hash(key, 0, key.length);
    int at = word(hash);
    long bits = bits(hash);
    if (((long) WORDS.getVolatile(words, at) & bits) != bits) {
      long _ = (long) WORDS.getAndBitwiseOr(words, at, bits);
    }
  }

  boolean mayHold(byte[] data, int start, int end) {
    long hash = hash(data, start, end);
    long bits = bits(hash);
    return (words[word(hash)] & bits) == bits;
  }

  private int word(long hash) {
    return (int) (hash >>> 32) & (words.length - 1);
  }

  private static long bits(long hash) {
    return 1L << hash | 1L << (hash >>> 6) | 1L << (hash >>> 12);
  }

  private static long hash(byte[] data, int start, int end) {
    long hash = end - start;
    int at = start;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = mixed(hash ^ (long) ByteSink.LONG.get(data, at));
    }
    return at == end ? hash : mixed(hash ^ DeltaEntry.prefix(data, at, end));
  }

  private static long mixed(long value) {
    long product = value * MULTIPLIER;
    return (product ^ (product >>> 32)) * MULTIPLIER;
  }
}
