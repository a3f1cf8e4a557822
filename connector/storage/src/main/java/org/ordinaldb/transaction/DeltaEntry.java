package org.ordinaldb.transaction;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.ByteSink;

/// What a [DeltaTree] says about one key: the row that now stands there, or that none does. It
/// overrides whatever the table's segments hold for the key.
///
/// Immutable, except that a transaction's own entries get their commit number when they are
/// published, before any other thread can see them.
public final class DeltaEntry {
  /// The first eight bytes of a key, zero-padded, as a long whose signed order is the byte order.
  static long prefix(byte[] data, int start, int end) {
    if (end - start >= 8) {
      return (long) ByteSink.LONG.get(data, start) ^ Long.MIN_VALUE;
    }
    long prefix = 0;
    for (int i = start; i < end; i++) {
      prefix |= (data[i] & 0xffL) << (56 - 8 * (i - start));
    }
    return prefix ^ Long.MIN_VALUE;
  }

  static long prefix(byte[] key) {
    return prefix(key, 0, key.length);
  }

  private final byte[] key;
  private final byte @Nullable [] row;
  private final boolean inBase;
  private final boolean keyPrefix;
  private long commit;

  /// @param row the encoded row ([RowCodec]), or null for a deleted key
  /// @param inBase whether a row with this key exists below: in the segments for a table's delta, in
  ///     the committed table for a transaction's own writes
  /// @param commit the number of the commit that wrote it; 0 while it is not committed
  public DeltaEntry(byte[] key, byte @Nullable [] row, boolean inBase, long commit) {
    this.key = key;
    this.row = row;
    this.inBase = inBase;
    this.keyPrefix = key.length == Long.BYTES;
    this.commit = commit;
  }

  public byte[] key() {
    return key;
  }

  /// Whether the key is nothing but its prefix of eight bytes; said here, the key need not be loaded.
  boolean isKeyPrefix() {
    return keyPrefix;
  }

  /// The encoded row, or null when the key is deleted.
  public byte @Nullable [] row() {
    return row;
  }

  public boolean isLive() {
    return row != null;
  }

  public boolean inBase() {
    return inBase;
  }

  public long commit() {
    return commit;
  }

  /// By how much this entry changes the number of rows below it.
  public int net() {
    return (row == null ? 0 : 1) - (inBase ? 1 : 0);
  }

  /// Heap that the entry holds, roughly, its share of tree nodes included.
  public long heapBytes() {
    byte[] bytes = row;
    return 100L + key.length + (bytes == null ? 0 : bytes.length);
  }

  /// This entry with its commit number and the truth about the segments below.
  DeltaEntry committed(long number, boolean inSegments) {
    if (inSegments != inBase) {
      return new DeltaEntry(key, row, inSegments, number);
    }
    commit = number;
    return this;
  }

  DeltaEntry withInBase(boolean inSegments) {
    return inSegments == inBase ? this : new DeltaEntry(key, row, inSegments, commit);
  }

  boolean hasKey(byte[] data, int start, int end) {
    return Arrays.equals(key, 0, key.length, data, start, end);
  }

  int compareKey(byte[] data, int start, int end) {
    return Arrays.compareUnsigned(key, 0, key.length, data, start, end);
  }
}
