package org.ordinaldb.segment;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.DoubleVector;

/// Encodes doubles by their bits, or as decimals where each is a whole number over a power of ten
/// (prices, coordinates): those pack like integers, and dividing gives the very bits back.
final class DoubleEncoder {
  static final double[] POWERS = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  /// Up to here every long is a double.
  private static final double WHOLE_MAX = 1L << 53;

  private DoubleEncoder() {}

  static EncodedChunk encode(DoubleVector vector, int rows) {
    double minimum = Double.POSITIVE_INFINITY;
    double maximum = Double.NEGATIVE_INFINITY;
    double[] values = vector.values();
    boolean nan = false;
    for (int i = 0; i < rows; i++) {
      if (!vector.isNull(i)) {
        double value = values[i] + 0.0; // makes -0.0 equal to 0.0 in comparisons of bits too
        nan |= Double.isNaN(value);
        minimum = value < minimum ? value : minimum;
        maximum = value > maximum ? value : maximum;
      }
    }
    byte[] bytes = smallest(withoutNulls(vector, rows), rows, vector.nulls());
    return new EncodedChunk(bytes, bits(minimum), bits(nan ? Double.NaN : maximum));
  }

  private static long bits(double value) {
    return Double.doubleToRawLongBits(value);
  }

  private static double[] withoutNulls(DoubleVector vector, int rows) {
    double[] values = vector.values();
    if (!vector.hasNulls()) {
      return values;
    }
    double[] filled = new double[rows];
    int first = 0;
    while (first < rows && vector.isNull(first)) {
      first++;
    }
    double last = first < rows ? values[first] : 0;
    for (int i = 0; i < rows; i++) {
      last = vector.isNull(i) ? last : values[i];
      filled[i] = last;
    }
    return filled;
  }

  private static byte[] smallest(double[] values, int rows, long @Nullable [] nulls) {
    long[] bits = new long[rows];
    boolean constant = true;
    for (int i = 0; i < rows; i++) {
      bits[i] = bits(values[i]);
      constant &= bits[i] == bits[0];
    }
    if (constant) {
      return LongEncoder.constant(Encoding.DOUBLE_CONSTANT, rows == 0 ? 0 : bits[0], rows, nulls);
    }
    LongDictionary dictionary = LongDictionary.of(bits, rows, 8 * rows / 3);
    if (dictionary != null) {
      return dictionary.encode(Encoding.DOUBLE_DICTIONARY, nulls);
    }
    byte[] decimal = decimal(values, rows, nulls);
    return decimal != null ? decimal : raw(bits, nulls);
  }

  private static byte[] raw(long[] bits, long @Nullable [] nulls) {
    ByteBuffer chunk = ChunkFormat.start(Encoding.DOUBLE_RAW, bits.length, nulls, 8 * bits.length);
    ChunkFormat.putLongs(chunk, bits, bits.length);
    return ChunkFormat.finish(chunk);
  }

  private static byte @Nullable [] decimal(double[] values, int rows, long @Nullable [] nulls) {
    long[] scaled = new long[rows];
    int power = 0;
    for (int i = 0; i < rows; i++) {
      int needed = power(values[i], power);
      if (needed < 0) {
        return null;
      }
      if (needed > power) {
        power = needed;
        i = -1; // The values before this one need the same power.
      } else {
        scaled[i] = Math.round(values[i] * POWERS[power]);
      }
    }
    long minimum = Long.MAX_VALUE;
    long maximum = Long.MIN_VALUE;
    for (int i = 0; i < rows; i++) {
      minimum = Math.min(minimum, scaled[i]);
      maximum = Math.max(maximum, scaled[i]);
    }
    int width = BitPacking.width(maximum - minimum);
    int bodyBytes = 1 + LongEncoder.frameBytes(rows, width);
    ByteBuffer chunk = ChunkFormat.start(Encoding.DOUBLE_DECIMAL, rows, nulls, bodyBytes);
    chunk.put((byte) power);
    LongEncoder.putFrame(chunk, scaled, rows, minimum, width);
    return ChunkFormat.finish(chunk);
  }

  /// The least power, from `from` on, that makes a whole number of the value and back its very bits;
  /// -1 when there is none.
  private static int power(double value, int from) {
    for (int power = from; power < POWERS.length; power++) {
      double scaled = value * POWERS[power];
      if (!(Math.abs(scaled) < WHOLE_MAX)) {
        return -1;
      }
      if (bits(Math.round(scaled) / POWERS[power]) == bits(value)) {
        return power;
      }
    }
    return -1;
  }
}
