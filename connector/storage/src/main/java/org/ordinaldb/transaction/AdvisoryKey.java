package org.ordinaldb.transaction;

import org.ordinaldb.type.ByteSink;

/// What an advisory lock is taken of: a bigint, or a pair of integers, which is something else also
/// when the bits are the same.
public record AdvisoryKey(long value, boolean pair) {
  public static AdvisoryKey of(long value) {
    return new AdvisoryKey(value, false);
  }

  public static AdvisoryKey of(int first, int second) {
    return new AdvisoryKey((long) first << 32 | (second & 0xffff_ffffL), true);
  }

  Lock lock() {
    byte[] key = new byte[8];
    ByteSink.LONG.set(key, 0, value);
    return new Lock(pair ? Lock.ADVISORY_PAIR : Lock.ADVISORY_BIGINT, key);
  }

  static TableLock mode(boolean shared) {
    return shared ? TableLock.SHARE : TableLock.EXCLUSIVE;
  }
}
