package org.ordinaldb.type;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Encodes keys of one or more parts as bytes whose unsigned order is the SQL order, and gives the
/// 64-bit *model key* that the learned index computes with.
///
/// Each part is encoded so that no encoding is a proper prefix of another part's, so parts can be
/// laid end to end:
///
///     not null:  0x01, value        null:  0x02, or 0x00 where NULL sorts first
///     one part that is never null:  value only           (a primary key of one column)
///
/// A descending part has every bit of its value inverted; since no value's bytes begin another's,
/// that reverses the order and nothing else.
///
///     longs      8 bytes big-endian, sign bit flipped
///     doubles    8 bytes, IEEE order: negative numbers inverted, others with the sign bit flipped;
///                -0.0 is 0.0, NaN sorts last as in PostgreSQL
///     uuid       16 bytes as they are
///     bytes      every 0x00 as 0x00 0xFF, then 0x00 0x00
///     numeric    sign byte, decimal exponent, digits; trailing zeros do not count
///     interval   16 bytes: microseconds, a month as 30 days and a day as 24 hours, as PostgreSQL
///                compares them
///
/// Keys of primary-key columns are never null, yet composite keys keep the null byte so that
/// secondary indexes share the form.
public final class KeyCodec {
  private static final byte NULL_FIRST = 0;
  private static final byte NOT_NULL = 1;
  private static final byte NULL_LAST = 2;
  private static final long SIGN = Long.MIN_VALUE;
  private static final long DAY_MICROS = 86_400_000_000L;

  private final SqlType[] types;
  private final KeyOrder[] orders;
  private final boolean bare;

  /// Keys of a table's own: ascending; a single part is never null.
  public KeyCodec(List<SqlType> types) {
    this.types = types.toArray(new SqlType[0]);
    this.orders = new KeyOrder[this.types.length];
    Arrays.fill(orders, KeyOrder.ASCENDING);
    this.bare = types.size() == 1;
  }

  /// Keys of an index's entries, whose parts may be null.
  ///
  /// @param orders one for each part
  public KeyCodec(List<SqlType> types, List<KeyOrder> orders) {
    assert types.size() == orders.size();
    this.types = types.toArray(new SqlType[0]);
    this.orders = orders.toArray(new KeyOrder[0]);
    this.bare = false;
  }

  public int partCount() {
    return types.length;
  }

  public SqlType type(int part) {
    return types[part];
  }

  public KeyOrder order(int part) {
    return orders[part];
  }

  /// Whether a key is exactly one long, so that its bytes and its value are the same thing.
  public boolean isSingleLong() {
    return bare && types[0].vectorKind() == VectorKind.LONG;
  }

  /// The key of one row.
  ///
  /// @param parts the key's columns, one vector a part
  public byte[] encode(Vector[] parts, int row) {
    if (isSingleLong()) {
      return encodeLong(((LongVector) parts[0]).values()[row]);
    }
    ByteSink sink = new ByteSink(16 * parts.length);
    encodePrefix(parts, row, parts.length, sink);
    return sink.toByteArray();
  }

  /// Appends the first `partCount` parts of a row's key.
  public void encodePrefix(Vector[] parts, int row, int partCount, ByteSink sink) {
    for (int part = 0; part < partCount; part++) {
      if (!bare) {
        boolean isNull = parts[part].isNull(row);
        sink.putByte(!isNull ? NOT_NULL : orders[part].nullsFirst() ? NULL_FIRST : NULL_LAST);
        if (isNull) {
          continue;
        }
      }
      int start = sink.size();
      encodePart(types[part], parts[part], row, sink);
      if (orders[part].descending()) {
        invert(sink, start);
      }
    }
  }

  /// Appends what every key begins with whose first `partCount` parts are those of the row and whose
  /// next part is not null.
  public void encodePresence(Vector[] parts, int row, int partCount, ByteSink sink) {
    encodePrefix(parts, row, partCount, sink);
    if (!bare) {
      sink.putByte(NOT_NULL);
    }
  }

  /// Appends what every key begins with whose first `partCount` parts are those of the row and whose
  /// next part is text that begins with `data[start .. end)`.
  public void encodeTextPrefix(
      Vector[] parts, int row, int partCount, byte[] data, int start, int end, ByteSink sink) {
    encodePresence(parts, row, partCount, sink);
    int from = sink.size();
    putEscaped(data, start, end, sink);
    if (orders[partCount].descending()) {
      invert(sink, from);
    }
  }

  private static void invert(ByteSink sink, int start) {
    byte[] data = sink.data();
    for (int i = start; i < sink.size(); i++) {
      data[i] = (byte) ~data[i];
    }
  }

  /// The bytes of a key that is one long.
  public static byte[] encodeLong(long value) {
    byte[] bytes = new byte[8];
    ByteSink.LONG.set(bytes, 0, value ^ SIGN);
    return bytes;
  }

  /// The long of a key for which [#isSingleLong()] holds.
  public static long decodeLong(byte[] key) {
    return ((long) ByteSink.LONG.get(key, 0)) ^ SIGN;
  }

  private static void encodePart(SqlType type, Vector vector, int row, ByteSink sink) {
    switch (vector) {
      case LongVector longs -> sink.putLong(longs.values()[row] ^ SIGN);
      case DoubleVector doubles -> sink.putLong(orderedBits(doubles.values()[row]));
      case BytesVector bytes -> {
        if (type.kind() == TypeKind.UUID) {
          sink.putBytes(bytes.data(), bytes.start(row), bytes.byteLength(row));
        } else if (type.kind() == TypeKind.NUMERIC) {
          encodeDecimal(Decimals.decode(bytes, row), sink);
        } else if (type.kind() == TypeKind.INTERVAL) {
          encodeInterval(bytes.data(), bytes.start(row), sink);
        } else {
          encodeEscaped(bytes.data(), bytes.start(row), bytes.end(row), sink);
        }
      }
    }
  }

  private static long orderedBits(double value) {
    long bits = Double.doubleToLongBits(value == 0 ? 0.0 : value);
    return bits < 0 ? ~bits : bits ^ SIGN;
  }

  private static void encodeEscaped(byte[] data, int start, int end, ByteSink sink) {
    putEscaped(data, start, end, sink);
    sink.putByte((byte) 0);
    sink.putByte((byte) 0);
  }

  private static void putEscaped(byte[] data, int start, int end, ByteSink sink) {
    for (int i = start; i < end; i++) {
      sink.putByte(data[i]);
      if (data[i] == 0) {
        sink.putByte((byte) 0xff);
      }
    }
  }

  private static void encodeInterval(byte[] data, int start, ByteSink sink) {
    long micros = (long) ByteSink.LONG.get(data, start);
    long days =
        (int) ByteSink.INT.get(data, start + 8) + 30L * (int) ByteSink.INT.get(data, start + 12);
    long low = days * DAY_MICROS;
    long high = Math.multiplyHigh(days, DAY_MICROS);
    long sum = low + micros;
    high += (micros >> 63) + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
    sink.putLong(high ^ SIGN);
    sink.putLong(sum);
  }

  /// Sign byte (0 negative, 1 zero, 2 positive), the exponent of the leading digit with its sign bit
  /// flipped, the digits plus one each, then 0; everything after the sign byte inverted for a
  /// negative number.
  private static void encodeDecimal(BigDecimal value, ByteSink sink) {
    int sign = value.signum();
    sink.putByte((byte) (sign + 1));
    if (sign == 0) {
      return;
    }
    BigDecimal magnitude = value.abs().stripTrailingZeros();
    byte mask = (byte) (sign < 0 ? 0xff : 0);
    int exponent = magnitude.precision() - magnitude.scale();
    sink.putInt((exponent ^ Integer.MIN_VALUE) ^ (sign < 0 ? -1 : 0));
    String digits = magnitude.unscaledValue().toString();
    for (int i = 0; i < digits.length(); i++) {
      sink.putByte((byte) ((digits.charAt(i) - '0' + 1) ^ mask));
    }
    sink.putByte(mask);
  }

  /// The smallest byte string greater than every string that starts with `prefix`, or null when
  /// there is none (all bytes 0xFF).
  public static byte @Nullable [] successorOfPrefix(byte[] prefix) {
    int last = prefix.length - 1;
    while (last >= 0 && prefix[last] == (byte) 0xff) {
      last--;
    }
    if (last < 0) {
      return null;
    }
    byte[] successor = Arrays.copyOf(prefix, last + 1);
    successor[last]++;
    return successor;
  }

  /// The smallest byte string greater than `key`: the key and a zero byte.
  public static byte[] successor(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }
}
