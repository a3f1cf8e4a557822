package org.ordinaldb.storage;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.KeyCodec;

/// A range of encoded keys: from `from`, inclusive, to `to`, exclusive, in unsigned byte order.
/// Inclusive and exclusive SQL bounds are both expressed by byte strings: `key > k` starts at k and a
/// zero byte, `prefix = p` ends at the successor of p.
///
/// @param from the first key that may be in the range; empty for no lower bound
/// @param to the first key beyond the range; null for no upper bound
public record KeyRange(byte[] from, byte @Nullable [] to) {
  public static final KeyRange ALL = new KeyRange(new byte[0], null);

  /// The one key.
  public static KeyRange point(byte[] key) {
    return new KeyRange(key, KeyCodec.successor(key));
  }

  /// Every key that starts with the encoded leading parts `prefix`.
  public static KeyRange prefix(byte[] prefix) {
    return new KeyRange(prefix, KeyCodec.successorOfPrefix(prefix));
  }

  /// The smallest range that has all of `ranges`, which are disjoint and ascending.
  static KeyRange hull(List<KeyRange> ranges) {
    return ranges.isEmpty()
        ? new KeyRange(new byte[0], new byte[0])
        : new KeyRange(ranges.getFirst().from(), ranges.getLast().to());
  }

  public boolean contains(byte[] key) {
    byte[] end = to;
    return Arrays.compareUnsigned(key, from) >= 0
        && (end == null || Arrays.compareUnsigned(key, end) < 0);
  }

  public boolean isEmpty() {
    byte[] end = to;
    return end != null && Arrays.compareUnsigned(from, end) >= 0;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KeyRange range
        && Arrays.equals(from, range.from)
        && Arrays.equals(to, range.to);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(from) + Arrays.hashCode(to);
  }
}
