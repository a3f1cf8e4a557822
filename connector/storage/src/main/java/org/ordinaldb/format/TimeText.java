package org.ordinaldb.format;

import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// `13:05:00.25`; `24:00:00` is allowed.
final class TimeText extends TextCodec {
  static final TimeText CODEC = new TimeText();

  private TimeText() {}

  @Override
  public void write(Vector vector, int row, ByteSink out, FormatSettings settings) {
    writeTime(((LongVector) vector).values()[row], out);
  }

  static void writeTime(long micros, ByteSink out) {
    int seconds = (int) (micros / 1_000_000);
    Digits.writeTwo(seconds / 3600, out);
    out.putByte((byte) ':');
    Digits.writeTwo(seconds / 60 % 60, out);
    out.putByte((byte) ':');
    Digits.writeTwo(seconds % 60, out);
    Digits.writeMicros((int) (micros % 1_000_000), out);
  }

  @Override
  public void parse(byte[] src, int from, int to, VectorBuilder out, FormatSettings settings) {
    long micros = IsoScan.time(src, from, to);
    out.appendLong(
        micros != IsoScan.NO_TIME
            ? micros
            : new MomentReader("time", InvalidInput.string(src, from, to), settings).time());
  }
}
