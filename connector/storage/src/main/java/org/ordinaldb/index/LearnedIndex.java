package org.ordinaldb.index;

/// Answers where a key stands in an ascending sequence of longs that the index was made for and does
/// not hold itself. Immutable, safe for use by many threads.
///
/// - *Lower bound*: the first position whose key is at or above the asked one, or [#keyCount()].
/// - Keys may repeat.
/// - [#window] contains the lower bound of every key of the sequence, without exception, and its
///   other positions unless they are more than 65,535. For a key that is absent it nearly always
///   contains the lower bound; who searches it must check that it brackets the key and move outward
///   when it does not, as [#lowerBound] does.
public sealed interface LearnedIndex permits RecursiveModelIndex, BinarySearchIndex {
  int keyCount();

  /// The [SearchWindow] of a key.
  long window(long key);

  /// The exact lower bound of any key, present or not.
  ///
  /// @param keys the sequence itself
  int lowerBound(long[] keys, long key, SearchCounters counters);

  /// The exact lower bounds of `probes[0 .. count)`, in any order, interleaved so that their cache
  /// misses overlap.
  void lowerBounds(long[] keys, long[] probes, int count, int[] positions, SearchCounters counters);

  /// Bytes that the index takes in memory.
  long byteSize();

  /// How many models the index has; 0 when positions are not predicted.
  int nodeCount();

  /// The most positions that a look-up of a present key has to search.
  int widestWindow();

  /// Whether positions are predicted at all.
  boolean isLearned();
}
