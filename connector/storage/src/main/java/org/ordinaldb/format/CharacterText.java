package org.ordinaldb.format;

import java.util.Arrays;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// Text as it is; varchar(n), char(n) and name with their limits. A char(n) stands without its
/// trailing blanks in vectors and with them on the outside.
final class CharacterText extends TextCodec {
  static final CharacterText TEXT = new CharacterText(SqlType.TEXT);
  static final CharacterText NAME = new CharacterText(SqlType.NAME);

  private static final int NAME_BYTES_MAX = 63;

  private final SqlType type;
  private final boolean blankPadded;

  CharacterText(SqlType type) {
    this.type = type;
    this.blankPadded = type.kind() == TypeKind.CHAR;
  }

  @Override
  public void write(Vector vector, int row, ByteSink out, FormatSettings settings) {
    BytesVector bytes = (BytesVector) vector;
    int start = bytes.start(row);
    int end = bytes.end(row);
    out.putBytes(bytes.data(), start, end - start);
    if (blankPadded && type.length() > 0) {
      pad(type.length() - Utf8.characterCount(bytes.data(), start, end), out);
    }
  }

  private static void pad(int blanks, ByteSink out) {
    if (blanks > 0) {
      out.ensure(blanks);
      Arrays.fill(out.data(), out.size(), out.size() + blanks, (byte) ' ');
      out.advance(blanks);
    }
  }

  @Override
  public void parse(byte[] src, int from, int to, VectorBuilder out, FormatSettings settings) {
    Utf8.check(src, from, to);
    int end = to;
    if (type.kind() == TypeKind.NAME) {
      end = nameEnd(src, from, to);
    } else if (type.length() >= 0 && to - from > type.length()) {
      end = limited(src, from, to);
    }
    if (blankPadded) {
      while (end > from && src[end - 1] == ' ') {
        end--;
      }
    }
    out.appendBytes(src, from, end - from);
  }

  /// The end of the first n characters; what follows them must be blanks.
  private int limited(byte[] src, int from, int to) {
    int end = Utf8.offset(src, from, to, type.length());
    for (int i = end; i < to; i++) {
      if (src[i] != ' ') {
        throw new StatementException(
            SqlState.STRING_DATA_RIGHT_TRUNCATION, "value too long for type " + type);
      }
    }
    return end;
  }

  private static int nameEnd(byte[] src, int from, int to) {
    int end = Math.min(to, from + NAME_BYTES_MAX);
    while (end > from && end < to && (src[end] & 0xc0) == 0x80) {
      end--;
    }
    return end;
  }
}
