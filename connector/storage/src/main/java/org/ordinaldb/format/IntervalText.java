package org.ordinaldb.format;

import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// Intervals in the style `postgres`: `1 year 2 mons -3 days +04:05:06.5`.
final class IntervalText extends TextCodec {
  static final IntervalText CODEC = new IntervalText();

  private IntervalText() {}

  @Override
  public void write(Vector vector, int row, ByteSink out, FormatSettings settings) {
    BytesVector bytes = (BytesVector) vector;
    int start = bytes.start(row);
    long micros = (long) ByteSink.LONG.get(bytes.data(), start);
    int days = (int) ByteSink.INT.get(bytes.data(), start + 8);
    int months = (int) ByteSink.INT.get(bytes.data(), start + 12);
    int from = out.size();
    boolean minus = part(months / 12, "year", from, false, out);
    minus = part(months % 12, "mon", from, minus, out);
    minus = part(days, "day", from, minus, out);
    if (micros != 0 || out.size() == from) {
      writeTime(micros, from, minus, out);
    }
  }

  /// Writes one part when it is not zero.
  ///
  /// @param afterMinus whether the part before was negative, so that a positive one needs its sign
  /// @return the same for the next part
  private static boolean part(int value, String unit, int from, boolean afterMinus, ByteSink out) {
    if (value == 0) {
      return afterMinus;
    }
    if (out.size() > from) {
      out.putByte((byte) ' ');
    }
    if (afterMinus && value > 0) {
      out.putByte((byte) '+');
    }
    Digits.writeLong(value, out);
    out.putByte((byte) ' ');
    Numerics.writeAscii(unit, out);
    if (value != 1) {
      out.putByte((byte) 's');
    }
    return value < 0;
  }

  private static void writeTime(long micros, int from, boolean afterMinus, ByteSink out) {
    if (out.size() > from) {
      out.putByte((byte) ' ');
    }
    if (micros < 0) {
      out.putByte((byte) '-');
    } else if (afterMinus) {
      out.putByte((byte) '+');
    }
    // Computed on the remainders, since the smallest long has no positive counterpart.
    long seconds = Math.abs(micros / 1_000_000);
    Digits.writePadded(seconds / 3600, 2, out);
    out.putByte((byte) ':');
    Digits.writeTwo((int) (seconds / 60 % 60), out);
    out.putByte((byte) ':');
    Digits.writeTwo((int) (seconds % 60), out);
    Digits.writeMicros((int) Math.abs(micros % 1_000_000), out);
  }

  @Override
  public void parse(byte[] src, int from, int to, VectorBuilder out, FormatSettings settings) {
    IntervalReader reader = new IntervalReader(InvalidInput.string(src, from, to));
    reader.read();
    byte[] value = new byte[16];
    ByteSink.LONG.set(value, 0, reader.micros());
    ByteSink.INT.set(value, 8, reader.days());
    ByteSink.INT.set(value, 12, reader.months());
    out.appendBytes(value);
  }
}
