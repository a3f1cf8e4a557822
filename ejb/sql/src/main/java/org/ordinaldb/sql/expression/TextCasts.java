package org.ordinaldb.sql.expression;

import java.util.List;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.format.Utf8;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// Conversions among the types that hold text.
final class TextCasts {
  private static final int NAME_BYTES_MAX = 63;

  private TextCasts() {}

  /// Text as another text type: cut to its length, or refused when it is longer and `strict`; char(n)
  /// loses its trailing blanks, as it is kept without them.
  static Expression fit(Expression text, SqlType target, boolean strict) {
    SqlType source = text.type();
    if (source.equals(target)) {
      return text;
    }
    if (target.kind() == TypeKind.NAME) {
      return call(text, target, (in, out) -> putName(in, out));
    }
    if (target.kind() == TypeKind.CHAR) {
      boolean fits = source.kind() == TypeKind.CHAR && fits(source, target);
      return fits
          ? new Retyped(text, target)
          : call(text, target, (in, out) -> putCharacter(in, out, strict));
    }
    if (target.length() < 0 || (source.kind() == TypeKind.VARCHAR && fits(source, target))) {
      return new Retyped(text, target);
    }
    return call(text, target, (in, out) -> putVarchar(in, out, strict));
  }

  private static boolean fits(SqlType source, SqlType target) {
    return target.length() < 0 || (source.length() >= 0 && source.length() <= target.length());
  }

  private static Expression call(Expression text, SqlType target, RowKernel kernel) {
    return new RowCall(target, List.of(text), RowCall.Mode.STRICT, kernel);
  }

  private static void putName(RowArguments in, RowWriter out) {
    byte[] data = in.data(0);
    int start = in.start(0);
    int end = Math.min(in.end(0), start + NAME_BYTES_MAX);
    while (end < in.end(0) && end > start && (data[end] & 0xc0) == 0x80) {
      end--;
    }
    out.putBytes(data, start, end);
  }

  private static void putCharacter(RowArguments in, RowWriter out, boolean strict) {
    byte[] data = in.data(0);
    int end = withoutBlanks(data, in.start(0), in.end(0));
    int length = out.type().length();
    if (length >= 0) {
      int cut = Utf8.offset(data, in.start(0), end, length);
      if (cut < end && strict) {
        throw tooLong(out.type());
      }
      end = withoutBlanks(data, in.start(0), cut);
    }
    out.putBytes(data, in.start(0), end);
  }

  private static void putVarchar(RowArguments in, RowWriter out, boolean strict) {
    byte[] data = in.data(0);
    int start = in.start(0);
    int cut = Utf8.offset(data, start, in.end(0), out.type().length());
    if (strict && withoutBlanks(data, cut, in.end(0)) > cut) {
      throw tooLong(out.type());
    }
    out.putBytes(data, start, cut);
  }

  static int withoutBlanks(byte[] data, int start, int end) {
    int last = end;
    while (last > start && data[last - 1] == ' ') {
      last--;
    }
    return last;
  }

  private static StatementException tooLong(SqlType type) {
    return new StatementException(
        SqlState.STRING_DATA_RIGHT_TRUNCATION, "value too long for type " + type);
  }
}
