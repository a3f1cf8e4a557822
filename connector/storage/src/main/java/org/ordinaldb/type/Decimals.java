package org.ordinaldb.type;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

/// The byte form of a numeric that is wider than a scaled long, and of an unconstrained one:
///
///     | scale, 2 bytes big-endian | unscaled integer, two's complement big-endian, at least 1 byte |
///
/// Two equal numbers with different scales have different bytes; comparisons decode.
public final class Decimals {
  private Decimals() {}

  public static byte[] encode(BigDecimal value) {
    BigDecimal number = value.scale() < 0 ? value.setScale(0) : value;
    byte[] unscaled = number.unscaledValue().toByteArray();
    byte[] bytes = new byte[2 + unscaled.length];
    bytes[0] = (byte) (number.scale() >> 8);
    bytes[1] = (byte) number.scale();
    System.arraycopy(unscaled, 0, bytes, 2, unscaled.length);
    return bytes;
  }

  public static BigDecimal decode(byte[] data, int start, int end) {
    int scale = (data[start] << 8) | (data[start + 1] & 0xff);
    return new BigDecimal(new BigInteger(Arrays.copyOfRange(data, start + 2, end)), scale);
  }

  public static BigDecimal decode(BytesVector vector, int row) {
    return decode(vector.data(), vector.start(row), vector.end(row));
  }
}
