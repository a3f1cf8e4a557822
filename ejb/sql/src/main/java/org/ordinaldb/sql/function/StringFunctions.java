package org.ordinaldb.sql.function;

import static org.ordinaldb.sql.function.Overload.ANY;
import static org.ordinaldb.sql.function.Overload.row;

import java.util.Arrays;
import java.util.List;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.format.TextCodec;
import org.ordinaldb.format.Utf8;
import org.ordinaldb.sql.expression.LikePattern;
import org.ordinaldb.sql.expression.RowArguments;
import org.ordinaldb.sql.expression.RowCall;
import org.ordinaldb.sql.expression.RowWriter;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// Functions of text that work on its UTF-8 bytes.
final class StringFunctions {
  private static final SqlType TEXT = SqlType.TEXT;
  private static final SqlType BYTEA = SqlType.BYTEA;
  private static final SqlType INT4 = SqlType.INT4;
  private static final byte[] BLANK = {' '};
  private static final int VALUE_BYTES_MAX = 1 << 30;

  private StringFunctions() {}

  static List<SqlOperator> all() {
    return List.of(
        LibraryOperator.of("||", SqlKind.OTHER, 34, concatenations()),
        length("length"),
        length("char_length"),
        length("character_length"),
        LibraryFunction.of(
            "octet_length",
            row(INT4, (in, out) -> out.putLong(byteLength(in)), TEXT),
            row(INT4, (in, out) -> out.putLong(byteLength(in)), BYTEA),
            row(INT4, (in, out) -> out.putLong(paddedLength(in)), SqlType.of(TypeKind.CHAR))),
        LibraryFunction.of(
            "bit_length",
            row(INT4, (in, out) -> out.putLong(8L * byteLength(in)), TEXT),
            row(INT4, (in, out) -> out.putLong(8L * byteLength(in)), BYTEA)),
        trim("btrim", true, true),
        trim("ltrim", true, false),
        trim("rtrim", false, true),
        substring("substring"),
        substring("substr"),
        position("position"),
        position("strpos"),
        LibraryFunction.of("replace", row(TEXT, StringFunctions::replace, TEXT, TEXT, TEXT)),
        LibraryFunction.of("left", row(TEXT, StringFunctions::left, TEXT, INT4)),
        LibraryFunction.of("right", row(TEXT, StringFunctions::right, TEXT, INT4)),
        pad("lpad", true),
        pad("rpad", false),
        LibraryFunction.of("repeat", row(TEXT, StringFunctions::repeat, TEXT, INT4)),
        LibraryFunction.of("reverse", row(TEXT, StringFunctions::reverse, TEXT)),
        LibraryFunction.of(
            "concat",
            row(TEXT, RowCall.Mode.NULLS, StringFunctions::concat, ANY)
                .variadic()
                .nullable(Overload.Nullability.NEVER)),
        LibraryFunction.of(
            "concat_ws",
            row(TEXT, RowCall.Mode.NULLS, StringFunctions::concatWithSeparator, TEXT, ANY)
                .variadic()),
        LibraryFunction.of("split_part", row(TEXT, StringFunctions::splitPart, TEXT, TEXT, INT4)),
        LibraryFunction.of(
            "starts_with",
            row(SqlType.BOOLEAN, (in, out) -> out.putBoolean(startsWith(in)), TEXT, TEXT)),
        LibraryFunction.of(
            "overlay",
            row(TEXT, (in, out) -> overlay(in, out, characters(in, 1)), TEXT, TEXT, INT4),
            row(TEXT, (in, out) -> overlay(in, out, in.intAt(3)), TEXT, TEXT, INT4, INT4)));
  }

  private static Overload[] concatenations() {
    return new Overload[] {
      row(TEXT, (in, out) -> append(in, 0, out).append(in, 1), TEXT, TEXT),
      row(BYTEA, (in, out) -> append(in, 0, out).append(in, 1), BYTEA, BYTEA),
      row(TEXT, StringFunctions::concatPrinted, TEXT, ANY),
      row(TEXT, StringFunctions::concatPrinted, ANY, TEXT)
    };
  }

  /// Appends arguments to the row's value.
  private record Appender(RowWriter out) {
    Appender append(RowArguments in, int argument) {
      out.putBytes(in.data(argument), in.start(argument), in.end(argument));
      return this;
    }
  }

  private static Appender append(RowArguments in, int argument, RowWriter out) {
    return new Appender(out).append(in, argument);
  }

  /// `text || 5`: the other side as it prints, booleans as `true` and `false`.
  private static void concatPrinted(RowArguments in, RowWriter out) {
    print(in, 0, out);
    print(in, 1, out);
  }

  private static void print(RowArguments in, int argument, RowWriter out) {
    if (in.type(argument).isText()) {
      out.putBytes(in.data(argument), in.start(argument), in.end(argument));
    } else if (in.type(argument).equals(SqlType.BOOLEAN)) {
      out.putText(in.booleanAt(argument) ? "true" : "false");
    } else {
      write(in, argument, out.sink());
    }
  }

  /// The argument as it is printed in results.
  static void write(RowArguments in, int argument, ByteSink sink) {
    TextCodec.of(in.type(argument))
        .write(in.vector(argument), in.rowOf(argument), sink, in.format());
  }

  private static LibraryFunction length(String name) {
    return LibraryFunction.of(
        name,
        row(INT4, (in, out) -> out.putLong(characters(in, 0)), TEXT),
        row(INT4, (in, out) -> out.putLong(byteLength(in)), BYTEA));
  }

  static int characters(RowArguments in, int argument) {
    return Utf8.characterCount(in.data(argument), in.start(argument), in.end(argument));
  }

  private static int byteLength(RowArguments in) {
    return in.end(0) - in.start(0);
  }

  /// Of a char(n), whose trailing blanks are not kept but count here.
  private static int paddedLength(RowArguments in) {
    return byteLength(in) + Math.max(0, in.type(0).length() - characters(in, 0));
  }

  private static LibraryFunction trim(String name, boolean front, boolean back) {
    return LibraryFunction.of(
        name,
        row(TEXT, (in, out) -> trim(in, out, BLANK, front, back), TEXT),
        row(TEXT, (in, out) -> trim(in, out, in.bytesAt(1), front, back), TEXT, TEXT));
  }

  private static void trim(
      RowArguments in, RowWriter out, byte[] characters, boolean front, boolean back) {
    byte[] data = in.data(0);
    int start = in.start(0);
    int end = in.end(0);
    while (front && start < end) {
      int next = next(data, start, end);
      if (!contains(characters, data, start, next)) {
        break;
      }
      start = next;
    }
    while (back && start < end) {
      int previous = previous(data, start, end);
      if (!contains(characters, data, previous, end)) {
        break;
      }
      end = previous;
    }
    out.putBytes(data, start, end);
  }

  private static boolean contains(byte[] characters, byte[] data, int start, int end) {
    int at = 0;
    while (at < characters.length) {
      int next = next(characters, at, characters.length);
      if (Arrays.equals(characters, at, next, data, start, end)) {
        return true;
      }
      at = next;
    }
    return false;
  }

  /// Where the character after the one at `at` begins.
  static int next(byte[] data, int at, int end) {
    int next = at + 1;
    while (next < end && (data[next] & 0xc0) == 0x80) {
      next++;
    }
    return next;
  }

  /// Where the character before `at` begins.
  static int previous(byte[] data, int start, int at) {
    int previous = at - 1;
    while (previous > start && (data[previous] & 0xc0) == 0x80) {
      previous--;
    }
    return previous;
  }

  private static LibraryFunction substring(String name) {
    return LibraryFunction.of(
        name,
        row(TEXT, (in, out) -> slice(in, out, in.longAt(1), Long.MAX_VALUE), TEXT, INT4),
        row(TEXT, (in, out) -> slice(in, out, in.longAt(1), until(in)), TEXT, INT4, INT4),
        row(BYTEA, (in, out) -> bytes(in, out, in.longAt(1), Long.MAX_VALUE), BYTEA, INT4),
        row(BYTEA, (in, out) -> bytes(in, out, in.longAt(1), until(in)), BYTEA, INT4, INT4),
        row(TEXT, RegularExpressions::substring, TEXT, TEXT).nullable(Overload.Nullability.ALWAYS));
  }

  /// One past the last position of a substring.
  private static long until(RowArguments in) {
    if (in.longAt(2) < 0) {
      throw new StatementException(
          SqlState.SUBSTRING_ERROR, "negative substring length not allowed");
    }
    return in.longAt(1) + in.longAt(2);
  }

  /// Characters `from` up to, not including, `until`, counted from 1.
  private static void slice(RowArguments in, RowWriter out, long from, long until) {
    byte[] data = in.data(0);
    int end = in.end(0);
    int first = (int) Math.max(0, from - 1);
    int count = (int) Math.min(Integer.MAX_VALUE, Math.max(0, until - 1 - first));
    int start = Utf8.offset(data, in.start(0), end, first);
    out.putBytes(data, start, Utf8.offset(data, start, end, count));
  }

  private static void bytes(RowArguments in, RowWriter out, long from, long until) {
    int length = byteLength(in);
    int first = (int) Math.min(length, Math.max(0, from - 1));
    int last = (int) Math.min(length, Math.max(first, until - 1));
    out.putBytes(in.data(0), in.start(0) + first, in.start(0) + last);
  }

  private static LibraryFunction position(String name) {
    return LibraryFunction.of(
        name, row(INT4, (in, out) -> out.putLong(positionOf(in)), TEXT, TEXT));
  }

  private static int positionOf(RowArguments in) {
    byte[] data = in.data(0);
    int at = LikePattern.indexOf(data, in.start(0), in.end(0), in.bytesAt(1));
    return at < 0 ? 0 : Utf8.characterCount(data, in.start(0), at) + 1;
  }

  private static void replace(RowArguments in, RowWriter out) {
    byte[] data = in.data(0);
    byte[] wanted = in.bytesAt(1);
    int at = in.start(0);
    int end = in.end(0);
    while (wanted.length > 0) {
      int found = LikePattern.indexOf(data, at, end, wanted);
      if (found < 0) {
        break;
      }
      out.putBytes(data, at, found);
      out.putBytes(in.data(2), in.start(2), in.end(2));
      at = found + wanted.length;
    }
    out.putBytes(data, at, end);
  }

  private static void left(RowArguments in, RowWriter out) {
    long count = in.longAt(1);
    long kept = count >= 0 ? count : Math.max(0, characters(in, 0) + count);
    out.putBytes(in.data(0), in.start(0), offset(in, kept));
  }

  private static void right(RowArguments in, RowWriter out) {
    long count = in.longAt(1);
    long dropped = count >= 0 ? Math.max(0, characters(in, 0) - count) : -count;
    out.putBytes(in.data(0), offset(in, dropped), in.end(0));
  }

  private static int offset(RowArguments in, long characters) {
    int count = (int) Math.min(Integer.MAX_VALUE, characters);
    return Utf8.offset(in.data(0), in.start(0), in.end(0), count);
  }

  private static LibraryFunction pad(String name, boolean front) {
    return LibraryFunction.of(
        name,
        row(TEXT, (in, out) -> pad(in, out, BLANK, front), TEXT, INT4),
        row(TEXT, (in, out) -> pad(in, out, in.bytesAt(2), front), TEXT, INT4, TEXT));
  }

  private static void pad(RowArguments in, RowWriter out, byte[] fill, boolean front) {
    int length = (int) Math.max(0, in.longAt(1));
    requireSize(length);
    int missing = fill.length == 0 ? 0 : length - characters(in, 0);
    int end = offset(in, length);
    if (!front) {
      out.putBytes(in.data(0), in.start(0), end);
    }
    int at = 0;
    for (int i = 0; i < missing; i++) {
      int next = next(fill, at, fill.length);
      out.putBytes(fill, at, next);
      at = next == fill.length ? 0 : next;
    }
    if (front) {
      out.putBytes(in.data(0), in.start(0), end);
    }
  }

  private static void repeat(RowArguments in, RowWriter out) {
    long count = Math.max(0, in.longAt(1));
    requireSize(count * byteLength(in));
    for (long i = 0; i < count && byteLength(in) > 0; i++) {
      out.putBytes(in.data(0), in.start(0), in.end(0));
    }
  }

  private static void requireSize(long bytes) {
    if (bytes >= VALUE_BYTES_MAX) {
      throw new StatementException(SqlState.PROGRAM_LIMIT_EXCEEDED, "requested length too large");
    }
  }

  private static void reverse(RowArguments in, RowWriter out) {
    byte[] data = in.data(0);
    int end = in.end(0);
    while (end > in.start(0)) {
      int previous = previous(data, in.start(0), end);
      out.putBytes(data, previous, end);
      end = previous;
    }
  }

  private static void concat(RowArguments in, RowWriter out) {
    for (int i = 0; i < in.count(); i++) {
      if (!in.isNull(i)) {
        write(in, i, out.sink());
      }
    }
  }

  private static void concatWithSeparator(RowArguments in, RowWriter out) {
    if (in.isNull(0)) {
      out.putNull();
      return;
    }
    boolean first = true;
    for (int i = 1; i < in.count(); i++) {
      if (!in.isNull(i)) {
        if (!first) {
          out.putBytes(in.data(0), in.start(0), in.end(0));
        }
        first = false;
        write(in, i, out.sink());
      }
    }
  }

  private static void splitPart(RowArguments in, RowWriter out) {
    int field = in.intAt(2);
    if (field == 0) {
      throw new StatementException(
          SqlState.INVALID_PARAMETER_VALUE, "field position must not be zero");
    }
    byte[] data = in.data(0);
    byte[] delimiter = in.bytesAt(1);
    if (delimiter.length == 0) {
      if (field == 1 || field == -1) {
        out.putBytes(data, in.start(0), in.end(0));
      }
      return;
    }
    if (field < 0) {
      field += fieldCount(data, in.start(0), in.end(0), delimiter) + 1;
    }
    if (field <= 0) {
      return;
    }
    int at = in.start(0);
    int found = LikePattern.indexOf(data, at, in.end(0), delimiter);
    for (int i = 1; i < field; i++) {
      if (found < 0) {
        return;
      }
      at = found + delimiter.length;
      found = LikePattern.indexOf(data, at, in.end(0), delimiter);
    }
    out.putBytes(data, at, found < 0 ? in.end(0) : found);
  }

  private static int fieldCount(byte[] data, int start, int end, byte[] delimiter) {
    int count = 1;
    int at = LikePattern.indexOf(data, start, end, delimiter);
    while (at >= 0) {
      count++;
      at = LikePattern.indexOf(data, at + delimiter.length, end, delimiter);
    }
    return count;
  }

  private static boolean startsWith(RowArguments in) {
    int length = in.end(1) - in.start(1);
    return byteLength(in) >= length
        && Arrays.equals(
            in.data(0), in.start(0), in.start(0) + length, in.data(1), in.start(1), in.end(1));
  }

  private static void overlay(RowArguments in, RowWriter out, int length) {
    long from = in.longAt(2);
    if (from <= 0) {
      throw new StatementException(
          SqlState.SUBSTRING_ERROR, "negative substring length not allowed");
    }
    slice(in, out, 1, from);
    out.putBytes(in.data(1), in.start(1), in.end(1));
    slice(in, out, from + length, Long.MAX_VALUE);
  }
}
