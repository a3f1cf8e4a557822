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

  /// The position of the encoded key `data[start .. end)`, or -1.
  abstract int find(byte[] data, int start, int end, SearchCounters counters);

  /// `positions[i]` becomes the position of the encoded key `keys[rows[i]]`, or -1, for each `i` from
  /// `from` up to `to`.
  abstract void find(
      BytesVector keys, int[] rows, int from, int to, int[] positions, SearchCounters counters);

  /// The [org.ordinaldb.index.SearchWindow] of the key `keys[row]`.
  abstract long window(BytesVector keys, int row);

  abstract LearnedIndex index();

  abstract byte[] key(int position);

  /// The encoded keys of a chunk.
  abstract BytesVector keys(int chunk);

  /// Bytes of memory that the index and the chunks' first keys take.
  abstract long modelBytes();
}
