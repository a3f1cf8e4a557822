package org.ordinaldb.type;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A growing byte buffer with big-endian puts. Owned by one thread.
public final class ByteSink {
  /// Big-endian longs in a byte array.
  public static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /// Big-endian ints in a byte array.
  public static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  /// Big-endian shorts in a byte array.
  public static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  private byte[] data;
  private int size;

  public ByteSink(int capacity) {
    data = new byte[Math.max(capacity, 16)];
  }

  public int size() {
    return size;
  }

  /// The buffer itself; bytes from [#size()] on are garbage. Valid until the next put.
  public byte[] data() {
    return data;
  }

  public void clear() {
    size = 0;
  }

  /// Drops the bytes from `newSize` on.
  public void truncate(int newSize) {
    assert newSize <= size;
    size = newSize;
  }

  public void putByte(byte value) {
    ensure(1);
    data[size++] = value;
  }

  public void putShort(int value) {
    ensure(2);
    SHORT.set(data, size, (short) value);
    size += 2;
  }

  public void putInt(int value) {
    ensure(4);
    INT.set(data, size, value);
    size += 4;
  }

  public void putLong(long value) {
    ensure(8);
    LONG.set(data, size, value);
    size += 8;
  }

  public void putBytes(byte[] source) {
    putBytes(source, 0, source.length);
  }

  public void putBytes(byte[] source, int offset, int byteCount) {
    ensure(byteCount);
    System.arraycopy(source, offset, data, size, byteCount);
    size += byteCount;
  }

  /// Overwrites four bytes that were put before, for lengths that are known only afterwards.
  public void setInt(int offset, int value) {
    assert offset + 4 <= size;
    INT.set(data, offset, value);
  }

  /// Makes room for `byteCount` more bytes, to be written to [#data()] from [#size()] on and then
  /// confirmed by [#advance].
  public void ensure(int byteCount) {
    int needed = Math.addExact(size, byteCount);
    if (needed > data.length) {
      data =
          Arrays.copyOf(
              data, (int) Math.min(Integer.MAX_VALUE - 16, Math.max(needed, 2L * data.length)));
    }
  }

  public void advance(int byteCount) {
    size += byteCount;
    assert size <= data.length;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(data, size);
  }
}
