package org.ordinaldb.sql.function;

import static org.ordinaldb.sql.function.Overload.ANY;
import static org.ordinaldb.sql.function.Overload.row;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.apache.calcite.sql.SqlOperator;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.format.TextCodec;
import org.ordinaldb.sql.expression.RowArguments;
import org.ordinaldb.sql.expression.RowCall;
import org.ordinaldb.sql.expression.RowWriter;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.VectorBuilder;

/// Functions of text that need characters rather than bytes: case, codes, quoting, digests, formats.
final class TextFunctions {
  private static final SqlType TEXT = SqlType.TEXT;
  private static final SqlType BYTEA = SqlType.BYTEA;
  private static final SqlType INT4 = SqlType.INT4;

  private TextFunctions() {}

  static List<SqlOperator> all() {
    return List.of(
        letters("lower", 'A', 'Z', text -> text.toLowerCase(Locale.ROOT)),
        letters("upper", 'a', 'z', text -> text.toUpperCase(Locale.ROOT)),
        LibraryFunction.of(
            "initcap", row(TEXT, (in, out) -> out.putText(initcap(in.textAt(0))), TEXT)),
        LibraryFunction.of("ascii", row(INT4, (in, out) -> out.putLong(ascii(in)), TEXT)),
        LibraryFunction.of("chr", row(TEXT, TextFunctions::chr, INT4)),
        LibraryFunction.of(
            "translate",
            row(
                TEXT,
                (in, out) -> out.putText(translate(in.textAt(0), in.textAt(1), in.textAt(2))),
                TEXT,
                TEXT,
                TEXT)),
        LibraryFunction.of(
            "to_hex",
            row(TEXT, (in, out) -> out.putText(Integer.toHexString(in.intAt(0))), INT4),
            row(TEXT, (in, out) -> out.putText(Long.toHexString(in.longAt(0))), SqlType.INT8)),
        LibraryFunction.of(
            "quote_ident", row(TEXT, (in, out) -> out.putText(quoteIdent(in.textAt(0))), TEXT)),
        LibraryFunction.of(
            "quote_literal",
            row(TEXT, (in, out) -> out.putText(quoteLiteral(in.textAt(0))), TEXT),
            row(TEXT, (in, out) -> out.putText(quoteLiteral(printed(in, 0))), ANY)),
        LibraryFunction.of(
            "quote_nullable",
            row(
                    TEXT,
                    RowCall.Mode.NULLS,
                    (in, out) -> out.putText(in.isNull(0) ? "NULL" : quoteLiteral(printed(in, 0))),
                    ANY)
                .nullable(Overload.Nullability.NEVER)),
        LibraryFunction.of(
            "md5",
            row(TEXT, (in, out) -> out.putText(hex(digest("MD5", in))), TEXT),
            row(TEXT, (in, out) -> out.putText(hex(digest("MD5", in))), BYTEA)),
        LibraryFunction.of(
            "sha256", row(BYTEA, (in, out) -> out.putBytes(digest("SHA-256", in)), BYTEA)),
        LibraryFunction.of("encode", row(TEXT, (in, out) -> out.putText(encode(in)), BYTEA, TEXT)),
        LibraryFunction.of("decode", row(BYTEA, (in, out) -> out.putBytes(decode(in)), TEXT, TEXT)),
        LibraryFunction.of(
            "format",
            row(TEXT, RowCall.Mode.NULLS, TextFunctions::format, TEXT),
            row(TEXT, RowCall.Mode.NULLS, TextFunctions::format, TEXT, ANY).variadic()));
  }

  /// lower() and upper(): bytes while they are ASCII, else by Unicode's simple rules.
  private static LibraryFunction letters(
      String name, char from, char to, UnaryOperator<String> slow) {
    return LibraryFunction.of(
        name,
        row(
            TEXT,
            (in, out) -> {
              byte[] data = in.data(0);
              int start = in.start(0);
              int end = in.end(0);
              byte[] changed = new byte[end - start];
              for (int i = start; i < end; i++) {
                byte b = data[i];
                if (b < 0) {
                  out.putText(slow.apply(in.textAt(0)));
                  return;
                }
                changed[i - start] = (byte) (b >= from && b <= to ? b ^ 0x20 : b);
              }
              out.putBytes(changed);
            },
            TEXT));
  }

  private static String initcap(String text) {
    StringBuilder result = new StringBuilder(text.length());
    boolean inWord = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      result.append(inWord ? Character.toLowerCase(c) : Character.toUpperCase(c));
      inWord = Character.isLetterOrDigit(c);
    }
    return result.toString();
  }

  private static int ascii(RowArguments in) {
    String text = in.textAt(0);
    return text.isEmpty() ? 0 : text.codePointAt(0);
  }

  private static void chr(RowArguments in, RowWriter out) {
    int code = in.intAt(0);
    if (code == 0) {
      throw new StatementException(SqlState.PROGRAM_LIMIT_EXCEEDED, "null character not permitted");
    }
    if (code < 0) {
      throw new StatementException(
          SqlState.INVALID_PARAMETER_VALUE, "character number must be positive");
    }
    if (code > Character.MAX_CODE_POINT || (code >= 0xd800 && code < 0xe000)) {
      throw new StatementException(
          SqlState.PROGRAM_LIMIT_EXCEEDED,
          (code > Character.MAX_CODE_POINT
                  ? "requested character too large for encoding: "
                  : "requested character not valid for encoding: ")
              + code);
    }
    out.putText(Character.toString(code));
  }

  private static String translate(String text, String from, String to) {
    int[] source = from.codePoints().toArray();
    int[] target = to.codePoints().toArray();
    StringBuilder result = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          int at = indexOf(source, c);
          if (at < 0) {
            result.appendCodePoint(c);
          } else if (at < target.length) {
            result.appendCodePoint(target[at]);
          }
        });
    return result.toString();
  }

  private static int indexOf(int[] characters, int wanted) {
    for (int i = 0; i < characters.length; i++) {
      if (characters[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  /// A name in quotes unless it can stand without.
  static String quoteIdent(String name) {
    boolean plain = name.matches("[a-z_][a-z0-9_]*") && !Keywords.isReserved(name);
    return plain ? name : "\"" + name.replace("\"", "\"\"") + "\"";
  }

  static String quoteLiteral(String text) {
    String quoted = "'" + text.replace("'", "''").replace("\\", "\\\\") + "'";
    return text.indexOf('\\') >= 0 ? "E" + quoted : quoted;
  }

  private static String printed(RowArguments in, int argument) {
    return TextCodec.of(in.type(argument))
        .text(in.vector(argument), in.rowOf(argument), in.format());
  }

  private static byte[] digest(String algorithm, RowArguments in) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      digest.update(in.data(0), in.start(0), in.end(0) - in.start(0));
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static String encode(RowArguments in) {
    byte[] bytes = in.bytesAt(0);
    String form = in.textAt(1);
    return switch (form.toLowerCase(Locale.ROOT)) {
      case "hex" -> hex(bytes);
      case "base64" -> base64(bytes);
      case "escape" ->
          TextCodec.of(BYTEA).text(in.vector(0), in.rowOf(0), in.format().withHexBytea(false));
      default -> throw unknownEncoding(form);
    };
  }

  /// Lines of 76 characters, the last one without an end.
  private static String base64(byte[] bytes) {
    return new String(
        Base64.getMimeEncoder(76, new byte[] {'\n'}).encode(bytes), StandardCharsets.ISO_8859_1);
  }

  private static byte[] decode(RowArguments in) {
    String form = in.textAt(1);
    try {
      return switch (form.toLowerCase(Locale.ROOT)) {
        case "hex" -> HexFormat.of().parseHex(in.textAt(0).replaceAll("\\s", ""));
        case "base64" -> Base64.getDecoder().decode(in.textAt(0).replaceAll("\\s", ""));
        case "escape" -> unescape(in.textAt(0));
        default -> throw unknownEncoding(form);
      };
    } catch (IllegalArgumentException e) {
      throw new StatementException(
          SqlState.INVALID_PARAMETER_VALUE, "invalid " + form + " data: \"" + in.textAt(0) + "\"");
    }
  }

  private static byte[] unescape(String text) {
    VectorBuilder builder = VectorBuilder.of(BYTEA, 1);
    TextCodec.of(BYTEA).parse(text, builder, FormatSettings.DEFAULT);
    return ((BytesVector) builder.build()).bytes(0);
  }

  private static StatementException unknownEncoding(String form) {
    return new StatementException(
        SqlState.INVALID_PARAMETER_VALUE, "unrecognized encoding: \"" + form + "\"");
  }

  /// `%s`, `%I`, `%L` and `%%`, with `%2$s` for the second argument.
  private static void format(RowArguments in, RowWriter out) {
    if (in.isNull(0)) {
      out.putNull();
      return;
    }
    String format = in.textAt(0);
    StringBuilder result = new StringBuilder();
    int next = 1;
    int at = 0;
    while (at < format.length()) {
      char c = format.charAt(at++);
      if (c != '%') {
        result.append(c);
        continue;
      }
      int digits = at;
      while (digits < format.length() && Character.isDigit(format.charAt(digits))) {
        digits++;
      }
      if (digits > at && digits < format.length() && format.charAt(digits) == '$') {
        next = Integer.parseInt(format.substring(at, digits));
        at = digits + 1;
      }
      if (at >= format.length()) {
        throw formatError("unterminated format() type specifier");
      }
      char kind = format.charAt(at++);
      if (kind == '%') {
        result.append('%');
      } else {
        result.append(formatted(in, next++, kind));
      }
    }
    out.putText(result.toString());
  }

  private static String formatted(RowArguments in, int argument, char kind) {
    if (kind != 's' && kind != 'I' && kind != 'L') {
      throw formatError("unrecognized format() type specifier \"" + kind + "\"");
    }
    if (argument >= in.count()) {
      throw formatError("too few arguments for format()");
    }
    if (in.isNull(argument)) {
      if (kind == 'I') {
        throw new StatementException(
            SqlState.NULL_VALUE_NOT_ALLOWED,
            "null values cannot be formatted as an SQL identifier");
      }
      return kind == 'L' ? "NULL" : "";
    }
    String text = printed(in, argument);
    return switch (kind) {
      case 'I' -> quoteIdent(text);
      case 'L' -> quoteLiteral(text);
      default -> text;
    };
  }

  private static StatementException formatError(String message) {
    return new StatementException(SqlState.INVALID_PARAMETER_VALUE, message);
  }
}
