package org.ordinaldb.segment;

import org.ordinaldb.index.LearnedIndex;
import org.ordinaldb.index.SearchCounters;
import org.ordinaldb.type.BytesVector;

/// Exact searches for keys in one segment. Immutable, safe for use by many threads.
///
/// The index's window says where to look; the chunks' first keys, which are in memory, then pick the
/// one chunk that has the lower bound, so a search decodes one chunk at the most.
abstract sealed class KeySearch permits LongKeySearch, BytesKeySearch {
  /// The first position whose key is at or above `key[..]`, an encoded key or any other byte string.
  abstract int lowerBound(byte[] key, SearchCounters counters);

  /// The position of each encoded key `keys[rows[0 .. count)]`, or -1 where it is absent.
  abstract void find(
      BytesVector keys, int[] rows, int count, int[] positions, SearchCounters counters);

  /// The [org.ordinaldb.index.SearchWindow] of the key `keys[row]`.
  abstract long window(BytesVector keys, int row);

  abstract LearnedIndex index();

  abstract byte[] key(int position);

  /// The encoded keys of a chunk.
  abstract BytesVector keys(int chunk);

  /// Bytes of memory that the index and the chunks' first keys take.
  abstract long modelBytes();
}
