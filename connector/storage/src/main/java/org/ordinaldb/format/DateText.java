package org.ordinaldb.format;

import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// `2024-02-29`; years before 1 with ` BC`.
final class DateText extends TextCodec {
  static final DateText CODEC = new DateText();

  private DateText() {}

  @Override
  public void write(Vector vector, int row, ByteSink out, FormatSettings settings) {
    long days = ((LongVector) vector).values()[row];
    if (days == Integer.MAX_VALUE) {
      Numerics.writeAscii("infinity", out);
    } else if (days == Integer.MIN_VALUE) {
      Numerics.writeAscii("-infinity", out);
    } else {
      long civil = CivilDate.ofDays((int) days);
      writeDate(civil, out);
      writeEra(civil, out);
    }
  }

  /// The date without its era.
  static void writeDate(long civil, ByteSink out) {
    int year = CivilDate.year(civil);
    Digits.writePadded(year > 0 ? year : 1 - year, 4, out);
    out.putByte((byte) '-');
    Digits.writeTwo(CivilDate.month(civil), out);
    out.putByte((byte) '-');
    Digits.writeTwo(CivilDate.day(civil), out);
  }

  static void writeEra(long civil, ByteSink out) {
    if (CivilDate.year(civil) <= 0) {
      Numerics.writeAscii(" BC", out);
    }
  }

  @Override
  public void parse(byte[] src, int from, int to, VectorBuilder out, FormatSettings settings) {
    int days = to - from == 10 ? IsoScan.date(src, from) : IsoScan.NO_DATE;
    out.appendLong(
        days != IsoScan.NO_DATE
            ? days
            : new MomentReader("date", InvalidInput.string(src, from, to), settings).date());
  }
}
