package org.ordinaldb.segment;

import java.util.Arrays;
import org.ordinaldb.type.ByteSink;

/// Makes model keys (longs) of encoded keys: the first eight byte positions at which a segment's keys
/// differ from one another. Positions at which all of them are the same say nothing about where a
/// key stands, so leaving them out lets eight bytes reach further into a composite key or past a
/// common prefix. Missing bytes count as zero.
///
/// Ascending keys of the segment have ascending model keys, though several may share one. Other keys
/// get a model key near their place; only comparing true keys makes a search exact.
///
/// Stored form, big-endian:
///
///     | positions 1 | position 2 each | template length 2 | template |
final class KeyProjection {
  private static final int BYTES = 8;
  private static final long SIGN = Long.MIN_VALUE;

  private final int[] positions;

  /// What every key has at the other positions, up to the last of `positions`.
  private final byte[] template;

  private KeyProjection(int[] positions, byte[] template) {
    this.positions = positions;
    this.template = template;
  }

  /// The model key of `data[start .. end)`; as signed longs, in key order.
  long project(byte[] data, int start, int end) {
    long window = 0;
    int next = 0;
    for (int i = 0; next < positions.length; i++) {
      int value = start + i < end ? data[start + i] & 0xff : 0;
      if (i == positions[next]) {
        window |= (long) value << (56 - 8 * next);
        next++;
      } else if (value != (template[i] & 0xff)) {
        return (value < (template[i] & 0xff) ? window : window | (-1L >>> (8 * next))) ^ SIGN;
      }
    }
    return window ^ SIGN;
  }

  void put(ByteSink sink) {
    sink.putByte((byte) positions.length);
    for (int position : positions) {
      sink.putShort(position);
    }
    sink.putShort(template.length);
    sink.putBytes(template);
  }

  /// Bytes that [#put] puts.
  int byteCount() {
    return 3 + 2 * positions.length + template.length;
  }

  static KeyProjection read(byte[] bytes, int offset) {
    int[] positions = new int[bytes[offset]];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = (short) ByteSink.SHORT.get(bytes, offset + 1 + 2 * i);
    }
    int at = offset + 1 + 2 * positions.length;
    int length = (short) ByteSink.SHORT.get(bytes, at);
    return new KeyProjection(positions, Arrays.copyOfRange(bytes, at + 2, at + 2 + length));
  }

  /// Finds the projection while keys stream by, and their model keys under it: when a position turns
  /// out to vary, the keys before all had the template's byte there, so that it can be put into their
  /// model keys afterwards. Owned by one thread.
  static final class Builder {
    /// Positions past this are left to the comparison of true keys.
    private static final int POSITION_MAX = Short.MAX_VALUE;

    private byte[] template = new byte[0];
    private int[] positions = new int[0];
    private long[] windows = new long[1024];
    private int count;

    void add(byte[] data, int start, int end) {
      if (count == 0) {
        template = Arrays.copyOfRange(data, start, end);
      }
      findNewPositions(data, start, end);
      if (count == windows.length) {
        windows = Arrays.copyOf(windows, 2 * count);
      }
      windows[count++] = window(data, start, end);
    }

    private void findNewPositions(byte[] data, int start, int end) {
      int length = Math.min(Math.max(end - start, template.length), POSITION_MAX);
      for (int i = 0; i < length; i++) {
        if (positions.length == BYTES && i >= positions[BYTES - 1]) {
          return;
        }
        byte value = start + i < end ? data[start + i] : 0;
        boolean exists = start + i < end == i < template.length;
        if ((value != templateByte(i) || !exists) && Arrays.binarySearch(positions, i) < 0) {
          insert(i);
        }
      }
    }

    private byte templateByte(int position) {
      return position < template.length ? template[position] : 0;
    }

    private void insert(int position) {
      int rank = -1 - Arrays.binarySearch(positions, position);
      int[] wider = new int[Math.min(positions.length + 1, BYTES)];
      System.arraycopy(positions, 0, wider, 0, rank);
      wider[rank] = position;
      System.arraycopy(positions, rank, wider, rank + 1, wider.length - rank - 1);
      positions = wider;
      long before = rank == 0 ? 0 : -1L << (64 - 8 * rank);
      long inserted = (templateByte(position) & 0xffL) << (56 - 8 * rank);
      for (int i = 0; i < count; i++) {
        windows[i] = (windows[i] & before) | inserted | ((windows[i] & ~before) >>> 8);
      }
    }

    private long window(byte[] data, int start, int end) {
      long window = 0;
      for (int i = 0; i < positions.length; i++) {
        int at = start + positions[i];
        window |= (at < end ? data[at] & 0xffL : 0) << (56 - 8 * i);
      }
      return window;
    }

    /// The model keys of the keys added, in their order; the builder is done with.
    long[] modelKeys() {
      for (int i = 0; i < count; i++) {
        windows[i] ^= SIGN;
      }
      return windows;
    }

    KeyProjection build() {
      int reach = positions.length == 0 ? 0 : positions[positions.length - 1] + 1;
      return new KeyProjection(positions, Arrays.copyOf(template, reach));
    }
  }
}
